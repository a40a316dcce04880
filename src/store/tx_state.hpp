// What a write collects while its story runs. Private to the store.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/group_commit.hpp"
#include "store/journal.hpp"
#include "store/session.hpp"

namespace cairn {

// Statement texts that depend on a record type and a number of rows, made once. Safe to share between threads.
class SqlTexts {
public:
    std::string const& insert(RecordType const& type, std::size_t rows);
    std::string const& update(RecordType const& type);
    std::string const& select_by_id(RecordType const& type);
    std::string const& select_by_ids(RecordType const& type, std::size_t ids);
    // DELETE of `rows` records by their ids, and of the outside keys that they have.
    std::string const& remove(RecordType const& type, std::size_t rows);
    std::string const& remove_external_keys(RecordType const& type, std::size_t rows);
    // INSERT of `rows` rows into one of the platform's own tables, with `tail` behind the values.
    std::string const& insert_into(std::string_view table_and_columns, std::size_t columns, std::size_t rows,
                                   std::string_view tail = "");

    std::string const& lock_streams(std::size_t streams, std::string_view lock_clause);

private:
    template <class Make>
    std::string const& text(std::string key, Make const& make);

    std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> texts_;
};

struct StreamState {
    std::string kind;
    std::int64_t seq = 0;
    Digest head{};
    bool changed = false;
    bool created = false;  // by this write
};

struct QueuedRow {
    RecordType const* type;
    SqlValues values;
    std::int64_t version;    // 1 inserts; more replaces version - 1
    bool withdrawn = false;  // its row goes; `values` is its id alone
};

struct QueuedReceipt : Receipt {
    bool covered = false;  // by an entry
};

struct QueuedEntry {
    JournalEntry entry;
    std::size_t receipt;  // index into receipts
};

struct QueuedExternalKey {
    std::string record_type;
    std::string key;
    std::string record_id;
    Digest content_digest{};
    std::int64_t version = 0;
};

struct TxState {
    Session& session;
    WriteRequest const& request;
    SqlTexts& texts;
    Randomness& randomness;
    Instant now{};

    std::map<std::string, StreamState> streams{};
    std::map<std::string, std::optional<SqlValues>> loaded{};  // "contact 0190…" -> values, or known to be absent
    std::map<std::string, bool> charts_seen{};                 // by participant; charts begun in this write are seen
    std::vector<QueuedRow> rows{};
    std::vector<QueuedEntry> entries{};
    std::vector<QueuedReceipt> receipts{};
    std::vector<QueuedExternalKey> external_keys{};
};

// A receipt of this request whose result is not known yet.
QueuedReceipt new_receipt(TxState const& state, std::string key, Digest const& request_digest);

std::string loaded_key(RecordType const& type, std::string_view id);

// Runs the requests of a group inside an open transaction, up to but not including COMMIT: locks, receipts, stories,
// rows. Every member gets its outcome; one that was refused leaves nothing queued, one whose receipt was there already
// is a `duplicate`. Throws when anything broke: then nothing of the transaction may be kept. Gives the number of
// members that have something to commit.
std::size_t run_writes(Session& session, SqlTexts& texts, WriteGroup group, Clock const& clock, Randomness& randomness);

// The same for one request.
Result<Written> run_write(Session& session, SqlTexts& texts, WriteRequest const& request, Story const& story,
                          Clock const& clock, Randomness& randomness);

}  // namespace cairn
