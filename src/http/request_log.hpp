// One JSON object to a line for every request, written by a thread of its own, so that whoever reads the log slowly
// holds nobody up:
//
//   {"at":"…Z","request_id":"…","organization":"…","method":"GET","operation":"get_contact","status":200,"ms":0.412,
//    "actor":"…"}
//
// Never the target, query, body or anything about a participant. What happens to the server itself is an "event".
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "http/api.hpp"

namespace cairn {

inline constexpr std::size_t log_bytes_waiting_max = 4U << 20U;  // lines beyond it are counted, and left out

// Safe to share between threads.
class RequestLog {
public:
    // Writes to the open file descriptor, which stays open.
    RequestLog(int descriptor, Clock const& clock);
    RequestLog(RequestLog const&) = delete;
    RequestLog& operator=(RequestLog const&) = delete;
    ~RequestLog();  // writes what waits

    void answered(Answered const& answered, std::chrono::microseconds took);
    // `event` is a word such as "listening"; `detail` a sentence for whoever runs the server.
    void event(std::string_view event, std::string_view detail);

private:
    void add(std::string line);
    void run();

    int descriptor_;
    Clock const& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string waiting_{};
    std::size_t left_out_ = 0;
    bool ending_ = false;
    std::thread writer_;
};

}  // namespace cairn
