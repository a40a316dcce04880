#include "store/postgres_database.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "store/tx.hpp"

namespace cairn {
namespace {

constexpr std::chrono::milliseconds first_retry_delay{50};
constexpr std::chrono::milliseconds retry_delay_max{2000};
constexpr int groups_at_once = 2;  // while one waits for its COMMIT, the next is on its way

}  // namespace

// A connection of the pool for the length of one piece of work; a broken one is not put back.
class PostgresDatabase::Lease {
public:
    explicit Lease(PostgresDatabase& pool) : pool_(pool) {
        std::unique_lock lock(pool_.mutex_);
        pool_.returned_.wait(lock, [&] { return !pool_.idle_.empty() || pool_.open_ < pool_.options_.connections; });
        if (!pool_.idle_.empty()) {
            connection_ = std::move(pool_.idle_.back());
            pool_.idle_.pop_back();
            return;
        }
        ++pool_.open_;
        lock.unlock();
        try {
            connection_ = std::make_unique<PostgresConnection>(
                PostgresSettings{pool_.address_, pool_.options_.exclusive, pool_.options_.busy_seconds});
        } catch (...) {
            forget();
            throw;
        }
    }
    Lease(Lease const&) = delete;
    Lease& operator=(Lease const&) = delete;
    ~Lease() {
        connection_->roll_back_quietly();
        if (connection_->broken()) {
            forget();
            return;
        }
        std::scoped_lock const lock(pool_.mutex_);
        pool_.idle_.push_back(std::move(connection_));
        pool_.returned_.notify_one();
    }
    PostgresConnection& operator*() { return *connection_; }
    PostgresConnection* operator->() { return connection_.get(); }

private:
    void forget() {
        std::scoped_lock const lock(pool_.mutex_);
        --pool_.open_;
        pool_.returned_.notify_one();
    }

    PostgresDatabase& pool_;
    std::unique_ptr<PostgresConnection> connection_;
};

PostgresDatabase::PostgresDatabase(std::string address, Clock const& clock, Randomness& randomness,
                                   OpenOptions const& options)
    : address_(std::move(address)),
      clock_(clock),
      randomness_(randomness),
      options_(options),
      groups_(options.exclusive ? 1 : groups_at_once, [this](WriteGroup group) { run_group(group); }) {
    // Session locks of two connections exclude each other even within one process.
    if (options_.exclusive) options_.connections = 1;
    Lease const first(*this);  // says at once whether the database can be reached
}

PostgresDatabase::~PostgresDatabase() = default;

std::string PostgresDatabase::address() const {
    auto const start = address_.find("://") + 3;
    auto const end = std::min(address_.find('?'), address_.size());
    auto const at = address_.rfind('@', end);
    auto const host = at == std::string::npos || at < start ? start : at + 1;
    return "postgresql://" + address_.substr(host, end - host);
}

void PostgresDatabase::wait_before_retry(int attempt) {
    std::array<std::uint8_t, 1> chance{};
    randomness_.fill(chance);
    auto const delay = std::min(retry_delay_max, first_retry_delay * (1 << std::min(attempt, 10)));
    std::this_thread::sleep_for(delay / 2 + delay / 2 * chance[0] / 255);
}

Result<Written> PostgresDatabase::write(WriteRequest const& request, Story const& story) {
    bool commit_in_doubt = false;
    for (int attempt = 0;; ++attempt) {
        bool const last = attempt + 1 >= write_attempts_max;
        GroupedWrite mine{.request = request, .story = story, .commit_in_doubt = commit_in_doubt};
        groups_.submit(mine);
        if (!mine.failure) return std::move(*mine.outcome);
        commit_in_doubt = mine.commit_in_doubt;
        try {
            std::rethrow_exception(mine.failure);
        } catch (ConnectionLost const&) {
            if (last) throw;
        } catch (SerializationFailed const&) {
            if (last) throw;
        } catch (ConstraintViolated const&) {
            // Two writers used one key or one new id at the same time; the second look finds the receipt or refuses.
            if (attempt > 0) throw;
        }
        wait_before_retry(attempt);
    }
}

// One transaction for all; when anything breaks in it, each by itself, so that nobody fails for another's sake.
void PostgresDatabase::run_group(WriteGroup group) {
    if (group.size() > 1) {
        try {
            commit_together(group);
            return;
        } catch (...) {  // NOLINT(bugprone-empty-catch): each meets its own failure below
        }
    }
    for (auto* const& member : group) {
        try {
            commit_together({&member, 1});
        } catch (...) {
            member->outcome.reset();
            member->failure = std::current_exception();
        }
    }
}

// Two round trips: BEGIN, locks, receipts and preloads; then rows, journal, receipts, stream heads and COMMIT.
void PostgresDatabase::commit_together(WriteGroup group) {
    Lease connection(*this);
    connection->queue({"BEGIN"}, -1);
    auto const applied = run_writes(*connection, texts_, group, clock_, randomness_);
    for (auto* member : group) {
        auto& outcome = *member->outcome;
        // A COMMIT whose answer was lost had happened: what the receipt shows is this very write.
        if (outcome && outcome->outcome == Outcome::duplicate && member->commit_in_doubt) {
            outcome->outcome = Outcome::applied;
        }
    }
    if (applied == 0) return;
    for (auto* member : group) {
        if (*member->outcome && (*member->outcome)->outcome == Outcome::applied) member->commit_in_doubt = true;
    }
    connection->queue({"COMMIT"}, -1);
    connection->flush();
}

void PostgresDatabase::read(std::function<void(Reader&)> const& visit) {
    Lease connection(*this);
    connection->queue({"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}, -1);
    visit(*connection);
    connection->execute({"COMMIT"});
}

void PostgresDatabase::maintain(std::function<void(Maintenance&)> const& work) {
    Lease connection(*this);
    connection->execute({"BEGIN"});
    work(*connection);
    connection->execute({"COMMIT"});
}

}  // namespace cairn
