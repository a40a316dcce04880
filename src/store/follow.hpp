// What is new anywhere in the journal, for readers inside the server only: server push, evaluation columns.
//
// The position alone does not order commits on PostgreSQL: an entry with a lower one may become visible later. There a
// follower takes the entries whose writing transactions have finished since it last asked
// (`pg_snapshot_xmin(pg_current_snapshot())`); on SQLite the position is commit order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "store/database.hpp"

namespace cairn {

struct JournalNews {
    std::int64_t position = 0;
    std::string_view stream;
    std::string_view record_type;
    std::string_view record_id;
    std::int64_t version = 0;
};

// Not safe to share between threads.
class JournalFollower {
public:
    // Begins now: what is there already is not news.
    explicit JournalFollower(Database& database);

    // Gives every entry committed since the last call, each once and no order among streams promised; nothing is held
    // in memory. Throws DatabaseUnavailable, and then gives the same entries next time.
    void poll(std::function<void(JournalNews const&)> const& visit);

private:
    Database& database_;
    std::string mark_;  // SQLite: the last position; PostgreSQL: the first transaction not looked at
};

}  // namespace cairn
