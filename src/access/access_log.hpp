// Who saw whom (design, Streams and the journal: "reads are logged too"): one row of `access_log` for each participant
// that an answer showed, written together by a thread of its own and durable within a second.
//
// While the log cannot be written, charts cannot be read: is_open() says so to whoever answers. It opens again by
// itself when the database takes the rows that waited.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "access/permit.hpp"
#include "base/clock.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr int access_log_gather_milliseconds = 200;  // what is read meanwhile is written together
inline constexpr int access_log_retry_milliseconds = 500;   // after the database refused
inline constexpr int access_log_lag_seconds = 3;            // rows that wait longer close the log
inline constexpr std::size_t access_log_rows_waiting_max = 50'000;
// Stands for every participant there is, where an answer shows the whole program: an export.
inline constexpr std::string_view whole_program_seen = "*";
inline constexpr int access_log_last_tries = 6;  // at the end of the program, a retry apart

// Safe to share between threads.
class AccessLog {
public:
    AccessLog(Database& database, Clock const& clock);
    AccessLog(AccessLog const&) = delete;
    AccessLog& operator=(AccessLog const&) = delete;
    // Writes what waits, as `close` does.
    ~AccessLog();

    bool is_open() const;
    void saw(Permit const& permit, std::string_view operation, std::string_view request_id,
             std::set<std::string> const& participants);

    // Rows that are not durable yet.
    std::size_t waiting() const;

    // Waits until everything seen before the call is durable; false when the database refused it.
    bool flush();
    // Stops after writing what waits; gives the number of rows that could not be written, 0 when all is well. Nothing
    // may be seen after it.
    std::size_t close();

private:
    struct Seen {
        Instant at{};
        std::string actor;
        std::string staff_id;
        std::string operation;
        std::string request_id;
        std::string participant_id;
    };

    void run();
    bool write(std::vector<Seen> const& rows);
    static void write_rows(Maintenance& session, std::vector<Seen> const& rows);

    Database& database_;
    Clock const& clock_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Seen> waiting_{};
    std::uint64_t seen_ = 0;           // rows ever
    std::uint64_t written_ = 0;        // of them
    std::uint64_t refusals_ = 0;       // batches that the database did not take, ever
    std::optional<Instant> oldest_{};  // of the rows that are not written yet
    bool refused_ = false;             // the last batch
    bool hurry_ = false;
    bool ending_ = false;
    bool ended_ = false;
    std::thread writer_;
};

}  // namespace cairn
