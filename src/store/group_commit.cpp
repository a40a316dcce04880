#include "store/group_commit.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

namespace cairn {
namespace {

// What a group has taken already: two commands of one stream, or of one key, do not share a transaction.
class Taken {
public:
    bool add(WriteRequest const& request) {
        auto const key = std::tuple<std::string_view, std::string_view, std::string_view>(request.actor,
                                                                                          request.command, request.key);
        for (auto const& stream : request.streams) {
            if (streams_.contains(stream.id)) return false;
        }
        if (!keys_.insert(key).second) return false;
        for (auto const& stream : request.streams) streams_.insert(stream.id);
        return true;
    }

private:
    std::set<std::string_view> streams_;
    std::set<std::tuple<std::string_view, std::string_view, std::string_view>> keys_;
};

// A batch is a group of its own already.
bool is_batch(GroupedWrite const& write) { return write.request.key.empty(); }

}  // namespace

void GroupCommit::submit(GroupedWrite& mine) {
    {
        std::scoped_lock const lock(mutex_);
        queue_.push_back(&mine);
        if (free_leaders_ > 0) {
            --free_leaders_;
            mine.leads = true;
            mine.wake.release();
        }
    }
    mine.wake.acquire();  // done, or chosen to lead
    if (!mine.done) lead(mine);
}

void GroupCommit::lead(GroupedWrite& mine) {
    std::unique_lock lock(mutex_);
    while (!mine.done) {
        auto const group = take_group(mine);
        lock.unlock();
        run_(group);
        lock.lock();
        for (auto* member : group) {
            member->done = true;
            if (member != &mine) member->wake.release();  // and it may be gone from here on
        }
    }
    pass_on_leadership();
}

void GroupCommit::pass_on_leadership() {
    auto const next = std::find_if(queue_.begin(), queue_.end(), [](auto const* waiting) { return !waiting->leads; });
    if (next == queue_.end()) {
        ++free_leaders_;
        return;
    }
    (*next)->leads = true;
    (*next)->wake.release();
}

// From the front, so that nobody waits for ever.
std::vector<GroupedWrite*> GroupCommit::take_group(GroupedWrite const& leader) {
    std::vector<GroupedWrite*> group;
    std::deque<GroupedWrite*> rest;
    Taken taken;
    for (auto* waiting : queue_) {
        bool const free = !waiting->leads || waiting == &leader;
        bool const fits = group.empty() || (group.size() < group_max && !is_batch(*waiting) && !is_batch(*group[0]));
        if (free && fits && taken.add(waiting->request)) {
            group.push_back(waiting);
        } else {
            rest.push_back(waiting);
        }
    }
    queue_ = std::move(rest);
    return group;
}

}  // namespace cairn
