#include "features/sync/change_watch.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "access/sight.hpp"
#include "store/follow.hpp"

namespace cairn {

ChangeWatch::ChangeWatch(Database& database) : database_(database), thread_([this] { run(); }) {}

ChangeWatch::~ChangeWatch() {
    {
        std::scoped_lock const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::shared_ptr<void> ChangeWatch::subscribe(Permit permit, SendEvent send) {
    std::scoped_lock const lock(mutex_);
    listeners_.push_back({std::move(permit), std::move(send)});
    changed_.notify_all();
    return {std::addressof(listeners_.back()), [this, at = std::prev(listeners_.end())](void*) {
                std::scoped_lock const again(mutex_);
                listeners_.erase(at);
            }};
}

void ChangeWatch::run() {
    std::optional<JournalFollower> follower;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (listeners_.empty()) {
            follower.reset();  // nobody needs to know what happens meanwhile
            changed_.wait(lock);
            continue;
        }
        lock.unlock();
        try {
            if (!follower) follower.emplace(database_);
            std::set<std::string> streams;
            bool too_many = false;
            follower->poll([&](JournalNews const& news) {
                if (!too_many) streams.emplace(news.stream);
                too_many = streams.size() > watch_streams_max;
            });
            if (!streams.empty()) tell(streams, too_many);
        } catch (DatabaseUnavailable const&) {
            // The follower keeps its place and gives the same news when the database is back.
        }
        lock.lock();
        changed_.wait_for(lock, std::chrono::milliseconds(watch_interval_ms), [this] { return stopping_; });
    }
}

void ChangeWatch::tell(std::set<std::string> const& streams, bool everybody) {
    std::scoped_lock const lock(mutex_);
    database_.read([&](Reader& reader) {
        for (auto const& listener : listeners_) {
            bool const concerned = everybody || streams.contains(listener.permit.staff_id()) ||
                                   std::any_of(streams.begin(), streams.end(), [&](std::string const& stream) {
                                       return stream != directory_stream_id && may_see(reader, listener.permit, stream);
                                   });
            if (concerned) listener.send(std::string(changed_event));
        }
    });
}

}  // namespace cairn
