#include "access/access_log.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>

namespace cairn {
namespace {

constexpr std::string_view rows_sql =
    "INSERT INTO access_log (at, actor, staff_id, operation, request_id, participant_id) VALUES ";
constexpr std::size_t columns = 6;
constexpr std::size_t rows_per_statement = 128;  // halved for the rest, so that few statement texts stay prepared
constexpr std::int64_t milliseconds_per_second = 1000;

using std::chrono::milliseconds;

}  // namespace

AccessLog::AccessLog(Database& database, Clock const& clock)
    : database_(database), clock_(clock), writer_([this] { run(); }) {}

AccessLog::~AccessLog() { close(); }

bool AccessLog::is_open() const {
    std::scoped_lock const lock(mutex_);
    if (refused_ || ending_ || seen_ - written_ > access_log_rows_waiting_max) return false;
    if (!oldest_) return true;
    return clock_.now().milliseconds - oldest_->milliseconds <= access_log_lag_seconds * milliseconds_per_second;
}

void AccessLog::saw(Permit const& permit, std::string_view operation, std::string_view request_id,
                    std::set<std::string> const& participants) {
    if (participants.empty()) return;
    auto const now = clock_.now();
    std::scoped_lock const lock(mutex_);
    for (auto const& participant : participants) {
        waiting_.push_back(
            {now, permit.actor(), permit.staff_id(), std::string(operation), std::string(request_id), participant});
    }
    seen_ += participants.size();
    if (!oldest_) oldest_ = now;
    changed_.notify_all();
}

std::size_t AccessLog::waiting() const {
    std::scoped_lock const lock(mutex_);
    return static_cast<std::size_t>(seen_ - written_);
}

bool AccessLog::flush() {
    std::unique_lock lock(mutex_);
    auto const until = seen_;
    auto const refusals = refusals_;
    hurry_ = true;
    changed_.notify_all();
    changed_.wait(lock, [&] { return written_ >= until || refusals_ > refusals || ended_; });
    return written_ >= until;
}

std::size_t AccessLog::close() {
    {
        std::scoped_lock const lock(mutex_);
        ending_ = true;
        changed_.notify_all();
    }
    if (writer_.joinable()) writer_.join();
    std::scoped_lock const lock(mutex_);
    ended_ = true;
    return static_cast<std::size_t>(seen_ - written_);
}

void AccessLog::run() {
    std::vector<Seen> rows;  // being written, or refused and to be written again
    int last_tries = 0;
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return !rows.empty() || !waiting_.empty() || ending_; });
        auto const pause = milliseconds(refused_ ? access_log_retry_milliseconds : access_log_gather_milliseconds);
        if (!ending_ || refused_) {
            changed_.wait_for(lock, pause, [&] { return hurry_ || (ending_ && !refused_); });
        }
        hurry_ = false;
        std::move(waiting_.begin(), waiting_.end(), std::back_inserter(rows));
        waiting_.clear();
        if (rows.empty() && ending_) return;
        auto const batch = rows.size();
        lock.unlock();
        bool const written = write(rows);
        lock.lock();
        refused_ = !written;
        if (written) {
            rows.clear();
            written_ += batch;
            oldest_ = waiting_.empty() ? std::nullopt : std::optional(waiting_.front().at);
        } else {
            ++refusals_;
        }
        changed_.notify_all();
        if (ending_ && refused_ && ++last_tries >= access_log_last_tries) return;
    }
}

bool AccessLog::write(std::vector<Seen> const& rows) {
    try {
        database_.maintain([&](Maintenance& session) { write_rows(session, rows); });
        return true;
    } catch (std::exception const&) {
        return false;  // whatever it was: is_open() tells, and the rows are tried again
    }
}

void AccessLog::write_rows(Maintenance& session, std::vector<Seen> const& rows) {
    std::size_t chunk = rows_per_statement;
    for (std::size_t done = 0; done < rows.size();) {
        while (chunk > rows.size() - done) chunk /= 2;
        auto const sql = std::string(rows_sql) + value_tuples(chunk, columns);
        Statement statement{sql, {}};
        statement.parameters.reserve(chunk * columns);
        for (auto const& row : std::span(rows).subspan(done, chunk)) {
            statement.parameters.emplace_back(to_string(row.at));
            statement.parameters.emplace_back(row.actor);
            statement.parameters.push_back(row.staff_id.empty() ? SqlValue{} : SqlValue{row.staff_id});
            statement.parameters.emplace_back(row.operation);
            statement.parameters.emplace_back(row.request_id);
            statement.parameters.emplace_back(row.participant_id);
        }
        session.execute(statement);
        done += chunk;
    }
}

}  // namespace cairn
