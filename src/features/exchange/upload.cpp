#include "features/exchange/upload.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/import_plan.hpp"
#include "features/exchange/multipart.hpp"
#include "features/exchange/zip_files.hpp"
#include "store/file.hpp"

namespace cairn {
namespace {

constexpr std::string_view csv_ending = ".csv";
constexpr std::string_view zip_ending = ".zip";
constexpr std::string_view zip_type = "application/zip";
constexpr std::string_view mapping_part = "mapping";
constexpr std::string_view dry_run_part = "dry_run";

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() && equals_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

// Files on their way into the folder.
class Received {
public:
    explicit Received(std::filesystem::path const& folder) : folder_(folder) {}

    Result<void> begin(std::string_view name) {
        ++number_;
        file_.reset();
        if (auto sound = check(name); !sound) return sound;
        auto file = File::create_new(folder_ / name);
        if (!file) return file.error();
        file_.emplace(std::move(*file));
        files_.emplace_back(name);
        content_ = digest_of(name, content_);
        return {};
    }
    Result<void> take(std::string_view bytes) {
        content_ = digest_of(bytes, content_);
        return file_->append(bytes);
    }

    Result<void> add(std::string_view name, std::string_view content) {
        if (auto begun = begin(name); !begun) return begun;
        return take(content);
    }
    void finish(Upload& upload) && {
        upload.files = std::move(files_);
        upload.content = content_;
    }

private:
    // A name that is not one of ours is not repeated: who knows what it says.
    Result<void> check(std::string_view name) {
        if (number_ > upload_files_max) {
            return Error{ErrorCode::too_large, fmt::format("An import takes at most {} files.", upload_files_max)};
        }
        if (!is_upload_name(name)) {
            return invalid(fmt::format("files[{}]", number_ - 1), "file_name",
                           fmt::format("File {} has a name that cannot be taken. Send files named like people.csv, or "
                                       "mapping.toml: letters, digits, blanks and ._- only, at most {} characters, and "
                                       "in no folder.",
                                       number_, upload_name_characters_max));
        }
        std::string folded(name);
        std::ranges::transform(folded, folded.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (!names_.insert(folded).second) {
            return invalid(std::string(name), "duplicate", "Two files have this name.");
        }
        return {};
    }

    std::filesystem::path folder_;
    std::size_t number_ = 0;
    std::optional<File> file_{};
    std::set<std::string> names_{};
    std::vector<std::string> files_{};
    Digest content_{};
};

Result<void> unpack(std::string_view zip, Received& received) {
    auto const by_ratio = std::max<std::uint64_t>(unpacked_bytes_small, zip.size() * unpacked_ratio_max);
    return unpack_zip(zip, {.files = upload_files_max, .bytes = std::min(unpacked_bytes_max, by_ratio)},
                      {.begin = [&](std::string_view name) { return received.begin(name); },
                       .take = [&](std::string_view bytes) { return received.take(bytes); }});
}

Result<bool> to_bool(FormPart const& part) {
    if (part.content == "true") return true;
    if (part.content == "false" || part.content.empty()) return false;
    return invalid(std::string(dry_run_part), "boolean", "Must be true or false.");
}

Result<Upload> receive_form(std::string_view body, std::string_view boundary, Received& received) {
    auto const parts = parse_form(body, boundary);
    if (!parts) return parts.error();
    Upload upload;
    auto const is_file = [](FormPart const& part) { return part.file_name && !part.file_name->empty(); };
    auto const files = std::ranges::count_if(*parts, is_file);
    for (auto const& part : *parts) {
        Result<void> taken;
        if (part.name == dry_run_part) {
            auto const said = to_bool(part);
            if (!said) return said.error();
            upload.dry_run = *said;
        } else if (part.name == mapping_part) {
            if (part.content.empty()) continue;  // a form whose mapping was left out sends an empty one
            taken = received.add(mapping_file_name, part.content);
        } else if (!is_file(part)) {
            if (part.file_name) continue;  // a form in which no file was chosen
            return invalid("", "unknown_part",
                           "The form has a part that is neither a file nor called mapping or dry_run.");
        } else if (files == 1 && ends_with_ignoring_case(*part.file_name, zip_ending)) {
            taken = unpack(part.content, received);
        } else {
            taken = received.add(*part.file_name, part.content);
        }
        if (!taken) return taken.error();
    }
    return upload;
}

bool is_zip(std::string_view content_type) {
    return equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), zip_type);
}

}  // namespace

bool is_upload_name(std::string_view name) {
    if (name == mapping_file_name) return true;
    if (name.size() > upload_name_characters_max || name.size() <= csv_ending.size()) return false;
    if (!name.ends_with(csv_ending)) return false;
    auto const is_letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return is_letter_or_digit(name.front()) && std::ranges::all_of(name, [&](char c) {
               return is_letter_or_digit(c) || c == ' ' || c == '.' || c == '_' || c == '-';
           });
}

Result<Upload> receive_upload(HttpRequest const& request, std::filesystem::path const& folder) {
    auto const type = request.header("Content-Type");
    Received received(folder);
    Result<Upload> upload = Upload{};
    if (auto const boundary = form_boundary(type)) {
        upload = receive_form(request.body, *boundary, received);
    } else if (is_zip(type)) {
        if (auto unpacked = unpack(request.body, received); !unpacked) return unpacked.error();
    } else {
        return Error{ErrorCode::unsupported_type,
                     "Send the files as a form (multipart/form-data) or in a zip (application/zip)."};
    }
    if (!upload) return upload;
    std::move(received).finish(*upload);
    if (upload->files.empty()) return invalid("files", "required", "There is no file in what was sent.");
    return upload;
}

}  // namespace cairn
