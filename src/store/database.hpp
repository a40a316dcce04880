// One organization's database, whichever engine holds it.
//
// Reading: `read` gives a consistent snapshot. Writing: `write` is the one path by which anything changes: it locks the
// streams, looks for the receipt, runs the story, and stores rows, journal entries, receipt and stream heads in one
// transaction (design, One write path). See tx.hpp for what a story may do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/sql.hpp"

namespace cairn {

class Tx;

enum class Engine : std::uint8_t { sqlite, postgresql };
std::string_view to_string(Engine engine);

// The database could not be reached, or went away and did not return within the named retry limits. Nothing that was
// acknowledged is lost; the write that was under way either happened or did not, and repeating it with its key tells.
class DatabaseUnavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A rule of the schema was broken (unique, foreign key, check). Services check before they write, so this is breakage,
// except for two writers that took the same new id.
class ConstraintViolated : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The file or the server's answer is not what this program wrote.
class DatabaseDamaged : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A stream that a write touches: a participant's chart, a staff member's file, a site, or the directory.
struct StreamKey {
    std::string kind;  // "participant", "staff", "site", "possible_duplicate", "directory"
    std::string id;    // UUID text; `directory_stream_id` for the directory

    friend auto operator<=>(StreamKey const& a, StreamKey const& b) { return a.id <=> b.id; }
    friend bool operator==(StreamKey const& a, StreamKey const& b) { return a.id == b.id; }
};

inline constexpr std::string_view chart_stream_kind = "participant";
inline constexpr std::string_view directory_stream_id = "00000000-0000-0000-0000-000000000000";
StreamKey directory_stream();
template <class Record>
StreamKey stream_of(std::string_view kind, Id<Record> const& id) {
    return {std::string(kind), to_string(id)};
}

// A record to be read together with the lock, which saves PostgreSQL a round trip: Tx::get finds it there.
struct Preload {
    RecordType const* type;
    std::string id;
};

struct WriteRequest {
    std::string actor;    // "operator:NAME" or an account's id
    std::string command;  // "log_contact"
    // Idempotency: the caller's key and a digest of what it asked. Empty only for batches, whose rows carry keys of
    // their own (Tx::begin_row).
    std::string key{};
    Digest request_digest{};
    std::vector<StreamKey> streams{};  // every stream the story writes to
    std::vector<Preload> preloads{};
    // The question whether the writer may see the chart of that participant: yes when it has a row. Asked inside the
    // write, after the locks. Records of other charts are then as if they did not exist. Empty: every chart.
    std::function<Statement(std::string const& participant_id)> sees_chart{};
};

enum class Outcome : std::uint8_t { applied, duplicate };

struct Written {
    Outcome outcome = Outcome::applied;
    std::string result{};  // what the story returned the first time, kept in the receipt
};

using Story = std::function<Result<std::string>(Tx&)>;

inline constexpr int receipt_days = 90;  // how long a key is remembered
inline constexpr std::size_t streams_per_write_max = 4096;
inline constexpr int write_attempts_max = 8;  // serialization failures, lost connections

// Read access within one snapshot.
class Reader {
public:
    virtual ~Reader() = default;
    virtual Engine engine() const = 0;
    // Calls `visit` for each row, without holding more than one row (SQLite) or one chunk (PostgreSQL) in memory.
    virtual void each(Statement const& statement, RowVisitor const& visit) = 0;

    // Fetches one record by id; nullopt when there is none.
    bool fetch(RecordType const& type, std::string_view id, void* record);
    template <class Record>
    std::optional<Record> fetch(Id<Record> const& id) {
        Record record;
        if (!fetch(record_type<Record>(), to_string(id), &record)) return std::nullopt;
        return record;
    }
    // The first cell of the first row, or nullopt.
    std::optional<std::int64_t> integer(Statement const& statement);
    std::optional<std::string> text(Statement const& statement);
};

class Database {
public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;
    // "sqlite:PATH" or "postgresql://host/name" without user or password: safe to print.
    virtual std::string address() const = 0;

    virtual void read(std::function<void(Reader&)> const& visit) = 0;
    virtual Result<Written> write(WriteRequest const& request, Story const& story) = 0;

    // Runs statements of the program's own upkeep (migrations, restore, pruning) in one transaction, outside the
    // journal. Nothing that a service does belongs here.
    virtual void maintain(std::function<void(class Maintenance&)> const& work) = 0;
};

// A session inside an open transaction, for upkeep.
class Maintenance : public Reader {
public:
    virtual void execute(Statement const& statement) = 0;
    virtual void execute_script(std::string const& sql) = 0;  // several statements, no parameters
};

struct OpenOptions {
    bool create = false;     // make a missing SQLite file (mode 0600)
    bool exclusive = false;  // migrate and restore: refuse while anybody else has the database open
    int connections = 8;     // PostgreSQL pool, SQLite readers
    int busy_seconds = 30;   // how long to wait for another process's write
};

// `address` is "sqlite:PATH" or "postgresql://…". Throws DatabaseUnavailable; refuses addresses it cannot read.
Result<std::unique_ptr<Database>> open_database(std::string const& address, Clock const& clock, Randomness& randomness,
                                                OpenOptions const& options = {});

}  // namespace cairn
