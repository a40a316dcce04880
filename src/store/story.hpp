// How the stories of records that are registered and edited as a whole begin and end.
#pragma once

#include <string>

#include "store/tx.hpp"

namespace cairn {

// What the receipt keeps and the caller gets: {"id":"…","version":n}.
std::string written_json(std::string_view id, std::int64_t version);

template <class Record>
std::string written_json(Record const& record) {
    return written_json(to_string(record.id), record.version);
}

Error id_taken(RecordType const& type);
Error version_missing(RecordType const& type);

// Puts a new record; `already_exists` when its id is taken.
template <class Record>
Result<std::string> put_new(Tx& tx, Record record) {
    if (tx.is_taken(record.id)) return id_taken(record_type<Record>());
    record.version = 0;
    tx.put(record);
    return written_json(record);
}

// The stored record that an edit replaces, whose version must be the one that the editor saw: else `not_found`,
// `version_required` (0) or `stale_version`.
template <class Record>
Result<Record> get_seen(Tx& tx, Id<Record> const& id, std::int64_t seen) {
    auto stored = tx.get(id);
    if (!stored) return stored;
    if (seen == 0) return version_missing(record_type<Record>());
    if (auto const expected = tx.expect_version(*stored, seen); !expected) return expected.error();
    return stored;
}

template <class Record>
Result<std::string> put_changed(Tx& tx, Record record) {
    tx.put(record);
    return written_json(record);
}

}  // namespace cairn
