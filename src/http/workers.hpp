// Threads that run what may block: handlers, never I/O. The queue before them is bounded.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cairn {

class Workers {
public:
    Workers(std::size_t threads, std::size_t queue_max);
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;
    ~Workers();  // stops

    // False when the queue is full or the workers have stopped: nothing was taken on then. `job` must not throw.
    bool submit(std::function<void()> job);
    std::size_t waiting() const;
    // Runs what was taken on, then ends the threads.
    void stop();

private:
    // A thread that waits for work.
    struct Sleeper {
        std::condition_variable wake{};
        bool called = false;
    };
    void work(Sleeper& self);
    Sleeper* call_one();

    std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::deque<std::function<void()>> queue_;
    std::deque<Sleeper> sleepers_;      // one for each thread
    std::vector<Sleeper*> sleeping_{};  // the last one to fall asleep is called first: its memory is still warm
    bool waking_ = false;               // somebody has been called and has not come yet
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace cairn
