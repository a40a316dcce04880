// SQLite by its own C API, without Cairn above it: what the limits are measured with.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>

#include "store/sql.hpp"

namespace cairn::bench {

// The settings of Cairn's own writer.
inline constexpr char const* durable_pragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 4000";
// As durable in the end, but nobody can read meanwhile.
inline constexpr char const* exclusive_pragmas =
    "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

class RawSqlite {
public:
    explicit RawSqlite(std::string const& path);

    void run(std::string const& sql);
    // Runs one prepared INSERT of a whole row.
    void insert(RecordType const& type, SqlValues const& values);
    // Reads every cell of the answer as text and gives the number of rows.
    std::int64_t scan(std::string const& sql);

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    Statement prepare(std::string const& sql);
    void check(int code, char const* doing) const;

    std::unique_ptr<sqlite3, Close> handle_;
    RecordType const* insert_type_ = nullptr;
    Statement insert_;
};

}  // namespace cairn::bench
