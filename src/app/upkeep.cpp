#include "app/upkeep.hpp"

#include <chrono>

namespace cairn {

Upkeep::Upkeep(std::vector<ServedOrganization*> organizations, RequestLog& log)
    : organizations_(std::move(organizations)), log_(log), thread_([this] { run(); }) {}

Upkeep::~Upkeep() {
    {
        std::scoped_lock const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Upkeep::run() {
    std::unique_lock lock(mutex_);
    for (int round = 1; !changed_.wait_for(lock, std::chrono::seconds(anchor_every_seconds), [&] { return ending_; });
         ++round) {
        lock.unlock();
        for (auto* organization : organizations_) look_after(*organization, round % tidy_up_every_rounds == 0);
        lock.lock();
    }
}

void Upkeep::look_after(ServedOrganization& organization, bool tidy_up) {
    auto const name = organization.served().name.empty() ? "" : organization.served().name + ": ";
    try {
        if (auto const done = organization.do_what_is_due(); !done) {
            log_.event("upkeep_refused", name + done.error().message);
        }
        auto const done = tidy_up ? organization.tidy_up() : organization.anchor();
        if (!done) log_.event("upkeep_refused", name + done.error().message);
    } catch (std::exception const& error) {  // a database that is away comes back; the next round tries again
        log_.event("upkeep_failed", name + error.what());
    }
}

}  // namespace cairn
