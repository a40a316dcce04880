// A SQLite file in the making: written by one thread, opened by nobody else, worthless until it is finished.
//
// The same write path as everywhere, checks, journal and receipts included, but without waiting for the disk between
// commands: they share transactions of `bulk_commands`, reads see what has been written so far, and only `finish` makes
// the file durable. For generated data alone, which can be made again: whoever stops half-way throws the file away.
#pragma once

#include <memory>
#include <optional>

#include "store/file_lock.hpp"
#include "store/sqlite_connection.hpp"
#include "store/tx_state.hpp"

namespace cairn {

inline constexpr int bulk_commands = 2000;       // that share a transaction
inline constexpr int bulk_cache_mebibytes = 96;  // of pages kept in memory while the file is made

class SqliteBulkDatabase final : public Database {
public:
    // Creates the file with mode 0600. Throws DatabaseUnavailable when there is one.
    SqliteBulkDatabase(std::string path, Clock const& clock, Randomness& randomness);
    ~SqliteBulkDatabase() override;

    Engine engine() const override { return Engine::sqlite; }
    std::string address() const override { return "sqlite:" + path_; }
    void read(std::function<void(Reader&)> const& visit) override;
    Result<Written> write(WriteRequest const& request, Story const& story) override;
    void maintain(std::function<void(Maintenance&)> const& work) override;

    // Writes everything to the disk and closes the file; nothing else may be asked of this object afterwards.
    void finish();

private:
    void begin_if_needed();
    void commit_if_begun();

    std::string path_;
    Clock const& clock_;
    Randomness& randomness_;
    std::optional<FileLock> lock_;
    SqlTexts texts_;
    std::unique_ptr<SqliteConnection> connection_;
    bool begun_ = false;
    int commands_ = 0;  // in the open transaction
};

}  // namespace cairn
