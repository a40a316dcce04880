// The embedded engine: one file, WAL, one writer with group commit, parallel readers (design, Two engines).
#pragma once

#include <mutex>

#include "store/file_lock.hpp"
#include "store/sqlite_connection.hpp"
#include "store/tx_state.hpp"

namespace cairn {

class SqliteDatabase final : public Database {
public:
    // Creates a missing file with mode 0600 when options.create says so.
    SqliteDatabase(std::string path, Clock const& clock, Randomness& randomness, OpenOptions const& options);
    ~SqliteDatabase() override;

    Engine engine() const override { return Engine::sqlite; }
    std::string address() const override { return "sqlite:" + path_; }
    void read(std::function<void(Reader&)> const& visit) override;
    Result<Written> write(WriteRequest const& request, Story const& story) override;
    void maintain(std::function<void(Maintenance&)> const& work) override;

private:
    Result<Written> write_once(WriteRequest const& request, Story const& story);
    void run_group(WriteGroup group);
    void commit_together(WriteGroup group);
    std::unique_ptr<SqliteConnection> take_reader();
    void give_back(std::unique_ptr<SqliteConnection> reader);

    std::string path_;
    Clock const& clock_;
    Randomness& randomness_;
    OpenOptions options_;
    FileLock lock_;
    SqlTexts texts_;

    std::mutex writer_mutex_;  // held by whoever uses writer_
    std::unique_ptr<SqliteConnection> writer_;
    GroupCommit groups_;

    std::mutex readers_mutex_;
    std::vector<std::unique_ptr<SqliteConnection>> idle_readers_;
};

}  // namespace cairn
