// Server-sent events that are being sent: bounded in number, in what may wait for a slow client, and in time. Knows no
// sockets; whoever carries them gives a way to write and tells when the client has left.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "http/message.hpp"
#include "http/server_limits.hpp"

namespace cairn {

class EventStreams;

class EventStream : public std::enable_shared_from_this<EventStream> {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;
    // The way to the client, used on the I/O thread.
    struct Line {
        // `last` ends the answer; `written` is called when the text has left.
        std::function<void(std::string text, bool last, std::function<void()> written)> write;
        std::function<void()> drop;  // without a word
    };

    EventStream(EventStreams& streams, Line line, SteadyTime now);
    ~EventStream();
    EventStream(EventStream const&) = delete;
    EventStream& operator=(EventStream const&) = delete;

    // All on the I/O thread.
    void send(std::string text);
    void end();   // says goodbye, if the client is still there
    void gone();  // the client has left
    void tick(SteadyTime now);
    // What the subscriber gave: kept until the stream ends.
    void keep(std::shared_ptr<void> subscription);

private:
    void write(std::string text, bool last);
    void let_go();

    EventStreams& streams_;
    Line line_;
    SteadyTime began_;
    SteadyTime last_written_;
    std::size_t waiting_ = 0;
    bool open_ = true;
    std::shared_ptr<void> subscription_{};
};

// Those that are open. Everything on the I/O thread, except `take_place` and `open`.
class EventStreams {
public:
    using Post = std::function<void(std::function<void()>)>;  // runs it on the I/O thread; from any thread

    // `release` runs what a subscription does when it is let go, somewhere it may block.
    EventStreams(EventStreamLimits limits, Post post, Post release)
        : limits_(limits), post_(std::move(post)), release_(std::move(release)) {}

    EventStreamLimits const& limits() const { return limits_; }
    // From any thread: whether one more may be opened. Who gets a place opens a stream or gives the place back.
    bool take_place();
    void give_place() { --places_; }
    std::size_t open() const { return places_.load(std::memory_order_relaxed); }  // from any thread

    // From any thread, by who has a place: begins to send. The headers must have been written before.
    std::shared_ptr<EventStream> start(Subscribe const& subscribe, EventStream::Line line, EventStream::SteadyTime now);
    void tick(EventStream::SteadyTime now);
    void end_all();

private:
    friend class EventStream;

    EventStreamLimits limits_;
    Post post_;
    Post release_;
    std::atomic<std::size_t> places_{0};
    std::set<std::shared_ptr<EventStream>> all_{};
    bool ending_ = false;
};

}  // namespace cairn
