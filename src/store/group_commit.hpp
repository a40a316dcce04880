// Group commit: commands that wait for the database at the same time share one transaction and one COMMIT, as long as
// their streams are disjoint. Whoever finds too few leaders leads: it takes what waits, runs it, and wakes the others;
// every answer waits for that COMMIT. Private to the store.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <semaphore>
#include <span>

#include "store/tx.hpp"

namespace cairn {

inline constexpr std::size_t group_max = 256;  // commands that share one COMMIT

// One command on its way; lives on the stack of the thread that asked for it.
struct GroupedWrite {
    WriteRequest const& request;
    Story const& story;
    std::optional<Result<Written>> outcome{};
    std::exception_ptr failure{};
    bool commit_in_doubt = false;  // PostgreSQL: the answer to a COMMIT that held it was lost
    // The group's own.
    bool done = false;
    bool leads = false;  // and is therefore left to its own thread
    std::binary_semaphore wake{0};
};

using WriteGroup = std::span<GroupedWrite* const>;

class GroupCommit {
public:
    // `run` gives every member of a group its outcome or failure; it does not throw. At most `leaders` run at once.
    GroupCommit(int leaders, std::function<void(WriteGroup)> run) : free_leaders_(leaders), run_(std::move(run)) {}

    // Returns when `mine` has its outcome or failure.
    void submit(GroupedWrite& mine);

private:
    void lead(GroupedWrite& mine);
    std::vector<GroupedWrite*> take_group(GroupedWrite const& leader);
    void pass_on_leadership();

    int free_leaders_;
    std::function<void(WriteGroup)> run_;
    std::mutex mutex_;
    std::deque<GroupedWrite*> queue_;
};

}  // namespace cairn
