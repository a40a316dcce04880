// The server on real sockets: what is defined for bad input, slow clients and bad days (server.hpp).
#include "http/server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <thread>

#include "base/temporary_folder.hpp"
#include "http/testing_socket.hpp"

namespace cairn {
namespace {

using namespace std::chrono_literals;

// Handlers that wait until the test opens it.
class Barrier {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return open_; });
    }
    void open() {
        std::scoped_lock const lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void await(int waiting) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_ >= waiting; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
};

class Server : public testing::Test {
protected:
    ~Server() override {
        barrier_.open();
        server_.reset();
    }

    void start(ServerLimits limits = {}) {
        ServerSettings settings;
        settings.listen = {host_, 0};
        settings.limits = limits;
        settings.body_max = [](std::string_view, std::string_view target) {
            return target == "/upload" ? upload_bytes_max : small_body_bytes_max;
        };
        server_ = std::make_unique<HttpServer>(
            std::move(settings), clock_,
            [this](HttpRequest const& request, Answered& answered) { return answer(request, answered); },
            [this](Answered const& answered, std::chrono::microseconds) { note(answered); });
        ASSERT_TRUE(server_->start());
    }

    RawClient client() const { return RawClient(server_->port()); }
    RawClient client_after(std::string const& bytes) const {
        auto one = client();
        one.send(bytes);
        return one;
    }
    // One request on a connection of its own; everything until it is closed.
    std::string ask(std::string const& bytes) const {
        auto one = client();
        one.send(bytes);
        return one.read_all();
    }
    std::string get(std::string const& target, std::string const& more = "Connection: close\r\n") const {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
    }
    bool is_fine() const { return ask(get("/echo")).find("GET /echo 0") != std::string::npos; }
    int count_of(int status) {
        std::scoped_lock const lock(mutex_);
        return static_cast<int>(std::count(statuses_.begin(), statuses_.end(), status));
    }

    FixedClock clock_{Instant{784111777000}};
    Barrier barrier_;
    std::atomic<int> subscribed_{0};
    SendEvent send_event_;
    std::filesystem::path file_;
    std::string host_ = "127.0.0.1";
    std::unique_ptr<HttpServer> server_;

private:
    HttpResponse answer(HttpRequest const& request, Answered& answered) {
        answered.operation = "test";
        HttpResponse response{.headers = {{"Content-Type", "text/plain"}}};
        if (request.target == "/wait") barrier_.wait();
        if (request.target == "/broken") throw std::runtime_error("broken");
        if (request.target == "/split") response.headers.push_back({"X-Name", "a\r\nSet-Cookie: b"});
        if (request.target == "/large") response.body = std::string(8U << 20U, 'L');
        if (request.target == "/empty") response.status = 204;
        if (request.target == "/file") response.file = file_;
        if (request.target == "/events") {
            response.headers = {{"Content-Type", "text/event-stream"}};
            response.events = [this](SendEvent send) {
                send_event_ = std::move(send);
                ++subscribed_;
                return std::shared_ptr<void>(&subscribed_,
                                             [](void* count) { --*static_cast<std::atomic<int>*>(count); });
            };
            return response;
        }
        if (response.body.empty() && response.status == 200) {
            response.body = request.method + ' ' + request.target + ' ' + std::to_string(request.body.size()) + ' ' +
                            std::string(request.header("Host")) + ' ' + request.remote_address + '\n';
        }
        return response;
    }
    void note(Answered const& answered) {
        std::scoped_lock const lock(mutex_);
        statuses_.push_back(answered.status);
    }

    std::mutex mutex_;
    std::vector<int> statuses_;
};

void eventually(std::function<bool()> const& holds) {
    for (int i = 0; i < 2000 && !holds(); ++i) std::this_thread::sleep_for(10ms);
    EXPECT_TRUE(holds());
}

TEST_F(Server, AnswersARequest) {
    start();
    auto const answer = ask(get("/echo?a=b"));
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_NE(answer.find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("GET /echo?a=b 0 x 127.0.0.1\n")) << answer;
}

TEST_F(Server, KeepsAConnectionForTheNextRequest) {
    start();
    auto one = client();
    for (int i = 0; i < 3; ++i) {
        one.send(get("/echo", ""));
        auto const answer = one.read_answer();
        EXPECT_NE(answer.find("Connection: keep-alive\r\n"), std::string::npos);
        EXPECT_TRUE(answer.ends_with("GET /echo 0 x 127.0.0.1\n"));
    }
}

