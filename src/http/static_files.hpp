// The files of the web app, or of the pages that the program carries itself: read once, kept in memory, looked up by
// name. Nothing that a request says ever becomes a path of the file system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace cairn {

inline constexpr std::size_t static_files_max = 5000;
inline constexpr std::uintmax_t static_bytes_max = 256U << 20U;  // of all files together
inline constexpr std::size_t compressed_from_bytes = 1024;       // smaller ones fit into a packet as they are

class StaticFiles {
public:
    StaticFiles() = default;

    // Everything below the folder. Files whose real place is not below it, by way of symbolic links, are left out, and
    // so are hidden ones. `NAME.br` and `NAME.gz` are taken as the compressed forms of NAME. Refuses with a sentence
    // when there is no index.html, or a limit is passed.
    static Result<StaticFiles> from_folder(std::filesystem::path const& folder);
    // The folder of the texts that travel inside the program: "app/pages/".
    static StaticFiles embedded(std::string_view prefix);

    // `path` begins with a slash and is as the request had it, without the query. The answer to GET: the file, 304
    // when the client has it already, index.html for an address of a folder's app itself (one without a dot in its last
    // part, asked for by a browser), or nothing.
    std::optional<HttpResponse> answer(HttpRequest const& request, std::string_view path) const;

    std::size_t size() const { return files_.size(); }

private:
    struct File;
    void add(std::string name, std::string content);
    void join_compressed();

    std::map<std::string, std::shared_ptr<File>, std::less<>> files_{};
    bool is_app_ = false;  // which knows more addresses than it has files
};

// By the end of the name; application/octet-stream when it is not known.
std::string_view content_type_of(std::string_view name);

}  // namespace cairn
