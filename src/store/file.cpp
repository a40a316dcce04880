#include "store/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace cairn {
namespace {

constexpr mode_t owner_only = 0600;

Error cannot(std::string_view doing, std::string const& name) {
    auto const code = errno == ENOENT   ? ErrorCode::not_found
                      : errno == EEXIST ? ErrorCode::already_exists
                                        : ErrorCode::unavailable;
    return {code, "Cannot " + std::string(doing) + " " + name + ": " + std::strerror(errno) + "."};
}

}  // namespace

Result<File> File::create_new(std::filesystem::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
    if (descriptor < 0) return cannot("make", path.string());
    return File(descriptor, path.string());
}

Result<File> File::open_to_append(std::filesystem::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, owner_only);
    if (descriptor < 0) return cannot("write", path.string());
    return File(descriptor, path.string());
}

Result<File> File::open_to_read(std::filesystem::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot("read", path.string());
    return File(descriptor, path.string());
}

File::File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), name_(std::move(other.name_)) {}

File& File::operator=(File&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(name_, other.name_);
    return *this;
}

File::~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Error File::failed(std::string_view doing) const { return cannot(doing, name_); }

Result<void> File::append(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("write");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::string> File::read_at(std::int64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
        auto const got =
            ::pread(descriptor_, bytes.data() + filled, size - filled, offset + static_cast<std::int64_t>(filled));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read");
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
}

Result<std::int64_t> File::size() const {
    struct stat found {};
    if (::fstat(descriptor_, &found) != 0) return failed("read");
    return found.st_size;
}

Result<void> File::truncate(std::int64_t size) {
    if (::ftruncate(descriptor_, size) != 0) return failed("shorten");
    return {};
}

Result<void> File::lock() {
    while (::flock(descriptor_, LOCK_EX) != 0) {
        if (errno != EINTR) return failed("lock");
    }
    return {};
}

Result<void> File::sync() {
    if (::fsync(descriptor_) != 0) return failed("save");
    return {};
}

Result<void> sync_folder(std::filesystem::path const& folder) {
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return cannot("open", folder.string());
    int const code = ::fsync(descriptor);
    ::close(descriptor);
    if (code != 0) return cannot("save", folder.string());
    return {};
}

std::filesystem::path folder_of(std::filesystem::path const& path) {
    auto folder = path.parent_path();
    return folder.empty() ? std::filesystem::path(".") : folder;
}

}  // namespace cairn
