// PostgreSQL 15: a pool of connections, writes of two round trips for a group of commands, bounded retry with jitter
// (design, Two engines).
#pragma once

#include <condition_variable>
#include <mutex>

#include "store/postgres_connection.hpp"
#include "store/tx_state.hpp"

namespace cairn {

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(std::string address, Clock const& clock, Randomness& randomness, OpenOptions const& options);
    ~PostgresDatabase() override;

    Engine engine() const override { return Engine::postgresql; }
    std::string address() const override;
    void read(std::function<void(Reader&)> const& visit) override;
    Result<Written> write(WriteRequest const& request, Story const& story) override;
    void maintain(std::function<void(Maintenance&)> const& work) override;

private:
    class Lease;

    void run_group(WriteGroup group);
    void commit_together(WriteGroup group);
    void wait_before_retry(int attempt);

    std::string address_;
    Clock const& clock_;
    Randomness& randomness_;
    OpenOptions options_;
    SqlTexts texts_;

    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<PostgresConnection>> idle_;
    int open_ = 0;

    GroupCommit groups_;
};

}  // namespace cairn
