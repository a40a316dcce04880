// How the stories of records that are registered and edited as a whole end.
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

// Puts a new record; `already_exists` when its id is taken. Story runs can repeat, so the record comes by value.
template <class Record>
Result<std::string> put_new(Tx& tx, Record record) {
    if (tx.exists(record.id)) return id_taken(record_type<Record>());
    record.version = 0;
    tx.put(record);
    return written_json(record);
}

// Puts `changed` over `stored`. `changed.version` is the version that was seen: `version_required` when it is 0,
// `stale_version` when it is not the stored one.
template <class Record>
Result<std::string> put_changed(Tx& tx, Record const& stored, Record changed) {
    if (changed.version == 0) return version_missing(record_type<Record>());
    if (auto const expected = tx.expect_version(stored, changed.version); !expected) return expected.error();
    tx.put(changed);
    return written_json(changed);
}

}  // namespace cairn
