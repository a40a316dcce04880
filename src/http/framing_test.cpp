#include "http/framing.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

BodyMax const hundred = [](std::string_view method, std::string_view target) -> std::size_t {
    return method == "POST" && target == "/imports" ? 100000 : 100;
};

// What becomes of bytes that arrive at once, and of the same bytes that arrive one by one.
Refusal fate_of(std::string const& bytes) {
    Framing framing(hundred);
    auto const at_once = framing.feed(bytes);
    Framing slow(hundred);
    Framing::Step step;
    for (char const& byte : bytes) {
        step = slow.feed({&byte, 1});
        if (step.refusal != Refusal::none || step.complete) break;
    }
    EXPECT_EQ(at_once.refusal, step.refusal);
    EXPECT_EQ(at_once.complete, step.complete);
    return at_once.refusal;
}

std::string get(std::string const& more = "") { return "GET /a HTTP/1.1\r\nHost: x\r\n" + more + "\r\n"; }

TEST(Framing, EndsARequestWhereTheNextBegins) {
    Framing framing(hundred);
    std::string const first = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";
    auto const step = framing.feed(first + get());
    EXPECT_TRUE(step.complete);
    EXPECT_EQ(step.taken, first.size());
    framing.begin();
    auto const next = framing.feed(get() + "GE");
    EXPECT_TRUE(next.complete);
    EXPECT_EQ(next.taken, get().size());
}

TEST(Framing, TakesAnythingInPieces) {
    for (auto const& bytes : {get(), get("X: y\r\nExpect: 100-continue\r\n"),
                              std::string("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                          "5;name=value\r\nhello\r\n0\r\nTrailer: t\r\n\r\n"),
                              std::string("GET /old HTTP/1.0\r\n\r\n")}) {
        EXPECT_EQ(fate_of(bytes), Refusal::none) << bytes;
    }
}

TEST(Framing, RefusesWhatIsNoHttp) {
    for (std::string const bytes :
         {"\x16\x03\x01\x02\x01\x01", "hello\r\n\r\n", "GET /a b c HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /a HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\r\nName : v\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello",
          "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"}) {
        EXPECT_EQ(fate_of(bytes), Refusal::malformed) << bytes;
    }
}

TEST(Framing, WantsExactlyOneHost) {
    EXPECT_EQ(fate_of("GET / HTTP/1.1\r\n\r\n"), Refusal::no_host);
    EXPECT_EQ(fate_of(get("Host: y\r\n")), Refusal::no_host);
}

TEST(Framing, KnowsItsVersionsMethodsAndCodings) {
    EXPECT_EQ(fate_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), Refusal::version_not_supported);
    EXPECT_EQ(fate_of("CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n"), Refusal::not_implemented);
    EXPECT_EQ(fate_of("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"), Refusal::not_implemented);
    EXPECT_EQ(fate_of(get("Expect: a-miracle\r\n")), Refusal::expectation_failed);
}

TEST(Framing, LimitsTheTarget) {
    auto const with = [](std::size_t size) {
        return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n";
    };
    EXPECT_EQ(fate_of(with(target_characters_max)), Refusal::none);
    EXPECT_EQ(fate_of(with(target_characters_max + 1)), Refusal::target_too_long);
}

TEST(Framing, LimitsTheHeaderByBytesAndByNumber) {
    EXPECT_EQ(fate_of(get("X: " + std::string(header_bytes_max, 'x') + "\r\n")), Refusal::header_too_large);
    EXPECT_EQ(fate_of(get(std::string(header_bytes_max, 'x') + ": y\r\n")), Refusal::header_too_large);
    std::string many;
    for (std::size_t i = 1; i < header_count_max; ++i) many += "a: b\r\n";
    EXPECT_EQ(fate_of(get(many)), Refusal::none);
    EXPECT_EQ(fate_of(get(many + "a: b\r\n")), Refusal::header_too_large);
}

TEST(Framing, LimitsTheBodyByWhereItGoes) {
    auto const post = [](std::string const& target, std::size_t size) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
               std::string(size, 'b');
    };
    EXPECT_EQ(fate_of(post("/a", 100)), Refusal::none);
    EXPECT_EQ(fate_of(post("/a", 101)), Refusal::body_too_large);
    EXPECT_EQ(fate_of(post("/imports", 100000)), Refusal::none);
    EXPECT_EQ(fate_of(post("/imports", 100001)), Refusal::body_too_large);
}

TEST(Framing, LimitsABodyInChunksWhileItComes) {
    std::string bytes = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 10; ++i) bytes += "a\r\n0123456789\r\n";
    EXPECT_EQ(fate_of(bytes + "0\r\n\r\n"), Refusal::none);
    EXPECT_EQ(fate_of(bytes + "1\r\nx\r\n"), Refusal::body_too_large);
}

TEST(Framing, SaysWhenTheClientWaitsToSendABody) {
    Framing framing(hundred);
    auto const step = framing.feed("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
    EXPECT_TRUE(step.head_complete);
    EXPECT_FALSE(step.complete);
    EXPECT_TRUE(framing.wants_continue());
    EXPECT_EQ(framing.body_bytes_expected(), 5U);
}

TEST(Framing, EveryRefusalHasAnAnswer) {
    for (auto const refusal : {Refusal::malformed, Refusal::no_host, Refusal::target_too_long,
                               Refusal::header_too_large, Refusal::body_too_large, Refusal::version_not_supported,
                               Refusal::not_implemented, Refusal::expectation_failed, Refusal::busy}) {
        EXPECT_GE(info(refusal).status, 400);
        EXPECT_FALSE(info(refusal).detail.empty());
    }
}

}  // namespace
}  // namespace cairn
