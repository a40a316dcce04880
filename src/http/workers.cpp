#include "http/workers.hpp"

namespace cairn {

Workers::Workers(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max) {
    threads_.reserve(threads);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() { stop(); }

bool Workers::submit(std::function<void()> job) {
    {
        std::scoped_lock const lock(mutex_);
        if (stopped_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(job));
        if (idle_ == 0) return true;  // whoever finishes next takes it
    }
    wake_.notify_one();
    return true;
}

std::size_t Workers::waiting() const {
    std::scoped_lock const lock(mutex_);
    return queue_.size();
}

void Workers::stop() {
    {
        std::scoped_lock const lock(mutex_);
        stopped_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        wake_.wait(lock, [&] { return stopped_ || !queue_.empty(); });
        --idle_;
        if (queue_.empty()) return;
        auto job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        job();
        job = nullptr;  // what it holds is let go before the lock
        lock.lock();
    }
}

}  // namespace cairn
