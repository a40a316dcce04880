// Who may see whom: rows of the view `visible_participant(user_id, participant_id, basis, purpose, since, until)`,
// written in migrations/0009 (design, Who may see whom). `user_id` is the id of a member of staff; `since` and `until`
// are local days, both included, empty when open.
//
// The view is asked with EXISTS, because two bases must not double a row. Whoever may not see a person gets exactly the
// answer of a person who does not exist (42 CFR 2.13(c)).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/permit.hpp"
#include "store/database.hpp"
#include "store/sql.hpp"

namespace cairn {

bool may_see(Reader& reader, Permit const& permit, std::string const& participant_id);

// The same as a statement that has a row when the answer is yes, for those who do not see everyone.
Statement sight_question(Permit const& permit, std::string const& participant_id);

// A condition for a WHERE clause: that the permit may see the participant whom `column` names ("c.participant_id").
// Appends its parameters, numbered from parameters.size() + 1. "TRUE" for those who see everyone.
std::string sight_condition(Permit const& permit, std::string_view column, SqlValues& parameters);

// The same for lists out of many rows: gathers whom the permit may see first, which is less work than to ask row by
// row.
std::string sight_list_condition(Permit const& permit, std::string_view column, SqlValues& parameters);

// The id of the participant in whose chart a record lies; empty for records of other streams.
std::string chart_of(RecordType const& type, void const* record);

// The record, if it exists and does not lie in a chart that the permit may not see. Nothing without read_charts when it
// lies in a chart at all.
template <class Record>
std::optional<Record> fetch_visible(Reader& reader, Permit const& permit, Id<Record> const& id) {
    auto record = reader.fetch(id);
    if (!record) return std::nullopt;
    auto const chart = chart_of(record_type<Record>(), &*record);
    if (!chart.empty() && !may_see(reader, permit, chart)) return std::nullopt;
    return record;
}

}  // namespace cairn
