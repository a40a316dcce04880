// Where the server listens, and whose word about a client counts.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/message.hpp"

namespace cairn {

struct ListenAddress {
    std::string host = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 8080;       // 0: any that is free
};

// "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "0.0.0.0:443". Names other than localhost are refused: what they
// stand for may change, and with it who can reach the server.
Result<ListenAddress> parse_listen_address(std::string_view text);

// 127.0.0.0/8, ::1, and the former written as IPv6. Nothing that is not an address is.
bool is_loopback(std::string_view address);

// "::ffff:10.0.0.1" -> "10.0.0.1"; everything else as it is.
std::string plain_address(std::string_view address);

// Beyond loopback nothing is sent in the clear: refuses unless there is TLS, or a proxy before us that has it.
Result<void> check_exposure(ListenAddress const& listen, bool has_tls, bool behind_proxy);

// Proxies before the server that are believed about who asks and how.
struct TrustedProxies {
    bool any = false;                   // --behind-proxy
    std::set<std::string> addresses{};  // besides loopback

    bool trusts(std::string_view peer) const;
    // Sets remote_address and secure from X-Forwarded-For and X-Forwarded-Proto, when the peer is one of them. The
    // address is the last one that is not a proxy's itself: what stands before it anybody may have written.
    void believe(HttpRequest& request) const;
};

// http://127.0.0.1:8080
std::string to_url(ListenAddress const& listen, std::uint16_t port, bool secure);

}  // namespace cairn
