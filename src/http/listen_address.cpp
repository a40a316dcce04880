#include "http/listen_address.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<std::array<std::uint8_t, 4>> as_v4(std::string const& text) {
    std::array<std::uint8_t, 4> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return bytes;
    std::array<std::uint8_t, 16> six{};
    if (::inet_pton(AF_INET6, text.c_str(), six.data()) != 1) return std::nullopt;
    if (!std::equal(mapped_prefix.begin(), mapped_prefix.end(), six.begin())) return std::nullopt;
    std::copy(six.begin() + 12, six.end(), bytes.begin());
    return bytes;
}

std::optional<std::array<std::uint8_t, 16>> as_v6(std::string const& text) {
    std::array<std::uint8_t, 16> bytes{};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
}

Error cannot_listen() {
    return invalid("listen", "address",
                   "Give an address and a port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:443; the only name that "
                   "is known here is localhost.");
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
    auto const colon = text.rfind(':');
    if (colon == std::string_view::npos) return cannot_listen();
    ListenAddress listen;
    auto host = text.substr(0, colon);
    bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    listen.host = host == "localhost" ? "127.0.0.1" : std::string(host);
    bool const is_six = as_v6(listen.host).has_value();
    if (is_six != bracketed || (!is_six && !as_v4(listen.host))) return cannot_listen();
    auto const port = text.substr(colon + 1);
    auto const [end, failed] = std::from_chars(port.data(), port.data() + port.size(), listen.port);
    if (failed != std::errc{} || end != port.data() + port.size()) return cannot_listen();
    return listen;
}

bool is_loopback(std::string_view address) {
    std::string const text(address);
    if (auto const four = as_v4(text)) return (*four)[0] == 127;
    auto const six = as_v6(text);
    constexpr std::array<std::uint8_t, 16> one{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    return six && *six == one;
}

std::string plain_address(std::string_view address) {
    std::string text(address);
    if (auto const four = as_v4(text)) {
        std::array<char, INET_ADDRSTRLEN> plain{};
        return ::inet_ntop(AF_INET, four->data(), plain.data(), plain.size());
    }
    return text;
}

Result<void> check_exposure(ListenAddress const& listen, bool has_tls, bool behind_proxy) {
    if (has_tls || behind_proxy || is_loopback(listen.host)) return {};
    return invalid("listen", "needs_tls",
                   "Other machines could reach this address, and everything would travel in the clear. Give "
                   "--tls-cert and --tls-key; or --behind-proxy when a proxy with TLS stands before the server; or "
                   "listen on 127.0.0.1.");
}

bool TrustedProxies::trusts(std::string_view peer) const {
    return any && (is_loopback(peer) || addresses.contains(plain_address(peer)));
}

void TrustedProxies::believe(HttpRequest& request) const {
    if (!trusts(request.remote_address)) return;
    request.secure = equals_ignoring_case(trim(request.header("X-Forwarded-Proto")), "https");
    std::vector<std::string_view> named;
    for (auto const& header : request.headers) {
        if (!equals_ignoring_case(header.name, "X-Forwarded-For")) continue;
        for (auto const part : split(header.value, ',')) named.push_back(trim(part));
    }
    for (auto at = named.rbegin(); at != named.rend(); ++at) {
        auto const address = plain_address(*at);
        if (!as_v4(address) && !as_v6(address)) return;
        request.remote_address = address;
        if (!trusts(address)) return;
    }
}

std::string to_url(ListenAddress const& listen, std::uint16_t port, bool secure) {
    bool const is_six = listen.host.find(':') != std::string::npos;
    return (secure ? "https://" : "http://") + (is_six ? '[' + listen.host + ']' : listen.host) + ':' +
           std::to_string(port);
}

}  // namespace cairn
