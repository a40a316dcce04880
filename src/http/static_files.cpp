#include "http/static_files.hpp"

#include <array>
#include <fstream>
#include <iterator>

#include "base/bytes.hpp"
#include "base/embedded.hpp"
#include "base/text.hpp"
#include "http/compress.hpp"

namespace cairn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view index_name = "/index.html";
constexpr std::size_t etag_digits = 32;

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> content_types{
    {{".html", "text/html; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".mjs", "text/javascript; charset=utf-8"},
     {".json", "application/json"},
     {".map", "application/json"},
     {".webmanifest", "application/manifest+json"},
     {".svg", "image/svg+xml"},
     {".png", "image/png"},
     {".jpg", "image/jpeg"},
     {".jpeg", "image/jpeg"},
     {".webp", "image/webp"},
     {".avif", "image/avif"},
     {".ico", "image/x-icon"},
     {".woff2", "font/woff2"},
     {".woff", "font/woff"},
     {".wasm", "application/wasm"},
     {".txt", "text/plain; charset=utf-8"},
     {".xml", "application/xml"},
     {".pdf", "application/pdf"}}};

bool is_compressible(std::string_view content_type) {
    return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
           content_type.starts_with("application/manifest") || content_type.starts_with("application/xml") ||
           content_type == "image/svg+xml" || content_type == "application/wasm";
}

// Whether Accept-Encoding takes the coding (RFC 9110 §12.5.3): it is named, and not with a weight of nothing.
bool takes(std::string_view accept_encoding, std::string_view coding) {
    for (auto const part : split(accept_encoding, ',')) {
        auto const semicolon = part.find(';');
        if (!equals_ignoring_case(trim(part.substr(0, semicolon)), coding)) continue;
        if (semicolon == std::string_view::npos) return true;
        auto const weight = trim(part.substr(semicolon + 1));
        return weight.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

bool has_tag(std::string_view if_none_match, std::string_view tag) {
    for (auto const part : split(if_none_match, ',')) {
        auto known = trim(part);
        if (known.starts_with("W/")) known.remove_prefix(2);
        if (known == tag || known == "*") return true;
    }
    return false;
}

// An address of the app itself, such as /participants/0190…: not a file that is missing.
bool is_app_address(HttpRequest const& request, std::string_view path) {
    auto const last = path.substr(path.rfind('/') + 1);
    return last.find('.') == std::string_view::npos && !path.starts_with("/assets/") &&
           request.header("Accept").find("text/html") != std::string_view::npos;
}

std::string read_whole(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool is_below(fs::path const& path, fs::path const& folder) {
    auto const relative = path.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

bool is_hidden(fs::path const& relative) {
    for (auto const& part : relative) {
        if (part.native().starts_with('.')) return true;
    }
    return false;
}

}  // namespace

struct StaticFiles::File {
    std::string content;
    std::string_view content_type;
    std::string tag;  // without quotes
    bool never_changes = false;

    // Made when they are first asked for: starting must not wait for them.
    std::once_flag compressed{};
    std::string brotli{};
    std::string gzip{};

    void compress() {
        std::call_once(compressed, [&] {
            if (!is_compressible(content_type) || content.size() < compressed_from_bytes) return;
            if (brotli.empty()) brotli = compress_brotli(content);
            if (gzip.empty()) gzip = compress_gzip(content);
        });
    }
};

Result<StaticFiles> StaticFiles::from_folder(fs::path const& folder) {
    std::error_code failed;
    auto const root = fs::canonical(folder, failed);
    if (failed || !fs::is_directory(root))
        return invalid("web", "folder", "There is no folder " + folder.string() + ".");
    StaticFiles files;
    std::uintmax_t bytes = 0;
    for (auto const& entry : fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied)) {
        auto const place = fs::canonical(entry.path(), failed);
        auto const name = entry.path().lexically_relative(root);
        if (failed || !fs::is_regular_file(place) || !is_below(place, root) || is_hidden(name)) continue;
        bytes += fs::file_size(place);
        if (files.files_.size() >= static_files_max || bytes > static_bytes_max) {
            return invalid("web", "too_large",
                           "The folder holds more than 5,000 files or 256 MiB: it is not that of the web app.");
        }
        files.add('/' + name.generic_string(), read_whole(place));
    }
    if (!files.files_.contains(index_name)) {
        return invalid("web", "index", "There is no index.html in " + folder.string() + ".");
    }
    files.join_compressed();
    files.is_app_ = true;
    return files;
}

StaticFiles StaticFiles::embedded(std::string_view prefix) {
    StaticFiles files;
    for (auto const& file : embedded_files(prefix)) {
        files.add('/' + std::string(file.path.substr(prefix.size())), std::string(file.text));
    }
    return files;
}

void StaticFiles::add(std::string name, std::string content) {
    auto file = std::make_shared<File>();
    file->content_type = content_type_of(name);
    file->tag = to_hex(digest_of(content)).substr(0, etag_digits);
    file->never_changes = name.starts_with("/assets/");  // their names carry a digest of what they hold
    file->content = std::move(content);
    files_.emplace(std::move(name), std::move(file));
}

void StaticFiles::join_compressed() {
    for (auto at = files_.begin(); at != files_.end();) {
        std::string_view const name = at->first;
        bool const brotli = name.ends_with(".br");
        auto const plain =
            brotli || name.ends_with(".gz") ? files_.find(name.substr(0, name.size() - 3)) : files_.end();
        if (plain == files_.end()) {
            ++at;
            continue;
        }
        (brotli ? plain->second->brotli : plain->second->gzip) = std::move(at->second->content);
        at = files_.erase(at);
    }
}

std::optional<HttpResponse> StaticFiles::answer(HttpRequest const& request, std::string_view path) const {
    auto const decoded = decode_percent(path);
    if (!decoded) return std::nullopt;
    auto found = files_.find(decoded->ends_with('/') ? *decoded + "index.html" : *decoded);
    if (found == files_.end() && is_app_ && is_app_address(request, *decoded)) found = files_.find(index_name);
    if (found == files_.end()) return std::nullopt;
    auto& file = *found->second;
    file.compress();

    HttpResponse response;
    std::string const* body = &file.content;
    std::string tag = '"' + file.tag;
    auto const accepted = request.header("Accept-Encoding");
    if (!file.brotli.empty() && takes(accepted, "br")) {
        response.headers.push_back({"Content-Encoding", "br"});
        body = &file.brotli;
        tag += "-br";
    } else if (!file.gzip.empty() && takes(accepted, "gzip")) {
        response.headers.push_back({"Content-Encoding", "gzip"});
        body = &file.gzip;
        tag += "-gz";
    }
    tag += '"';
    response.headers.push_back({"Content-Type", std::string(file.content_type)});
    response.headers.push_back({"ETag", tag});
    response.headers.push_back(
        {"Cache-Control", file.never_changes ? "public, max-age=31536000, immutable" : "no-cache"});
    response.headers.push_back({"Vary", "Accept-Encoding"});
    if (has_tag(request.header("If-None-Match"), tag)) {
        response.status = 304;
    } else {
        response.body = *body;
    }
    return response;
}

std::string_view content_type_of(std::string_view name) {
    for (auto const& [ending, type] : content_types) {
        if (name.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

}  // namespace cairn