TEST_F(Server, AnswersPipelinedRequestsInOrderAndRefusesTheNonsenseAfterThem) {
    start();
    auto const answers = ask(get("/a", "") + "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" +
                             get("/c", "") + "\x01\x02nonsense\r\n\r\n" + get("/d"));
    auto const a = answers.find("GET /a 0");
    auto const b = answers.find("POST /b 5");
    auto const c = answers.find("GET /c 0");
    auto const refused = answers.find("HTTP/1.1 400 ");
    EXPECT_LT(a, b);
    EXPECT_LT(b, c);
    EXPECT_LT(c, refused);
    ASSERT_NE(refused, std::string::npos);
    EXPECT_EQ(answers.find("GET /d"), std::string::npos);
}

TEST_F(Server, HeadIsGetWithoutTheBody) {
    start();
    auto const answer = ask("HEAD /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: 24\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(Server, AnswersWithoutABodyHaveNoLength) {
    start();
    auto const answer = ask(get("/empty"));
    EXPECT_EQ(status_of(answer), 204);
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
}

TEST_F(Server, SpeaksHttp10AndTakesAbsoluteTargets) {
    start();
    EXPECT_TRUE(ask("GET /old HTTP/1.0\r\n\r\n").ends_with("GET /old 0  127.0.0.1\n"));
    EXPECT_TRUE(ask("GET http://y/abs?q HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .ends_with("GET /abs?q 0 y 127.0.0.1\n"));
}

TEST_F(Server, AsksForABodyThatTheClientHoldsBack) {
    start();
    auto one = client();
    one.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(one.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    one.send("hello");
    EXPECT_TRUE(one.read_all().ends_with("POST /echo 5 x 127.0.0.1\n"));
}

TEST_F(Server, RefusesABodyBeforeItIsSent) {
    start();
    auto const answer =
        ask("POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n");
    EXPECT_EQ(status_of(answer), 413);
    EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
    EXPECT_EQ(count_of(413), 1);
}

TEST_F(Server, RefusesABodyThatIsOnItsWayAndTheClientReadsWhy) {
    start();
    auto one = client();
    one.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
    one.send(std::string(4000000, 'b'));
    EXPECT_EQ(status_of(one.read_all()), 413);
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, TakesLargeBodiesWhereFilesAreBroughtIn) {
    start();
    auto one = client();
    one.send("POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4000000\r\n\r\n");
    one.send(std::string(4000000, 'b'));
    EXPECT_TRUE(one.read_all().ends_with("POST /upload 4000000 x 127.0.0.1\n"));
}

TEST_F(Server, OnlySoManyLargeBodiesAreTakenAtOnce) {
    ServerLimits limits;
    limits.guard.large_bodies = 1;
    start(limits);
    std::string const head = "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n";
    auto first = client();
    first.send(head + "b");
    auto refused = [&] { return status_of(ask(head)) == 503; };
    eventually(refused);
    first.close();
    auto taken = [&] {
        auto one = client();
        one.send(head);
        one.send(std::string(2000000, 'b'));
        return status_of(one.read_all()) == 200;
    };
    eventually(taken);
}

TEST_F(Server, ReadsBodiesInChunks) {
    start();
    EXPECT_TRUE(ask("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n")
                    .ends_with("POST /echo 5 x 127.0.0.1\n"));
}

TEST_F(Server, DoesNotUpgrade) {
    start();
    auto const answer = ask(get("/echo", "Connection: Upgrade\r\nUpgrade: websocket\r\n"));
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
}

TEST_F(Server, RefusesWhatIsNoHttpWithoutHarmToOthers) {
    start();
    EXPECT_EQ(status_of(ask("\x16\x03\x01 hello\r\n\r\n")), 400);
    EXPECT_EQ(status_of(ask("GET / HTTP/1.1\r\n\r\n")), 400);
    EXPECT_EQ(status_of(ask("GET / HTTP/3.0\r\nHost: x\r\n\r\n")), 505);
    EXPECT_EQ(status_of(ask("GET /" + std::string(target_characters_max, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n")), 414);
    EXPECT_EQ(status_of(ask(get("/", "X: " + std::string(header_bytes_max, 'x') + "\r\n"))), 431);
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, AFloodOfHeadersEndsAtItsLimit) {
    start();
    auto one = client();
    one.send("GET / HTTP/1.1\r\nHost: x\r\n");
    bool still_open = true;
    for (int i = 0; i < 100000 && still_open; ++i) still_open = one.send("Name: value of a header\r\n");
    EXPECT_TRUE(one.is_closed());
    EXPECT_EQ(count_of(431), 1);
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, HalfSentRequestsAreClosedWhenTheirTimeIsOver) {
    ServerLimits limits;
    limits.guard.head = limits.guard.body = limits.guard.idle = 1s;
    start(limits);
    auto silent = client();
    auto half_head = client();
    half_head.send("GET / HTTP/1.1\r\nHo");
    auto half_body = client();
    half_body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nhalf");
    auto idle = client();
    idle.send(get("/echo", ""));
    EXPECT_EQ(status_of(idle.read_answer()), 200);
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(half_head.is_closed());
    EXPECT_TRUE(half_body.is_closed());
    EXPECT_TRUE(idle.is_closed());
    eventually([&] { return server_->figures().connections == 0; });
}

TEST_F(Server, AClientThatTricklesABodyIsClosed) {
    ServerLimits limits;
    limits.guard.body = 1s;
    start(limits);
    auto one = client();
    one.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
    bool still_open = true;
    for (int i = 0; i < 100 && still_open; ++i) {
        still_open = one.send("b");
        std::this_thread::sleep_for(50ms);
    }
    EXPECT_FALSE(still_open);
}

TEST_F(Server, AClientThatDoesNotReadIsClosed) {
    ServerLimits limits;
    limits.guard.write = 1s;
    start(limits);
    auto one = client();
    one.send(get("/large"));
    eventually([&] { return server_->figures().connections == 0; });
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, HoldsOnlySoManyConnectionsOfOneAddress) {
    ServerLimits limits;
    limits.guard.connections_per_address = 5;
    start(limits);
    std::vector<RawClient> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(client());
        clients.back().send(get("/echo", ""));
        EXPECT_EQ(status_of(clients.back().read_answer()), 200);
    }
    EXPECT_TRUE(client().is_closed());
    clients.pop_back();
    eventually([&] { return is_fine(); });
}

TEST_F(Server, KnowsAnIpv4ClientOnAnIpv6SocketByItsAddress) {
    host_ = "::";
    start();
    EXPECT_TRUE(ask(get("/echo")).ends_with("GET /echo 0 x 127.0.0.1\n"));
}

TEST_F(Server, ConnectionsThatAreResetAtOnceCostNothing) {
    ServerLimits limits;
    limits.guard.connections = 20;
    start(limits);
    for (int i = 0; i < 500; ++i) {
        auto one = client();
        one.reset();
    }
    eventually([&] { return server_->figures().connections == 0; });
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, AFullQueueIsAnsweredAndTheRestGoesOn) {
    ServerLimits limits;
    limits.workers = 2;
    limits.queued_requests = 2;
    start(limits);
    std::vector<RawClient> waiting;
    for (int i = 0; i < 2; ++i) {
        waiting.push_back(client());
        waiting.back().send(get("/wait"));
    }
    barrier_.await(2);
    for (int i = 0; i < 2; ++i) {
        waiting.push_back(client());
        waiting.back().send(get("/echo"));
    }
    eventually([&] { return server_->figures().queued == 2; });
    auto const full = ask(get("/echo"));
    EXPECT_EQ(status_of(full), 503);
    EXPECT_NE(full.find("Retry-After: "), std::string::npos);
    barrier_.open();
    for (auto& one : waiting) EXPECT_EQ(status_of(one.read_all()), 200);
}

TEST_F(Server, AHandlerThatBreaksIsAnsweredFor) {
    start();
    EXPECT_EQ(status_of(ask(get("/broken"))), 500);
    auto const split = ask(get("/split"));
    EXPECT_EQ(status_of(split), 500);
    EXPECT_EQ(split.find("Set-Cookie"), std::string::npos);
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, AClientThatLeavesWhileItsRequestRunsDisturbsNobody) {
    start();
    auto one = client();
    one.send(get("/wait"));
    barrier_.await(1);
    one.close();
    EXPECT_TRUE(is_fine());
    barrier_.open();
    eventually([&] { return server_->figures().connections == 0; });
}

TEST_F(Server, AClientMayHalfCloseAndStillBeAnswered) {
    start();
    auto one = client();
    one.send(get("/echo"));
    one.half_close();
    EXPECT_EQ(status_of(one.read_all()), 200);
}

TEST_F(Server, SendsFiles) {
    TemporaryFolder const folder;
    file_ = folder.path() / "export.zip";
    std::string content;
    for (int i = 0; i < 300000; ++i) content += std::to_string(i);
    std::ofstream(file_, std::ios::binary) << content;
    start();
    auto const answer = ask(get("/file"));
    EXPECT_NE(answer.find("Content-Length: " + std::to_string(content.size()) + "\r\n"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + content));
    std::filesystem::remove(file_);
    EXPECT_EQ(status_of(ask(get("/file"))), 404);
}

TEST_F(Server, SendsEventsUntilTheClientLeaves) {
    start();
    auto one = client();
    one.send(get("/events", ""));
    auto const head = one.read_until("\r\n\r\n");
    EXPECT_NE(head.find("text/event-stream"), std::string::npos);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    eventually([&] { return subscribed_ == 1; });
    std::vector<std::thread> senders;
    for (int i = 0; i < 4; ++i) {
        senders.emplace_back([&] {
            for (int event = 0; event < 50; ++event) send_event_("data: news");
        });
    }
    for (auto& sender : senders) sender.join();
    send_event_("data: last\n\n");
    auto const events = one.read_until("data: last\n\n");
    std::size_t count = 0;
    for (auto at = events.find("data: news\n\n"); at != std::string::npos; at = events.find("data: news\n\n", at + 1)) {
        ++count;
    }
    EXPECT_EQ(count, 200U);
    EXPECT_EQ(server_->figures().event_streams, 1U);
    one.close();
    eventually([&] { return subscribed_ == 0 && server_->figures().event_streams == 0; });
    send_event_("data: to nobody");
    EXPECT_TRUE(is_fine());
}

TEST_F(Server, EventStreamsAreKeptAliveEndedAndBounded) {
    ServerLimits limits;
    limits.events = {.streams = 1, .comment = 1s, .lifetime = 3s};
    start(limits);
    auto one = client();
    one.send(get("/events", ""));
    one.read_until("\r\n\r\n");
    EXPECT_EQ(status_of(ask(get("/events"))), 503);
    EXPECT_EQ(one.read_until(":\n\n"), ":\n\n");
    EXPECT_TRUE(one.is_closed());
    eventually([&] { return subscribed_ == 0; });
    EXPECT_EQ(status_of(client_after(get("/events")).read_until("\r\n\r\n")), 200);
}

TEST_F(Server, AnEventStreamThatIsNotReadIsDropped) {
    start();
    auto one = client();
    one.send(get("/events", ""));
    one.read_until("\r\n\r\n");
    eventually([&] { return subscribed_ == 1; });
    for (int i = 0; i < 2000 && subscribed_ == 1; ++i) send_event_("data: " + std::string(16384, 'x'));
    eventually([&] { return subscribed_ == 0 && server_->figures().connections == 0; });
}

TEST_F(Server, StoppingFinishesAndAnswersWhatRuns) {
    start();
    auto running = client();
    running.send(get("/wait", ""));
    auto streaming = client();
    streaming.send(get("/events", ""));
    streaming.read_until("\r\n\r\n");
    auto idle = client();
    idle.send(get("/echo", ""));
    idle.read_answer();
    barrier_.await(1);
    auto const port = server_->port();
    std::thread stopper([&] { server_->stop(); });
    EXPECT_TRUE(idle.is_closed());
    EXPECT_TRUE(streaming.is_closed());
    EXPECT_THROW(RawClient{port}, std::runtime_error);
    barrier_.open();
    EXPECT_TRUE(running.read_all().ends_with("GET /wait 0 x 127.0.0.1\n"));
    stopper.join();
    EXPECT_EQ(subscribed_, 0);
}

TEST_F(Server, AnAddressThatIsTakenIsASentence) {
    start();
    ServerSettings settings;
    settings.listen.port = server_->port();
    HttpServer second(
        std::move(settings), clock_, [](auto const&, auto&) { return HttpResponse{}; }, [](auto const&, auto) {});
    auto const refused = second.start();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace cairn
