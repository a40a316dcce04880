#include "features/duplicates/chart_records.hpp"

#include <algorithm>

#include "features/duplicates/duplicate.hpp"

namespace cairn {
namespace {

constexpr std::size_t ids_per_statement = 256;

Field const& field_of(ChartRecord const& record, std::string_view name) {
    return record.type->fields[record.type->index_of(name)];
}

void read_records(Reader& reader, RecordType const& type, Statement const& statement, std::vector<ChartRecord>& to) {
    reader.each(statement, [&](Row const& row) {
        ChartRecord record{&type, type.make()};
        read_record(type, row, record.record.get());
        to.push_back(std::move(record));
        return true;
    });
}

// Raises the version, as every change does; the new one.
std::int64_t raise_version(ChartRecord const& record) {
    auto const& version = field_of(record, "version");
    auto const raised = std::get<std::int64_t>(version.get(record.record.get())) + 1;
    version.set(record.record.get(), raised, version);
    return raised;
}

bool names_chart_record(Field const& field, std::span<RecordType const* const> types) {
    return std::ranges::any_of(
        types, [&](RecordType const* type) { return type->name == field.rule.references && moves_with_chart(*type); });
}

}  // namespace

bool moves_with_chart(RecordType const& type) {
    return type.stream.kind == chart_stream_kind && type.stream.id_field == "participant_id";
}

std::string ChartRecord::text(std::string_view field) const {
    auto const value = field_of(*this, field).get(record.get());
    auto const* held = std::get_if<std::string>(&value);
    return held == nullptr ? std::string{} : *held;
}

std::vector<ChartRecord> records_of_chart(Reader& reader, std::span<RecordType const* const> types,
                                          Id<Participant> const& participant, std::size_t most) {
    std::vector<ChartRecord> records;
    for (auto const* type : types) {
        if (!moves_with_chart(*type) || records.size() > most) continue;
        auto const sql = "SELECT " + column_list(*type) + " FROM " + std::string(type->name) +
                         " WHERE participant_id = $1 ORDER BY id LIMIT $2";
        auto const room = static_cast<std::int64_t>(most + 1 - records.size());
        read_records(reader, *type, {sql, {to_string(participant), room}}, records);
    }
    return records;
}

std::vector<ChartRecord> records_in_chart(Reader& reader, RecordType const& type, std::vector<std::string> const& ids,
                                          Id<Participant> const& participant) {
    std::vector<ChartRecord> records;
    for (std::size_t first = 0; first < ids.size(); first += ids_per_statement) {
        // One text for all pieces: the last id fills up.
        auto const sql = "SELECT " + column_list(type) + " FROM " + std::string(type.name) + " WHERE id IN " +
                         value_tuples(1, ids_per_statement) + " AND participant_id = $" +
                         std::to_string(ids_per_statement + 1) + " ORDER BY id LIMIT " +
                         std::to_string(ids_per_statement);
        SqlValues parameters;
        for (std::size_t i = 0; i < ids_per_statement; ++i) {
            parameters.emplace_back(ids[std::min(first + i, ids.size() - 1)]);
        }
        parameters.emplace_back(to_string(participant));
        read_records(reader, type, {sql, std::move(parameters)}, records);
    }
    return records;
}

void move_to_chart(Tx& tx, ChartRecord const& record, Id<Participant> const& participant) {
    auto const from = record.text("participant_id");
    auto const& chart = field_of(record, "participant_id");
    chart.set(record.record.get(), to_string(participant), chart);
    tx.move_row(*record.type, record.record.get(), raise_version(record), from);
}

void put_changed_record(Tx& tx, ChartRecord const& record) {
    tx.put_row(*record.type, record.record.get(), raise_version(record));
}

bool let_go_of_others(ChartRecord const& record, std::span<RecordType const* const> types,
                      std::function<bool(std::string const& id)> const& stays) {
    bool changed = false;
    for (auto const& field : record.type->fields) {
        if (!field.optional || field.rule.references.empty() || !names_chart_record(field, types)) continue;
        auto const named = record.text(field.name);
        if (named.empty() || stays(named)) continue;
        field.set(record.record.get(), Value{}, field);
        changed = true;
    }
    return changed;
}

}  // namespace cairn
