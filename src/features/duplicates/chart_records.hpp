// The records of a chart, whatever their type: what a merge moves and an undo moves back.
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "features/participants/participant.hpp"
#include "store/tx.hpp"

namespace cairn {

struct ChartRecord {
    RecordType const* type = nullptr;
    std::shared_ptr<void> record{};

    std::string text(std::string_view field) const;  // of an id; empty when it holds nothing
    std::string id() const { return text("id"); }
};

// Everything in the chart that moves with it, by type and id; one more than `most` when there is more.
std::vector<ChartRecord> records_of_chart(Reader& reader, std::span<RecordType const* const> types,
                                          Id<Participant> const& participant, std::size_t most);
// Those of these ids that lie in this chart.
std::vector<ChartRecord> records_in_chart(Reader& reader, RecordType const& type, std::vector<std::string> const& ids,
                                          Id<Participant> const& participant);

// Writes the record into the other chart.
void move_to_chart(Tx& tx, ChartRecord const& record, Id<Participant> const& participant);
void put_changed_record(Tx& tx, ChartRecord const& record);

// Empties what the record says of others of a chart, unless `stays` says that the two remain in one chart; whether
// there was any. What is named by such a field may always be unknown.
bool let_go_of_others(ChartRecord const& record, std::span<RecordType const* const> types,
                      std::function<bool(std::string const& id)> const& stays);

}  // namespace cairn
