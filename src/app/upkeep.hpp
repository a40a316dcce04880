// What a serving process does on the side: does what was planned for today, anchors the journals regularly, and forgets
// what is too old to be kept.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "app/served_organization.hpp"
#include "http/request_log.hpp"

namespace cairn {

inline constexpr int anchor_every_seconds = 60;
inline constexpr int tidy_up_every_rounds = 6 * 60;  // of anchoring: six hours

class Upkeep {
public:
    Upkeep(std::vector<ServedOrganization*> organizations, RequestLog& log);
    Upkeep(Upkeep const&) = delete;
    Upkeep& operator=(Upkeep const&) = delete;
    ~Upkeep();

private:
    void run();
    void look_after(ServedOrganization& organization, bool tidy_up);

    std::vector<ServedOrganization*> organizations_;
    RequestLog& log_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ending_ = false;
    std::thread thread_;
};

}  // namespace cairn
