#include "http/event_streams.hpp"

#include <utility>
#include <vector>

namespace cairn {

bool EventStreams::take_place() {
    if (++places_ <= limits_.streams) return true;
    --places_;
    return false;
}

std::shared_ptr<EventStream> EventStreams::start(Subscribe const& subscribe, EventStream::Line line,
                                                 EventStream::SteadyTime now) {
    auto stream = std::make_shared<EventStream>(*this, std::move(line), now);
    auto const post = post_;
    post([this, stream] {
        all_.insert(stream);
        if (ending_) stream->end();
    });
    std::shared_ptr<void> subscription;
    try {
        subscription = subscribe([post, weak = std::weak_ptr(stream)](std::string text) {
            if (weak.expired()) return;
            post([weak, text = std::move(text)] {
                if (auto const open = weak.lock()) open->send(text);
            });
        });
    } catch (std::exception const&) {  // its headers are on their way: all that can be said is that it ends
        post([stream] { stream->end(); });
        return stream;
    }
    post([stream, subscription = std::move(subscription)] { stream->keep(subscription); });
    return stream;
}

void EventStreams::tick(EventStream::SteadyTime now) {
    std::vector<std::shared_ptr<EventStream>> const open(all_.begin(), all_.end());
    for (auto const& stream : open) stream->tick(now);
}

void EventStreams::end_all() {
    ending_ = true;
    std::vector<std::shared_ptr<EventStream>> const open(all_.begin(), all_.end());
    for (auto const& stream : open) stream->end();
}

EventStream::EventStream(EventStreams& streams, Line line, SteadyTime now)
    : streams_(streams), line_(std::move(line)), began_(now), last_written_(now) {}

EventStream::~EventStream() { streams_.give_place(); }

void EventStream::keep(std::shared_ptr<void> subscription) {
    subscription_ = std::move(subscription);
    if (!open_) let_go();
}

void EventStream::send(std::string text) {
    if (!open_) return;
    if (!text.ends_with("\n\n")) text += text.ends_with('\n') ? "\n" : "\n\n";
    if (waiting_ + text.size() > streams_.limits().waiting_bytes) {
        auto const drop = line_.drop;
        gone();
        return drop();
    }
    write(std::move(text), false);
}

void EventStream::write(std::string text, bool last) {
    auto const size = text.size();
    waiting_ += size;
    line_.write(std::move(text), last, [weak = weak_from_this(), size] {
        if (auto const stream = weak.lock()) stream->waiting_ -= size;
    });
}

void EventStream::tick(SteadyTime now) {
    if (!open_) return;
    if (now - began_ >= streams_.limits().lifetime) return end();
    if (now - last_written_ < streams_.limits().comment) return;
    last_written_ = now;
    send(":\n\n");
}

void EventStream::end() {
    if (!open_) return;
    write(": come again\n\n", true);
    let_go();
}

void EventStream::gone() {
    if (open_) let_go();
}

void EventStream::let_go() {
    open_ = false;
    auto const self = shared_from_this();
    streams_.all_.erase(self);
    line_ = {};
    if (subscription_)
        streams_.release_([subscription = std::exchange(subscription_, nullptr)]() mutable { subscription.reset(); });
}

}  // namespace cairn
