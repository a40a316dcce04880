// Records as JSON objects: fields in their declared order, members that hold nothing left out.
//
// The text is canonical: the same record always gives the same bytes, so that a digest of it can be compared.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record_type.hpp"

namespace cairn {

inline constexpr std::size_t json_text_max = 1U << 20U;  // bytes of one record
inline constexpr std::size_t json_depth_max = 8;

std::string to_json(RecordType const& type, void const* record);

template <class Record>
std::string to_json(Record const& record) {
    return to_json(record_type<Record>(), &record);
}

// The same without the members that are sealed, at any depth: what is shown unless somebody opens them on purpose.
std::string to_shown_json(RecordType const& type, void const* record);
// Cuts them off the text of a record, such as one of the journal; what the type does not know stays.
std::string without_sealed(RecordType const& type, std::string_view json);

// The sealed members that the text of a record does not name; all of them when it cannot be read.
std::vector<std::string_view> sealed_left_out(RecordType const& type, std::string_view json);

// What a caller may send: every field it knows, nothing else. All problems are reported at once; members that are not
// mentioned keep their value.
struct JsonReading {
    bool require_all = true;      // report required fields that are missing
    bool accept_derived = false;  // trusted text, such as the journal's own
    bool skip_derived = false;    // pass over what the program computes, so that what was read can be sent back
    std::span<std::string_view const> given{};  // required fields that come from elsewhere
};
Problems from_json(RecordType const& type, std::string_view json, void* record, JsonReading how = {});

template <class Record>
Result<Record> parse_record(std::string_view json, JsonReading how = {}) {
    Record record;
    auto problems = from_json(record_type<Record>(), json, &record, how);
    if (!problems.empty()) return invalid(std::move(problems));
    return record;
}

// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);
// Shortest text that reads back as the same number; null when it is not finite, because JSON has no word for it.
void append_json_number(std::string& out, double number);

}  // namespace cairn
