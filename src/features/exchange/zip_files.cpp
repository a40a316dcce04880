#include "features/exchange/zip_files.hpp"

#include <zip.h>

#include <memory>
#include <vector>

#include <fmt/core.h>

namespace cairn {
namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10U;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using ArchiveFile = std::unique_ptr<zip_file_t, Discard>;

Error no_zip() {
    return Error{ErrorCode::malformed, "This is no zip file, or it is damaged. Make it again and send it whole."};
}

Error cannot_be_written(std::filesystem::path const& path) {
    return Error{ErrorCode::unavailable, "The file " + path.string() + " cannot be written."};
}

Result<Archive> open_zip(std::string_view bytes) {
    zip_error_t failure;
    zip_error_init(&failure);
    auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &failure);
    Archive archive(source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &failure));
    zip_error_fini(&failure);
    if (archive) return archive;
    if (source != nullptr) zip_source_free(source);
    return no_zip();
}

Result<void> unpack_entry(zip_t* archive, zip_uint64_t index, std::uint64_t& left, UnpackLimits const& limits,
                          ZipVisitor const& visitor) {
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(archive, index, ZIP_FL_ENC_RAW, &about) != 0 || (about.valid & ZIP_STAT_NAME) == 0) {
        return no_zip();
    }
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) {
        return Error{ErrorCode::malformed,
                     "The zip is encrypted. Send one without a password; the connection protects it."};
    }
    if (auto begun = visitor.begin(about.name); !begun) return begun;
    ArchiveFile const file(zip_fopen_index(archive, index, 0));
    if (!file) return no_zip();
    std::string piece(piece_bytes, '\0');
    while (true) {
        auto const count = zip_fread(file.get(), piece.data(), piece.size());
        if (count < 0) return no_zip();  // damaged: its checksum says so at the latest
        if (count == 0) return {};
        auto const size = static_cast<std::uint64_t>(count);
        if (size > left) {
            return Error{ErrorCode::too_large,
                         fmt::format("The files of this zip have more than {} bytes together when they are unpacked, "
                                     "which is the limit for a zip of its size. Send them without zip, or in parts.",
                                     limits.bytes)};
        }
        left -= size;
        if (auto taken = visitor.take(std::string_view(piece).substr(0, size)); !taken) return taken;
    }
}

}  // namespace

Result<void> unpack_zip(std::string_view zip, UnpackLimits const& limits, ZipVisitor const& visitor) {
    if (zip.empty()) return no_zip();  // libzip takes nothing for a zip without files
    auto archive = open_zip(zip);
    if (!archive) return archive.error();
    auto const count = zip_get_num_entries(archive->get(), 0);
    if (count < 0) return no_zip();
    if (static_cast<std::uint64_t>(count) > limits.files) {
        return Error{ErrorCode::too_large, fmt::format("A zip may hold at most {} files.", limits.files)};
    }
    auto left = limits.bytes;
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
        if (auto done = unpack_entry(archive->get(), index, left, limits, visitor); !done) return done;
    }
    return {};
}

Result<bool> pack_zip(std::filesystem::path const& zip, std::span<std::filesystem::path const> files,
                      std::function<bool()> const& stop) {
    int code = 0;
    Archive archive(zip_open(zip.c_str(), ZIP_CREATE | ZIP_EXCL, &code));
    if (!archive) return cannot_be_written(zip);
    for (auto const& file : files) {
        auto* source = zip_source_file(archive.get(), file.c_str(), 0, -1);
        if (source == nullptr) return cannot_be_written(zip);
        if (zip_file_add(archive.get(), file.filename().c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
            zip_source_free(source);
            return cannot_be_written(zip);
        }
    }
    auto const ask = [](zip_t*, void* state) { return (*static_cast<std::function<bool()> const*>(state))() ? 1 : 0; };
    zip_register_cancel_callback_with_state(archive.get(), ask, nullptr, const_cast<std::function<bool()>*>(&stop));
    if (zip_close(archive.get()) != 0) {
        bool const stopped = zip_error_code_zip(zip_get_error(archive.get())) == ZIP_ER_CANCELLED;
        if (stopped) return false;
        return cannot_be_written(zip);
    }
    archive.release();  // NOLINT(bugprone-unused-return-value): zip_close has freed it
    std::error_code failed;
    std::filesystem::permissions(zip, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
    if (failed) return cannot_be_written(zip);
    return true;
}

}  // namespace cairn
