// A browser of one person: remembers cookies, says its origin, keeps its connection. By libcurl.
#pragma once

#include <boost/json.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cairn {

struct Answer {
    int status = 0;                                // 0 when there was none: `body` says why
    std::map<std::string, std::string> headers{};  // names in small letters
    std::string body{};

    boost::json::value json() const { return boost::json::parse(body); }
    std::string header(std::string const& name) const {
        auto const at = headers.find(name);
        return at == headers.end() ? "" : at->second;
    }
};

class Browser {
public:
    explicit Browser(std::string url);
    Browser(Browser const&) = delete;
    Browser& operator=(Browser const&) = delete;
    ~Browser();

    using Headers = std::vector<std::string>;  // "Name: value"
    Answer get(std::string const& path, Headers headers = {}) { return send("GET", path, "", std::move(headers)); }
    // With JSON, this page's Origin, and an Idempotency-Key of its own unless one is given.
    Answer post(std::string const& path, std::string const& body, Headers headers = {});
    Answer send(std::string const& method, std::string const& path, std::string const& body, Headers headers);

    // Believes this certificate, and no other.
    void trust(std::string const& certificate_path);
    void speak_at_most_tls_1_1();
    void use_cookies_of(Browser const& other);
    std::string cookie_header() const;  // "name=value; name=value"

private:
    std::vector<std::string> cookies() const;  // as curl writes them, fields parted by tabs

    struct Handle;
    std::unique_ptr<Handle> handle_;
    std::string url_;
    int keys_ = 0;
};

}  // namespace cairn
