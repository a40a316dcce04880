// Small parts of the server: workers, the head of an answer, metrics, the log.
#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <atomic>
#include <future>

#include "http/metrics.hpp"
#include "http/request_log.hpp"
#include "http/response_text.hpp"
#include "http/workers.hpp"

namespace cairn {
namespace {

TEST(Workers, TakeOnlyWhatFitsIntoTheQueueAndFinishItWhenStopped) {
    Workers workers(1, 2);
    std::promise<void> open;
    auto const opened = open.get_future().share();
    std::atomic<int> done{0};
    ASSERT_TRUE(workers.submit([&] {
        opened.wait();
        ++done;
    }));
    while (workers.waiting() > 0) std::this_thread::yield();
    EXPECT_TRUE(workers.submit([&] { ++done; }));
    EXPECT_TRUE(workers.submit([&] { ++done; }));
    EXPECT_FALSE(workers.submit([&] { ++done; }));
    open.set_value();
    workers.stop();
    EXPECT_EQ(done, 3);
    EXPECT_FALSE(workers.submit([] {}));
}

TEST(Workers, RunEverythingOnceWhoeverSubmits) {
    Workers workers(8, 100000);
    std::atomic<int> done{0};
    std::vector<std::thread> submitters;
    for (int i = 0; i < 4; ++i) {
        submitters.emplace_back([&] {
            for (int job = 0; job < 5000; ++job) EXPECT_TRUE(workers.submit([&] { ++done; }));
        });
    }
    for (auto& submitter : submitters) submitter.join();
    workers.stop();
    EXPECT_EQ(done, 20000);
}

TEST(ResponseText, IsTheHeadOfAnAnswer) {
    HttpResponse const response{.status = 201, .headers = {{"Location", "/api/v1/contacts/1"}}};
    EXPECT_EQ(response_head(response, 12, false, Instant{784111777123}),
              "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nLocation: /api/v1/contacts/1\r\n"
              "Content-Length: 12\r\nConnection: keep-alive\r\n\r\n");
}

TEST(ResponseText, GivesNoLengthWhereThereIsNoBody) {
    for (int const status : {204, 304}) {
        EXPECT_EQ(response_head({.status = status}, 0, true, {}).find("Content-Length"), std::string::npos);
    }
}

TEST(ResponseText, NobodyWritesASecondHeaderThroughTheFirst) {
    for (auto const& value : {std::string("a\r\nSet-Cookie: b"), std::string("a\nb"), std::string("a\0b", 3)}) {
        EXPECT_THROW(response_head({.headers = {{"X", value}}}, 0, true, {}), std::logic_error);
    }
    EXPECT_THROW(response_head({.headers = {{"X\r\nY", "v"}}}, 0, true, {}), std::logic_error);
}

TEST(Metrics, CountByOperationStatusAndTime) {
    Metrics metrics({"get_contact", "log_contact"});
    metrics.add_gauge("cairn_connections", "Open connections.", [] { return 3.0; });
    using std::chrono::microseconds;
    metrics.count("get_contact", 200, microseconds(900));
    metrics.count("get_contact", 404, microseconds(30000));
    metrics.count("made up by a stranger", 200, microseconds(20'000'000));
    auto const text = metrics.text();
    for (auto const* line : {"cairn_requests_total{operation=\"get_contact\",status=\"2xx\"} 1\n",
                             "cairn_requests_total{operation=\"get_contact\",status=\"4xx\"} 1\n",
                             "cairn_requests_total{operation=\"other\",status=\"2xx\"} 1\n",
                             "cairn_request_seconds_bucket{operation=\"get_contact\",le=\"0.001\"} 1\n",
                             "cairn_request_seconds_bucket{operation=\"get_contact\",le=\"0.05\"} 2\n",
                             "cairn_request_seconds_bucket{operation=\"other\",le=\"10\"} 0\n",
                             "cairn_request_seconds_bucket{operation=\"other\",le=\"+Inf\"} 1\n",
                             "cairn_request_seconds_sum{operation=\"get_contact\"} 0.030900\n",
                             "cairn_request_seconds_count{operation=\"get_contact\"} 2\n", "cairn_connections 3\n"}) {
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    }
    EXPECT_EQ(text.find("stranger"), std::string::npos);
    EXPECT_EQ(text.find("log_contact"), std::string::npos);
    EXPECT_GT(resident_memory_bytes(), 1e6);
}

class Pipe {
public:
    Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;
    ~Pipe() {
        ::close(ends_[0]);
        if (ends_[1] >= 0) ::close(ends_[1]);
    }
    int in() const { return ends_[1]; }
    int out() const { return ends_[0]; }
    std::string read_all() {
        ::close(ends_[1]);
        ends_[1] = -1;
        std::string text;
        std::array<char, 65536> buffer{};
        for (ssize_t got = 0; (got = ::read(ends_[0], buffer.data(), buffer.size())) > 0;) {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return text;
    }

private:
    std::array<int, 2> ends_{};
};

TEST(RequestLog, SaysWhatWasAskedButNotAboutWhom) {
    FixedClock const clock(Instant{784111777123});
    Pipe pipe;
    {
        RequestLog log(pipe.in(), clock);
        log.answered({"id-1", "GET", "get_contact", 200, "account-1", "north"}, std::chrono::microseconds(1234));
        log.answered({"", "", "", 400, "", ""}, {});
        log.event("listening", "a \"quoted\"\nsentence");
    }
    EXPECT_EQ(
        pipe.read_all(),
        "{\"at\":\"1994-11-06T08:49:37.123Z\",\"request_id\":\"id-1\",\"organization\":\"north\",\"method\":\"GET\","
        "\"operation\":\"get_contact\",\"status\":200,\"ms\":1.234,\"actor\":\"account-1\"}\n"
        "{\"at\":\"1994-11-06T08:49:37.123Z\",\"status\":400,\"ms\":0.000}\n"
        "{\"at\":\"1994-11-06T08:49:37.123Z\",\"event\":\"listening\",\"detail\":\"a \\\"quoted\\\"\\nsentence\"}\n");
}

TEST(RequestLog, AReaderWhoIsSlowHoldsNobodyUp) {
    SystemClock const clock;
    Pipe pipe;
    std::string text;
    std::thread reader;
    {
        RequestLog log(pipe.in(), clock);
        for (int i = 0; i < 100000; ++i) log.answered({"id", "GET", "operation", 200, "actor", ""}, {});
        reader = std::thread([&] {  // only now does anybody read, and the log lets go of what did not fit
            std::array<char, 65536> buffer{};
            std::string_view const left_out = "lines_left_out";
            int const from = pipe.out();
            while (text.find(left_out) == std::string::npos) {
                auto const got = ::read(from, buffer.data(), buffer.size());
                if (got <= 0) break;
                text.append(buffer.data(), static_cast<std::size_t>(got));
            }
        });
    }
    reader.join();
    EXPECT_NE(text.find("\"event\":\"lines_left_out\""), std::string::npos);
}

}  // namespace
}  // namespace cairn
