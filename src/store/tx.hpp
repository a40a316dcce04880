// What a story may do inside Database::write: read, put records, refuse.
//
// Rows, journal entries and receipts are collected and written together when the story has returned, so that
// PostgreSQL needs two round trips. A story may run more than once (a serialization failure, a lost connection), so it
// changes nothing outside the Tx that a second run would not set again. `get` and `put` see each other; a SELECT
// through `each` sees the database as it was when the streams were locked. A check that reads other rows is safe if
// those rows belong to a locked stream.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "store/database.hpp"

namespace cairn {

struct TxState;  // streams, queued rows and receipts; see tx_state.hpp

class Tx final : public Reader {
public:
    explicit Tx(TxState& state) : state_(state) {}
    Tx(Tx const&) = delete;
    Tx& operator=(Tx const&) = delete;

    Engine engine() const override;
    void each(Statement const& statement, RowVisitor const& visit) override;

    Instant now() const;

    // The record as it stands inside this write, or the refusal `not_found`.
    template <class Record>
    Result<Record> get(Id<Record> const& id) {
        Record record;
        if (!load(record_type<Record>(), to_string(id), &record)) return not_found(record_type<Record>().name);
        return record;
    }
    template <class Record>
    bool exists(Id<Record> const& id) {
        Record record;
        return load(record_type<Record>(), to_string(id), &record);
    }
    // Whether the id is in use, be it in a chart that the writer may not see.
    template <class Record>
    bool is_taken(Id<Record> const& id) {
        return is_taken(record_type<Record>(), to_string(id));
    }
    // The same for a type known only by its description: false when there is none. Null: only whether there is one.
    bool find(RecordType const& type, std::string_view id, void* record) { return load(type, std::string(id), record); }

    // Inserts a new record (version 0 becomes 1) or replaces the one with its id (its version must be the stored one
    // and is raised by 1), and writes the journal entry. The record's stream must be among the request's streams.
    template <class Record>
    void put(Record& record) {
        ++record.version;
        put_row(record_type<Record>(), &record, record.version);
    }
    // Type-erased put for import; the caller has raised the version already.
    void put_row(RecordType const& type, void const* record, std::int64_t version);
    // The same for a stored record that leaves the stream `from` for the one it names now: a departure is journaled
    // there (journal.hpp), the record here. Both streams must be among the request's.
    void move_row(RecordType const& type, void const* record, std::int64_t version, std::string const& from);
    // Takes back a stored record that should never have been (docs/decisions/0007) and has not moved: its row and its
    // outside keys leave the tables, and a withdrawal is journaled (journal.hpp). `record` is as it is stored. A
    // foreign key that still names it breaks the write (ConstraintViolated).
    void withdraw_row(RecordType const& type, void const* record, std::string_view reason);
    // Adds the stream of a record whose id was made in this write: nobody else can know it, so it needs no lock.
    void begin_stream(StreamKey const& stream);

    // Edits state the version they saw. Refuses with `stale_version` and, in details_json, base and theirs (the
    // journal's bodies at both versions) so that a client can merge field by field.
    template <class Record>
    Result<void> expect_version(Record const& stored, std::int64_t seen) {
        if (stored.version == seen) return {};
        return stale(record_type<Record>(), to_string(stored.id), &stored, seen);
    }

    // Batches only: puts between begin_row and end_row belong to this row's receipt.
    void begin_row(std::string key, Digest request_digest);
    void end_row(std::string result);
    // Batches only: the outside key under which the record just put was imported (domain, CSV: "kept as external id"),
    // covered by the record's journal entry. `content_digest` tells a changed row from a repeated one; `import_id` is
    // the import's own, if it has one.
    void set_external_key(std::string_view record_type, std::string key, std::string record_id, Digest content_digest,
                          std::int64_t version, std::string_view import_id = {});

private:
    bool load(RecordType const& type, std::string const& id, void* record);
    std::optional<SqlValues> const& stored_values(RecordType const& type, std::string const& id);
    bool is_taken(RecordType const& type, std::string const& id);
    bool sees_chart(std::string const& participant_id);
    Error stale(RecordType const& type, std::string const& id, void const* stored, std::int64_t seen);
    void queue_entry(RecordType const& type, std::string const& id, std::string const& stream, std::int64_t version,
                     std::string body);

    TxState& state_;
};

}  // namespace cairn
