#include "features/exchange/undo_batch.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/core.h>

#include "features/exchange/import_row.hpp"
#include "features/exchange/key_lookup.hpp"
#include "features/exchange/references.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

using RecordKey = std::pair<std::string_view, std::string>;  // record type, id

// "participant_phone" as people read it.
std::string readable(std::string_view record_type) {
    std::string text(record_type);
    std::ranges::replace(text, '_', ' ');
    return text;
}

void keep(UndoRow& row, std::string reason) {
    row.fate = UndoFate::kept;
    row.reason = std::move(reason);
}

// Decides over the rows inside the transaction that takes them back.
class Decision {
public:
    Decision(Reader& reader, std::span<RecordType const* const> types, std::span<UndoRow> rows)
        : reader_(reader), types_(types), rows_(rows) {}

    void run();
    void const* record_of(UndoRow const& row) const { return records_.at(key_of(row)).get(); }

private:
    static RecordKey key_of(UndoRow const& row) { return {row.importable->type.name, row.record_id}; }
    void load();
    void decide_by_version();
    void look_for_names();
    void look_in_column(RecordType const& type, Field const& field);
    void look_in_lists(RecordType const& type, Field const& field);
    void note_name(RecordType const& by, std::string_view by_id, std::string_view named, std::string id);
    bool keep_named();

    Reader& reader_;
    std::span<RecordType const* const> types_;
    std::span<UndoRow> rows_;
    std::map<RecordKey, std::shared_ptr<void>> records_;
    std::map<RecordKey, UndoRow*> leaving_;
    std::map<std::string_view, std::set<std::string>> leaving_ids_;  // by record type
    std::multimap<RecordKey, RecordKey> named_by_;                   // those that may leave themselves
};

void Decision::run() {
    for (auto& row : rows_) {
        row.fate = UndoFate::undecided;
        row.reason.clear();
    }
    load();
    decide_by_version();
    look_for_names();
    // Whoever is kept keeps those whom it names.
    while (keep_named()) {
    }
    for (auto& [key, row] : leaving_) row->fate = UndoFate::taken_back;
}

void Decision::load() {
    std::map<RecordType const*, std::set<std::string>> wanted;
    for (auto const& row : rows_) wanted[&row.importable->type].insert(row.record_id);
    for (auto const& [type, ids] : wanted) {
        look_up_records(reader_, *type, ids, [&, name = type->name](std::string id, std::shared_ptr<void> record) {
            records_.emplace(RecordKey{name, std::move(id)}, std::move(record));
        });
    }
}

void Decision::decide_by_version() {
    for (auto& row : rows_) {
        auto const key = key_of(row);
        auto const record = records_.find(key);
        if (record == records_.end()) {
            row.fate = UndoFate::gone;
        } else if (row.version > 1) {
            keep(row, "It was there before: this import only changed it.");
        } else if (version_of(row.importable->type, record->second.get()) != row.version) {
            keep(row, "It was changed since it was imported.");
        } else {
            leaving_.emplace(key, &row);
            leaving_ids_[key.first].insert(key.second);
        }
    }
}

void Decision::look_for_names() {
    for (auto const* type : types_) {
        for (auto const& field : type->fields) {
            if (leaving_ids_.contains(referenced_type(field))) look_in_column(*type, field);
            if (has_nested_references(field)) look_in_lists(*type, field);
        }
    }
}

// Rows of other types stay anyway, and need not be told apart.
void Decision::look_in_column(RecordType const& type, Field const& field) {
    auto const named = referenced_type(field);
    bool const may_leave = leaving_ids_.contains(type.name);
    look_up_naming(reader_, type, field, leaving_ids_.at(named), may_leave,
                   [&](std::string_view id, std::string by_id) { note_name(type, by_id, named, std::string(id)); });
}

void Decision::look_in_lists(RecordType const& type, Field const& field) {
    bool const may_name = std::ranges::any_of(
        field.nested->fields, [&](Field const& inner) { return leaving_ids_.contains(referenced_type(inner)); });
    if (!may_name) return;
    // unbounded: few records keep lists of references, staff and transfers of caseloads
    auto const sql = fmt::format("SELECT id, \"{}\" FROM {}", field.name, type.name);
    reader_.each({sql}, [&](Row const& row) {
        std::string const by_id(row.text(0));
        visit_nested_references(
            field, std::string(row.text(1)),
            [&](std::string_view named, std::string const&, std::string& id) { note_name(type, by_id, named, id); });
        return true;
    });
}

void Decision::note_name(RecordType const& by, std::string_view by_id, std::string_view named, std::string id) {
    RecordKey const key{named, std::move(id)};
    auto const row = leaving_.find(key);
    if (row == leaving_.end()) return;
    RecordKey const by_key{by.name, std::string(by_id)};
    if (by_key == key) return;
    if (leaving_.contains(by_key)) {
        named_by_.emplace(key, by_key);
    } else {
        keep(*row->second, fmt::format("Another record names it: {}.", readable(by.name)));
        leaving_.erase(row);
    }
}

bool Decision::keep_named() {
    bool again = false;
    for (auto const& [key, by] : named_by_) {
        auto const row = leaving_.find(key);
        if (row == leaving_.end() || leaving_.contains(by)) continue;
        keep(*row->second, fmt::format("Another record names it: {}.", readable(by.first)));
        leaving_.erase(row);
        again = true;
    }
    return again;
}

}  // namespace

Result<void> take_rows_back(Permit const& permit, Organization& organization, std::span<RecordType const* const> types,
                            Id<ExchangeJob> const& job, std::span<UndoRow> rows) {
    auto const reason = fmt::format("The import {} was undone.", to_string(job));
    std::vector<StreamKey> streams;
    for (auto const& row : rows) streams.push_back(row.stream);
    auto const key = fmt::format("{}/{}", to_string(job), to_string(organization.ids().next()));
    auto const request = write_request(permit, "undo_import", key, to_string(job), std::move(streams));
    auto const written = organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        Decision decision(tx, types, rows);
        decision.run();
        for (auto const& row : rows) {
            if (row.fate != UndoFate::taken_back) continue;
            tx.withdraw_row(row.importable->type, decision.record_of(row), reason);
        }
        return std::string{};
    });
    if (!written) return written.error();
    return {};
}

}  // namespace cairn
