// Files as browsers send them. For tests only.
#pragma once

#include <zip.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"

namespace cairn {

struct SentFile {
    std::string name;
    std::string content;
};

inline constexpr char const* form_type = "multipart/form-data; boundary=B";

inline std::string form_of(std::vector<SentFile> const& files) {
    std::string body;
    for (auto const& file : files) {
        body += "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + file.name +
                "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + file.content + "\r\n";
    }
    return body + "--B--\r\n";
}

inline std::string content_of(std::filesystem::path const& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
}

inline std::string zip_of(std::vector<SentFile> const& files) {
    TemporaryFolder const folder;
    auto const path = folder.path() / "made.zip";
    auto* archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
    for (auto const& file : files) {
        auto* source = zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
        if (zip_file_add(archive, file.name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
            throw std::runtime_error("a zip for a test cannot be made");
        }
    }
    if (zip_close(archive) != 0) throw std::runtime_error("a zip for a test cannot be made");
    return content_of(path);
}

}  // namespace cairn
