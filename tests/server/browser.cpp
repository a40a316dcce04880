#include "browser.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>

namespace cairn {
namespace {

constexpr long patience_seconds = 60;

std::size_t append(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* into) {
    auto& headers = *static_cast<std::map<std::string, std::string>*>(into);
    std::string line(data, size * count);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    auto const colon = line.find(": ");
    if (line.starts_with("HTTP/")) headers.clear();
    if (colon == std::string::npos) return size * count;
    auto name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    headers[name] = line.substr(colon + 2);
    return size * count;
}

}  // namespace

struct Browser::Handle {
    Handle() : curl(::curl_easy_init()) {}
    Handle(Handle const&) = delete;
    Handle& operator=(Handle const&) = delete;
    ~Handle() { ::curl_easy_cleanup(curl); }
    CURL* curl;
};

Browser::Browser(std::string url) : handle_(std::make_unique<Handle>()), url_(std::move(url)) {
    ::curl_easy_setopt(handle_->curl, CURLOPT_COOKIEFILE, "");
    ::curl_easy_setopt(handle_->curl, CURLOPT_PATH_AS_IS, 1L);
    ::curl_easy_setopt(handle_->curl, CURLOPT_NOSIGNAL, 1L);
    ::curl_easy_setopt(handle_->curl, CURLOPT_TIMEOUT, patience_seconds);
}

Browser::~Browser() = default;

Answer Browser::post(std::string const& path, std::string const& body, Headers headers) {
    auto const is_key = [](std::string const& header) { return header.starts_with("Idempotency-Key:"); };
    if (std::none_of(headers.begin(), headers.end(), is_key)) {
        headers.push_back("Idempotency-Key: browser-" + std::to_string(++keys_));
    }
    return send("POST", path, body, std::move(headers));
}

Answer Browser::send(std::string const& method, std::string const& path, std::string const& body, Headers headers) {
    auto* const curl = handle_->curl;
    Answer answer;
    headers.push_back("Origin: " + url_.substr(0, url_.find('/', url_.find("://") + 3)));
    headers.push_back("Expect:");
    if (!body.empty()) headers.push_back("Content-Type: application/json");
    curl_slist* list = nullptr;
    for (auto const& header : headers) list = ::curl_slist_append(list, header.c_str());
    auto const address = url_ + path;
    ::curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
    ::curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    ::curl_easy_setopt(curl, CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (body.empty()) {
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, nullptr);
        if (method != "HEAD") ::curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        ::curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    } else {
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
    }
    ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
    ::curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    ::curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    ::curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
    auto const failed = ::curl_easy_perform(curl);
    ::curl_slist_free_all(list);
    long status = 0;
    ::curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (failed != CURLE_OK) return {0, {}, ::curl_easy_strerror(failed)};
    answer.status = static_cast<int>(status);
    return answer;
}

void Browser::trust(std::string const& certificate_path) {
    ::curl_easy_setopt(handle_->curl, CURLOPT_CAINFO, certificate_path.c_str());
    ::curl_easy_setopt(handle_->curl, CURLOPT_CAPATH, nullptr);
}

void Browser::speak_at_most_tls_1_1() {
    // CURL_SSLVERSION_MAX_TLSv1_1 lies outside its own enumeration.
    constexpr long up_to_1_1 = static_cast<long>(CURL_SSLVERSION_TLSv1_1) << 16;
    ::curl_easy_setopt(handle_->curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_0) | up_to_1_1);
    ::curl_easy_setopt(handle_->curl, CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
}

std::vector<std::string> Browser::cookies() const {
    std::vector<std::string> all;
    curl_slist* list = nullptr;
    ::curl_easy_getinfo(handle_->curl, CURLINFO_COOKIELIST, &list);
    for (auto const* at = list; at != nullptr; at = at->next) all.emplace_back(at->data);
    ::curl_slist_free_all(list);
    return all;
}

std::string Browser::cookie_header() const {
    std::string header;
    for (auto const& cookie : cookies()) {
        auto const value = cookie.rfind('\t');
        auto const name = cookie.rfind('\t', value - 1);
        header +=
            (header.empty() ? "" : "; ") + cookie.substr(name + 1, value - name - 1) + '=' + cookie.substr(value + 1);
    }
    return header;
}

void Browser::use_cookies_of(Browser const& other) {
    for (auto const& cookie : other.cookies()) ::curl_easy_setopt(handle_->curl, CURLOPT_COOKIELIST, cookie.c_str());
}

}  // namespace cairn
