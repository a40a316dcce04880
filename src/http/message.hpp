// HTTP messages as the API sees them, whatever carries them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

enum class Method : std::uint8_t { get, post, put, patch, remove };
std::string_view to_string(Method method);  // GET, POST, PUT, PATCH, DELETE
std::optional<Method> parse_method(std::string_view text);
inline bool is_safe(Method method) { return method == Method::get; }

struct Header {
    std::string name;
    std::string value;
};

struct HttpRequest {
    std::string method;  // as it was sent
    std::string target;  // "/api/v1/contacts?limit=10"
    std::vector<Header> headers{};
    std::string body{};
    std::string remote_address{};  // of the peer, without port
    bool secure = false;           // arrived by TLS, or a trusted proxy said so

    // The value of the first header of that name, letters compared without case; empty when there is none.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
};

// Sends one server-sent event (or comment); from any thread, returns at once.
using SendEvent = std::function<void(std::string text)>;
// Begins to send; what it returns keeps the subscription until it is destroyed.
using Subscribe = std::function<std::shared_ptr<void>(SendEvent send)>;

struct HttpResponse {
    int status = 200;
    std::vector<Header> headers{};
    std::string body{};
    std::optional<std::filesystem::path> file{};  // sent instead of `body`
    Subscribe events{};                           // a stream of server-sent events instead of `body`

    std::string_view header(std::string_view name) const;
};

// "%41" -> "A"; nullopt for a broken escape, U+0000 and what is not UTF-8.
std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space = false);
bool equals_ignoring_case(std::string_view a, std::string_view b);

}  // namespace cairn
