// What an attacker, a broken client or a bad network sends to the whole program. Whatever it is, others are answered
// and the database verifies.
#include <gtest/gtest.h>

#include <thread>

#include "http/testing_socket.hpp"
#include "organization.hpp"

namespace cairn {
namespace {

class BadInput : public testing::Test {
protected:
    BadInput()
        : server_((organization_.add_user("ana", "admin"), std::vector<std::string>{"--db", organization_.address()})) {
        EXPECT_EQ(sign_in(browser_, "ana").status, 200);
    }
    ~BadInput() override {
        EXPECT_EQ(browser_.get("/api/v1/session").status, 200);
        EXPECT_EQ(server_.stop(), 0) << server_.log();
        EXPECT_EQ(run_program({"verify", "--db", organization_.address()}).exit_code, 0);
    }
    std::string raw(std::string const& bytes) const {
        RawClient client(server_.port());
        client.send(bytes);
        return client.read_all();
    }

    TestOrganization organization_;
    ServedProgram server_;
    Browser browser_{server_.url()};
};

TEST_F(BadInput, BodiesThatAreNoJsonOrSayTooMuch) {
    struct Case {
        std::string body;
        int status;
    };
    std::string const deep = std::string(100000, '[') + std::string(100000, ']');
    for (auto const& [body, status] : std::vector<Case>{{"{", 422},
                                                        {"[]", 422},
                                                        {"null", 422},
                                                        {"{\"login\":\"a\xff\",\"password\":\"b\"}", 422},
                                                        {deep, 422},
                                                        {"{\"login\":7,\"password\":true}", 422},
                                                        {"{\"login\":\"a\",\"password\":\"b\",\"admin\":true}", 422},
                                                        {"{}", 422},
                                                        {std::string(1U << 20U, ' ') + "{}", 413}}) {
        auto const answer = browser_.post("/api/v1/session", body);
        EXPECT_EQ(answer.status, status) << body.substr(0, 60) << answer.body;
        EXPECT_EQ(answer.header("content-type"), "application/problem+json") << body.substr(0, 60);
    }
}

TEST_F(BadInput, AddressesThatCannotBeRead) {
    for (auto const* path :
         {"/api/v1/accounts/%", "/api/v1/accounts/%00", "/api/v1/accounts/%ff", "/api/v1/accounts/..",
          "/api/v1/accounts/1;drop", "/api/v1//accounts", "/api/v1/accounts/", "/api/v1"}) {
        EXPECT_EQ(browser_.get(path).status, 404) << path;
    }
    for (auto const* query : {"limit=0", "limit=201", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=%ff",
                              "unknown=1", "limit=%", "limit=99999999999999999999"}) {
        EXPECT_EQ(browser_.get("/api/v1/accounts?" + std::string(query)).status, 422) << query;
    }
    auto const long_query = browser_.get("/api/v1/accounts?cursor=" + std::string(30000, 'a'));
    EXPECT_EQ(long_query.status, 413);
    EXPECT_EQ(browser_.get("/api/v1/accounts?cursor=" + std::string(40000, 'a')).status, 414);
}

TEST_F(BadInput, ForgedCookies) {
    Browser stranger(server_.url());
    for (std::string const token : {"", "x", "0", "../../etc/passwd", "'; DROP TABLE session; --"}) {
        EXPECT_EQ(stranger.get("/api/v1/session", {"Cookie: cairn_session=" + token}).status, 401) << token;
    }
    EXPECT_EQ(stranger.get("/api/v1/session", {"Cookie: cairn_session=" + std::string(20000, 'a')}).status, 401);
    auto forged = browser_.cookie_header();
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(stranger.get("/api/v1/session", {"Cookie: " + forged}).status, 401);
    EXPECT_EQ(stranger.get("/api/v1/session", {"Cookie: " + browser_.cookie_header()}).status, 200);
}

TEST_F(BadInput, WritesFromOtherPagesAndWithoutTheRightHeaders) {
    auto const post = [&](std::string const& headers) {
        std::string const body = "{\"login\":\"ana\",\"password\":\"wrong words for this\"}";
        return status_of(raw("POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + headers +
                             "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body));
    };
    std::string const json = "Content-Type: application/json\r\n";
    EXPECT_EQ(post(json), 403);
    EXPECT_EQ(post(json + "Origin: https://127.0.0.1\r\n"), 403);
    EXPECT_EQ(post(json + "Origin: http://evil.example\r\n"), 403);
    EXPECT_EQ(post(json + "Origin: null\r\n"), 403);
    EXPECT_EQ(post("Origin: http://127.0.0.1\r\nContent-Type: text/plain\r\n"), 415);
    EXPECT_EQ(post("Origin: http://127.0.0.1\r\n"), 415);
    EXPECT_EQ(post(json + "Origin: http://127.0.0.1\r\n"), 401);
}

TEST_F(BadInput, NonsenseFloodsAndHalfRequestsTogetherLeaveOthersAlone) {
    std::vector<RawClient> half;
    for (int i = 0; i < 100; ++i) {
        half.emplace_back(server_.port());
        half.back().send(i % 2 == 0 ? "GET /api/v1/session HTTP/1.1\r\nHost: x\r\nX-Slow: "
                                    : "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
    }
    std::vector<std::thread> attackers;
    for (int i = 0; i < 4; ++i) {
        attackers.emplace_back([&, i] {
            for (int round = 0; round < 50; ++round) {
                RawClient client(server_.port());
                std::string nonsense;
                for (int byte = 0; byte < 3000; ++byte)
                    nonsense += static_cast<char>((byte * 37 + round * 11 + i) % 256);
                client.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + nonsense);
                EXPECT_EQ(status_of(client.read_all()), 200);
            }
        });
    }
    for (int i = 0; i < 100; ++i) EXPECT_EQ(browser_.get("/api/v1/session").status, 200);
    for (auto& attacker : attackers) attacker.join();
    for (auto const& [start, status] :
         std::vector<std::pair<std::string, int>>{{"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(40000, 'x'), 431},
                                                  {"GET /" + std::string(40000, 'x'), 414},
                                                  {"BREW /pot HTCPCP/1.0\r\n\r\n", 400},
                                                  {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400}}) {
        EXPECT_EQ(status_of(raw(start)), status) << start.substr(0, 40);
    }
}

TEST_F(BadInput, TwoHundredIdleConnectionsLeaveRoom) {
    std::vector<RawClient> idle;
    for (int i = 0; i < 200; ++i) idle.emplace_back(server_.port());
    EXPECT_EQ(browser_.get("/api/v1/session").status, 200);
    std::vector<RawClient> more;
    for (int i = 0; i < 100; ++i) more.emplace_back(server_.port());
    EXPECT_TRUE(more.back().is_closed());  // 256 from one address
    EXPECT_EQ(browser_.get("/api/v1/session").status, 200);
}

}  // namespace
}  // namespace cairn
