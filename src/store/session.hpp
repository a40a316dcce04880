// A connection inside an open transaction, as the write path uses it. Each engine has one implementation.
#pragma once

#include <span>

#include "store/database.hpp"

namespace cairn {

using Rows = std::vector<SqlValues>;

inline constexpr std::int64_t any_rows = -1;

class Session : public Maintenance {
public:
    // Runs several queries in one round trip and gives all their rows; for a handful of rows each.
    virtual std::vector<Rows> batch(std::span<Statement const> statements) = 0;
    // Sends a change now or later; fails at the latest in `flush`. Exactly `expected_rows` must change (unless that is
    // any_rows), or else std::runtime_error: somebody changed the row behind the stream's lock.
    virtual void queue(Statement statement, std::int64_t expected_rows) = 0;
    virtual void flush() = 0;
    // Rows per multi-row statement that suit the engine.
    virtual std::size_t rows_per_statement() const = 0;
    // Appended to a SELECT that locks what it reads; empty where the whole database is locked anyway.
    virtual std::string_view lock_clause() const = 0;
};

// Both engines bring cells into SqlValue; this puts one into a record's field. Throws std::runtime_error naming table
// and column when it does not fit.
void set_field(RecordType const& type, Field const& field, SqlValue const& value, void* record);

}  // namespace cairn
