#include "http/listen_address.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

TEST(ListenAddress, IsAnAddressAndAPort) {
    EXPECT_EQ(parse_listen_address("127.0.0.1:8080")->host, "127.0.0.1");
    EXPECT_EQ(parse_listen_address("[::1]:443")->host, "::1");
    EXPECT_EQ(parse_listen_address("localhost:0")->host, "127.0.0.1");
    EXPECT_EQ(parse_listen_address("0.0.0.0:65535")->port, 65535);
    for (auto const* wrong : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:80x",
                              "::1:80", "[127.0.0.1]:80", "cairn.example.org:80", "localhost.evil.example:80",
                              "127.1:80", "0x7f.0.0.1:80", "[::1]", "[]:80"}) {
        EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
    }
}

TEST(ListenAddress, LoopbackIsWhatOnlyThisMachineCanReach) {
    for (auto const* here :
         {"127.0.0.1", "127.0.0.2", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"}) {
        EXPECT_TRUE(is_loopback(here)) << here;
    }
    for (auto const* beyond : {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "126.255.255.255", "::2", "fe80::1",
                               "::ffff:10.0.0.1", "localhost", "127.0.0.1.evil.example", "127.0.0.1 ", "127.1", ""}) {
        EXPECT_FALSE(is_loopback(beyond)) << beyond;
    }
}

TEST(ListenAddress, BeyondLoopbackNeedsTlsOrAProxy) {
    auto const everywhere = *parse_listen_address("0.0.0.0:8080");
    EXPECT_FALSE(check_exposure(everywhere, false, false));
    EXPECT_TRUE(check_exposure(everywhere, true, false));
    EXPECT_TRUE(check_exposure(everywhere, false, true));
    EXPECT_FALSE(check_exposure(*parse_listen_address("[::]:8080"), false, false));
    EXPECT_TRUE(check_exposure(*parse_listen_address("127.8.8.8:8080"), false, false));
}

HttpRequest from(std::string peer, std::string forwarded_for, std::string proto) {
    return {.method = "GET",
            .target = "/",
            .headers = {{"X-Forwarded-For", std::move(forwarded_for)}, {"X-Forwarded-Proto", std::move(proto)}},
            .remote_address = std::move(peer)};
}

TEST(TrustedProxies, AreBelievedAboutTheLastAddressThatIsNoProxy) {
    TrustedProxies const proxies{.any = true, .addresses = {"10.0.0.5"}};
    auto request = from("127.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.5", "https");
    proxies.believe(request);
    EXPECT_EQ(request.remote_address, "203.0.113.9");
    EXPECT_TRUE(request.secure);
}

TEST(TrustedProxies, NobodyElseIsBelieved) {
    TrustedProxies const proxies{.any = true, .addresses = {"10.0.0.5"}};
    auto stranger = from("203.0.113.9", "127.0.0.1", "https");
    proxies.believe(stranger);
    EXPECT_EQ(stranger.remote_address, "203.0.113.9");
    EXPECT_FALSE(stranger.secure);
    auto without = from("127.0.0.1", "203.0.113.9", "https");
    TrustedProxies{}.believe(without);
    EXPECT_EQ(without.remote_address, "127.0.0.1");
    EXPECT_FALSE(without.secure);
}

TEST(TrustedProxies, WordsThatAreNoAddressEndTheChain) {
    TrustedProxies const proxies{.any = true};
    auto request = from("127.0.0.1", "203.0.113.9, unknown", "http");
    proxies.believe(request);
    EXPECT_EQ(request.remote_address, "127.0.0.1");
    EXPECT_FALSE(request.secure);
}

}  // namespace
}  // namespace cairn
