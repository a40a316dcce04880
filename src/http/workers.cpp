#include "http/workers.hpp"

namespace cairn {

Workers::Workers(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max), sleepers_(threads) {
    threads_.reserve(threads);
    for (auto& sleeper : sleepers_) threads_.emplace_back([this, &sleeper] { work(sleeper); });
}

Workers::~Workers() { stop(); }

bool Workers::submit(std::function<void()> job) {
    Sleeper* called = nullptr;
    {
        std::scoped_lock const lock(mutex_);
        if (stopped_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(job));
        called = call_one();
    }
    if (called != nullptr) called->wake.notify_one();
    return true;
}

// Waking a thread costs more than most requests. So only one is called at a time; whoever comes takes what is there,
// and calls the next when something is left: short work is done by few threads, and work that blocks still by all.
Workers::Sleeper* Workers::call_one() {
    if (waking_ || sleeping_.empty() || queue_.empty()) return nullptr;
    auto* const called = sleeping_.back();
    sleeping_.pop_back();
    called->called = true;
    waking_ = true;
    return called;
}

std::size_t Workers::waiting() const {
    std::scoped_lock const lock(mutex_);
    return queue_.size();
}

void Workers::stop() {
    {
        std::scoped_lock const lock(mutex_);
        stopped_ = true;
        for (auto* sleeper : sleeping_) {
            sleeper->called = true;
            sleeper->wake.notify_one();
        }
        sleeping_.clear();
    }
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Workers::work(Sleeper& self) {
    std::unique_lock lock(mutex_);
    while (true) {
        if (queue_.empty()) {
            if (stopped_) return;
            self.called = false;
            sleeping_.push_back(&self);
            self.wake.wait(lock, [&] { return self.called; });
            waking_ = false;
            continue;
        }
        auto job = std::move(queue_.front());
        queue_.pop_front();
        auto* const called = call_one();
        lock.unlock();
        if (called != nullptr) called->wake.notify_one();
        job();
        job = nullptr;  // what it holds is let go before the lock
        lock.lock();
    }
}

}  // namespace cairn
