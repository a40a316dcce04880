// The server is stopped while people work: what it acknowledged is there afterwards, once.
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "http/testing_socket.hpp"
#include "organization.hpp"
#include "store/database.hpp"

namespace cairn {
namespace {

constexpr int staff_count = 120;

class Stopping : public testing::TestWithParam<Engine> {
protected:
    Stopping() {
        organization_.add_user("ana", "admin");
        organization_.import_staff(staff_count);
    }

    std::set<std::string> logins() {
        ServedProgram const server(arguments_);
        Browser browser(server.url());
        EXPECT_EQ(sign_in(browser, "ana").status, 200);
        std::set<std::string> all;
        std::string more;
        do {
            auto const page = browser.get("/api/v1/accounts?limit=200" + more).json();
            for (auto const& item : page.at("items").as_array()) {
                EXPECT_TRUE(all.insert(std::string(item.at("login").as_string())).second);
            }
            more = page.at("next").is_null() ? "" : "&cursor=" + std::string(page.at("next").as_string());
        } while (!more.empty());
        return all;
    }

    // Of the staff who have no account.
    std::vector<std::string> staff_ids() const {
        SystemClock const clock;
        SystemRandomness randomness;
        auto const opened = open_database(organization_.address(), clock, randomness);
        std::vector<std::string> ids;
        (*opened)->read([&](Reader& reader) {
            reader.each({"SELECT id FROM staff WHERE display_name LIKE 'Peer %' ORDER BY id LIMIT 1000", {}},
                        [&](Row const& row) {
                            ids.emplace_back(row.text(0));
                            return true;
                        });
        });
        return ids;
    }

    TestOrganization organization_{GetParam()};
    std::vector<std::string> arguments_{"--db", organization_.address()};
};

INSTANTIATE_STORE_TESTS(Stopping);

TEST_P(Stopping, LosesNothingThatWasAcknowledged) {
    auto const ids = staff_ids();
    ASSERT_EQ(ids.size(), static_cast<std::size_t>(staff_count));
    std::set<std::string> acknowledged;
    std::set<std::string> refused;
    {
        ServedProgram server(arguments_);
        Browser first(server.url());
        ASSERT_EQ(sign_in(first, "ana").status, 200);
        std::atomic<std::size_t> next{0};
        std::mutex mutex;
        std::vector<std::thread> workers;
        for (int i = 0; i < 4; ++i) {
            workers.emplace_back([&] {
                Browser browser(server.url());
                browser.use_cookies_of(first);
                for (auto at = next++; at < ids.size(); at = next++) {
                    auto const login = "peer-" + std::to_string(at);
                    auto const answer = browser.post("/api/v1/accounts",
                                                     "{\"staff_id\":\"" + ids[at] + "\",\"login\":\"" + login + "\"}",
                                                     {"Idempotency-Key: " + login});
                    std::scoped_lock const lock(mutex);
                    if (answer.status == 0) break;  // the server is gone
                    (answer.status == 201 ? acknowledged : refused).insert(answer.status == 201 ? login : answer.body);
                }
            });
        }
        while (next < 20) std::this_thread::yield();
        EXPECT_EQ(server.stop(), 0);
        for (auto& worker : workers) worker.join();
        EXPECT_NE(server.log().find("\"event\":\"stopped\""), std::string::npos);
    }
    EXPECT_GE(acknowledged.size(), 10U);
    EXPECT_LT(acknowledged.size(), ids.size());
    EXPECT_TRUE(refused.empty()) << *refused.begin();
    auto const kept = logins();
    for (auto const& login : acknowledged) EXPECT_TRUE(kept.contains(login)) << login;
    EXPECT_EQ(run_program({"verify", "--db", organization_.address()}).exit_code, 0);
}

TEST_P(Stopping, EndsForThoseWhoListenForNews) {
    organization_.add_user("mia", "manager");
    ServedProgram server(arguments_);
    Browser browser(server.url());
    ASSERT_EQ(sign_in(browser, "mia").status, 200);
    RawClient listener(server.port());
    listener.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nCookie: " + browser.cookie_header() + "\r\n\r\n");
    auto const head = listener.read_until("\r\n\r\n");
    ASSERT_EQ(status_of(head), 200) << head;
    EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
    organization_.import_files("participants.csv", "id\np1\n");  // another process writes
    EXPECT_NE(listener.read_until("event: changed", 30).find("event: changed"), std::string::npos);
    EXPECT_EQ(server.stop(), 0);
    EXPECT_TRUE(listener.is_closed());
}

TEST_P(Stopping, EndsAtOnceWhenNobodyWorks) {
    ServedProgram server(arguments_);
    Browser browser(server.url());
    EXPECT_EQ(browser.get("/healthz").status, 200);  // and keeps its connection
    server.signal(SIGINT);
    EXPECT_EQ(server.wait(), 0);
}

}  // namespace
}  // namespace cairn
