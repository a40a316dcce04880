// Tells open apps that there is something new, and nothing more: what it is they ask for themselves, with their permit.
#pragma once

#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "access/permit.hpp"
#include "http/message.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr int watch_interval_ms = 500;  // between two looks at the journal
// Streams that one look tells apart; when more have changed, everybody is told.
inline constexpr std::size_t watch_streams_max = 200;

// One per organization, with a thread that looks at the journal while anybody listens. It sees what other processes
// write as well.
class ChangeWatch {
public:
    explicit ChangeWatch(Database& database);
    ChangeWatch(ChangeWatch const&) = delete;
    ChangeWatch& operator=(ChangeWatch const&) = delete;
    ~ChangeWatch();

    // `send` gets `changed_event` when a chart that the permit may see, or the holder's own file, has changed, until
    // the answer is destroyed. It may be called while that happens, not after.
    std::shared_ptr<void> subscribe(Permit permit, SendEvent send);

private:
    struct Listener {
        Permit permit;
        SendEvent send;
    };

    void run();
    void tell(std::set<std::string> const& streams, bool everybody);

    Database& database_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<Listener> listeners_{};
    bool stopping_ = false;
    std::thread thread_;
};

inline constexpr std::string_view changed_event = "event: changed\ndata: {}\n\n";

}  // namespace cairn
