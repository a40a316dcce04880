#include "features/exchange/import_batch.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "features/exchange/key_lookup.hpp"
#include "features/exchange/references.hpp"
#include "record/json.hpp"

namespace cairn {
namespace {

constexpr int attempts_max = 5;  // when another import keeps writing the same keys

Error keys_changed() {
    return Error{ErrorCode::stale_version, "Somebody else is importing the same rows. Wait until they are done."};
}

std::string stream_id_of(RecordType const& type, void const* record) {
    auto const& field = type.fields[type.index_of(type.stream.id_field)];
    return std::get<std::string>(field.get(record));
}

void add_problem(ImportRow& row, std::string field, std::string code, std::string message) {
    row.problems.push_back({std::move(field), std::move(code), std::move(message)});
}

bool is_written(ImportRow const& row) { return row.fate == RowFate::created || row.fate == RowFate::changed; }

}  // namespace

void ImportBatch::add(ImportRow row) {
    for (auto const& cell : row.source) bytes_ += cell.size();
    auto const& type = row.task->type();
    if (row.read_problems.empty()) by_key_.emplace(RecordKey{type.name, row.key}, rows_.size());
    rows_.push_back(std::move(row));
}

void ImportBatch::clear() {
    rows_.clear();
    by_key_.clear();
    bytes_ = 0;
}

Result<void> ImportBatch::run(Permit const& permit) {
    program_ = organization_.program();
    auto& database = organization_.database();
    if (dry_run_) {
        Result<void> decided;
        database.read([&](Reader& reader) {
            resolve(reader);
            decided = decide(reader, organization_.clock().now());
        });
        if (decided) keep_in_scratch();
        return decided;
    }
    for (int attempt = 1;; ++attempt) {
        auto written = decide_and_write(permit);
        auto const stale = written.has_error() && written.error().code == ErrorCode::stale_version;
        if (!stale || attempt == attempts_max) return written;
    }
}

Result<void> ImportBatch::decide_and_write(Permit const& permit) {
    Result<void> decided;
    organization_.database().read([&](Reader& reader) {
        resolve(reader);
        // A lock makes a stream that is not there yet, so it is asked for only for rows that will be written.
        if (opens_streams()) {
            decided = decide(reader, organization_.clock().now());
        } else {
            begin_decision();
        }
    });
    if (!decided) return decided;
    auto const is_open = [](ImportRow const& row) { return row.fate == RowFate::undecided || is_written(row); };
    return std::ranges::any_of(rows_, is_open) ? write(permit) : Result<void>{};
}

// ---- before the locks ----

void ImportBatch::resolve(Reader& reader) {
    Wanted wanted;
    for (auto const& row : rows_) {
        if (!row.key.empty()) wanted[row.task->type().name].insert(row.key);
        for (auto const& reference : row.references) wanted[reference.type].insert(reference.key);
    }
    keys_.clear();
    for (auto const& [type, keys] : wanted) {
        look_up_keys(reader, type, keys, [&](std::string key, StoredKey stored) {
            keys_.emplace(RecordKey{type, std::move(key)}, stored);
        });
        // A record that was made in Cairn has no outside key; exports name it by its id.
        std::set<std::string> ids;
        for (auto const& key : keys) {
            if (!keys_.contains({type, key}) && Uuid::parse(key)) ids.insert(key);
        }
        for (auto const& id : look_up_ids(reader, type, ids))
            keys_.emplace(RecordKey{type, id}, StoredKey{.record_id = id});
    }
    by_id_.clear();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        auto& row = rows_[i];
        auto const stored = keys_.find({row.task->type().name, row.key});
        row.stored = stored == keys_.end() ? std::nullopt : std::optional(stored->second);
        row.id = row.stored ? row.stored->record_id : to_string(organization_.ids().next());
        by_id_.emplace(RecordKey{row.task->type().name, row.id}, i);
    }
}

std::optional<std::string> ImportBatch::id_of(std::string_view type, std::string_view key) const {
    RecordKey const wanted{type, std::string(key)};
    if (auto const known = keys_.find(wanted); known != keys_.end()) return known->second.record_id;
    if (auto const here = by_key_.find(wanted); here != by_key_.end()) {
        auto const& row = rows_[here->second];
        return row.fate == RowFate::rejected ? std::nullopt : std::optional(row.id);
    }
    return dry_run_ ? scratch_.id_of(type, key) : std::nullopt;
}

std::vector<StreamKey> ImportBatch::streams() const {
    std::set<StreamKey> streams;
    for (auto const& row : rows_) {
        if (row.fate != RowFate::undecided && !is_written(row)) continue;
        auto const& stream = row.task->type().stream;
        if (stream.id_field.empty()) {
            streams.insert(directory_stream());
        } else if (stream.id_field == "id") {
            streams.insert({std::string(stream.kind), row.id});
        } else {
            auto const named = std::ranges::find(row.references, stream.id_field, &RowReference::field);
            auto const id = named == row.references.end() ? std::nullopt : id_of(named->type, named->key);
            if (id) streams.insert({std::string(stream.kind), *id});
        }
    }
    return {streams.begin(), streams.end()};
}

bool ImportBatch::opens_streams() const {
    return std::ranges::any_of(
        rows_, [](ImportRow const& row) { return !row.stored && row.task->type().stream.id_field == "id"; });
}

// ---- inside the transaction ----

Result<void> ImportBatch::write(Permit const& permit) {
    WriteRequest const request{
        .actor = permit.actor(), .command = std::string(import_command_name), .streams = streams()};
    auto const written = organization_.database().write(request, [this](Tx& tx) -> Result<std::string> {
        if (auto decided = decide(tx, tx.now()); !decided) return decided.error();
        for (auto const index : order()) put(tx, rows_[index]);
        return std::string{};
    });
    if (!written) return written.error();
    return {};
}

Result<void> ImportBatch::decide(Reader& reader, Instant now) {
    if (!keys_are_as_resolved(reader)) return keys_changed();
    begin_decision();
    load_previous(reader);
    CheckContext const context{
        .program = *program_, .now = now, .find = [&](RecordType const& type, std::string_view id, void* record) {
            return find(reader, type, id, record);
        }};
    // A row that is rejected takes those with it that name it.
    while (check_undecided(context) || reject_circles()) {
    }
    for (auto& row : rows_) settle(row);
    return {};
}

bool ImportBatch::keys_are_as_resolved(Reader& reader) const {
    Wanted own;
    for (auto const& row : rows_) {
        if (!row.key.empty()) own[row.task->type().name].insert(row.key);
    }
    Found now;
    for (auto const& [type, keys] : own) {
        look_up_keys(reader, type, keys, [&](std::string key, StoredKey stored) {
            now.emplace(RecordKey{type, std::move(key)}, stored);
        });
    }
    return std::ranges::all_of(rows_, [&](ImportRow const& row) {
        auto const found = now.find({row.task->type().name, row.key});
        auto const was_imported = row.stored && row.stored->version > 0;
        return found == now.end() ? !was_imported : was_imported && found->second == *row.stored;
    });
}

void ImportBatch::begin_decision() {
    for (auto& row : rows_) {
        row.problems = row.read_problems;
        row.record.reset();
        row.fate = RowFate::undecided;
        if (!row.problems.empty()) {
            row.fate = RowFate::rejected;
        } else if (row.stored && row.stored->content == row.content) {
            row.fate = RowFate::unchanged;
        }
    }
    previous_.clear();
    named_.clear();
    named_types_.clear();
    // The other problems of a row that could not even be read in full.
    for (auto& row : rows_) {
        if (row.fate == RowFate::rejected && !row.cells.empty()) build(row);
    }
}

void ImportBatch::load_previous(Reader& reader) {
    std::map<RecordType const*, std::set<std::string>> wanted;
    for (auto const& row : rows_) {
        if (row.fate == RowFate::undecided && row.stored) wanted[&row.task->type()].insert(row.id);
    }
    for (auto const& [type, ids] : wanted) {
        look_up_records(reader, *type, ids, [&, name = type->name](std::string id, std::shared_ptr<void> record) {
            previous_.emplace(RecordKey{name, std::move(id)}, std::move(record));
        });
    }
}

void const* ImportBatch::previous_of(ImportRow const& row) const {
    auto const found = previous_.find({row.task->type().name, row.id});
    return found == previous_.end() ? nullptr : found->second.get();
}

// Builds and checks the rows that are still undecided; true when that rejected one that others may name.
bool ImportBatch::check_undecided(CheckContext const& context) {
    for (auto& row : rows_) {
        if (row.fate != RowFate::undecided) continue;
        row.problems.clear();
        build(row);
    }
    bool again = false;
    for (auto& row : rows_) {
        if (row.fate != RowFate::undecided) continue;
        auto const* previous = previous_of(row);
        if (row.problems.empty()) {
            row.task->importable->complete_and_check(row.record.get(), previous, context, row.problems);
        }
        if (row.problems.empty()) continue;
        row.fate = RowFate::rejected;
        again = again || row.task->shares_batch;
    }
    return again;
}

void ImportBatch::build(ImportRow& row) {
    build_record(row, previous_of(row),
                 [this](std::string_view type, std::string_view key) { return id_of(type, key); });
}

bool ImportBatch::find(Reader& reader, RecordType const& type, std::string_view id, void* record) {
    RecordKey const wanted{type.name, std::string(id)};
    if (auto const here = by_id_.find(wanted); here != by_id_.end()) {
        auto const& row = rows_[here->second];
        if (row.record != nullptr && row.fate == RowFate::undecided) {
            if (record != nullptr) type.assign(record, row.record.get());
            return true;
        }
    }
    if (dry_run_ && scratch_.find(type, id, record)) return true;
    if (named_types_.insert(type.name).second) load_named(reader, type);
    auto known = named_.find(wanted);
    if (known == named_.end()) {
        known = named_.emplace(wanted, nullptr).first;
        look_up_records(reader, type, {wanted.second},
                        [&](std::string const&, std::shared_ptr<void> found) { known->second = std::move(found); });
    }
    if (known->second == nullptr) return false;
    if (record != nullptr) type.assign(record, known->second.get());
    return true;
}

// All records of one type that the batch names, in one statement rather than one each.
void ImportBatch::load_named(Reader& reader, RecordType const& type) {
    std::set<std::string> ids;
    for (auto const& row : rows_) {
        for (auto const& reference : row.references) {
            if (reference.type != type.name || row.fate != RowFate::undecided) continue;
            if (auto const known = keys_.find({reference.type, reference.key}); known != keys_.end()) {
                ids.insert(known->second.record_id);
            }
        }
    }
    for (auto const& id : ids) named_[{type.name, id}] = nullptr;
    look_up_records(reader, type, ids, [&](std::string const& id, std::shared_ptr<void> record) {
        named_[{type.name, id}] = std::move(record);
    });
}

bool ImportBatch::reject_circles() {
    std::set<std::size_t> left;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].fate == RowFate::undecided && rows_[i].task->shares_batch) left.insert(i);
    }
    if (left.empty()) return false;
    for (auto const index : order()) left.erase(index);
    for (auto const index : left) {
        rows_[index].fate = RowFate::rejected;
        add_problem(rows_[index], "", "circle",
                    "This row and others name one another in a circle, or it names one that does.");
    }
    return !left.empty();
}

std::vector<std::size_t> ImportBatch::order() const {
    auto const takes_part = [](ImportRow const& row) { return row.fate == RowFate::undecided || is_written(row); };
    std::vector<std::size_t> waits_for(rows_.size(), 0);
    std::map<std::size_t, std::vector<std::size_t>> named_by;
    std::vector<std::size_t> ordered;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (!takes_part(rows_[i])) continue;
        for (auto const& reference : rows_[i].references) {
            auto const here = by_key_.find({reference.type, reference.key});
            auto const nested = reference.field.find_first_of(".[") != std::string::npos;  // no foreign key there
            if (nested || here == by_key_.end() || here->second == i || keys_.contains(here->first)) continue;
            named_by[here->second].push_back(i);
            ++waits_for[i];
        }
        if (waits_for[i] == 0) ordered.push_back(i);
    }
    for (std::size_t next = 0; next < ordered.size(); ++next) {
        for (auto const index : named_by[ordered[next]]) {
            if (--waits_for[index] == 0) ordered.push_back(index);
        }
    }
    std::erase_if(ordered, [&](std::size_t i) { return rows_[i].fate == RowFate::unchanged; });
    return ordered;
}

void ImportBatch::settle(ImportRow& row) {
    if (row.fate != RowFate::undecided) return;
    auto const& type = row.task->type();
    auto const* previous = previous_of(row);
    if (previous == nullptr) {
        row.fate = RowFate::created;
        return;
    }
    auto const version = version_of(type, previous);
    set_version(type, row.record.get(), version);
    if (to_json(type, row.record.get()) == to_json(type, previous)) {
        row.fate = RowFate::unchanged;
    } else if (row.stored->version != version) {
        add_problem(
            row, "", "edited_since",
            "This record was made or edited in Cairn since it was imported, and the row says something else. Make "
            "the change in Cairn.");
    } else if (!type.stream.id_field.empty() && stream_id_of(type, previous) != stream_id_of(type, row.record.get())) {
        add_problem(row, std::string(type.stream.id_field), "fixed",
                    "An imported record stays with whom it was imported for. Void it in Cairn and give the row another "
                    "key.");
    } else {
        row.fate = RowFate::changed;
    }
    if (!row.problems.empty()) row.fate = RowFate::rejected;
}

void ImportBatch::put(Tx& tx, ImportRow& row) const {
    auto const& type = row.task->type();
    auto const version = row.fate == RowFate::created ? 1 : version_of(type, row.record.get()) + 1;
    set_version(type, row.record.get(), version);
    // An import that was undone may be repeated, and then brings in other records under the same keys.
    auto const prefix = import_id_.empty() ? std::string{} : import_id_ + '/';
    tx.begin_row(fmt::format("{}{}/{}/{}", prefix, row.task->importable->file, row.key, version), row.content);
    tx.put_row(type, row.record.get(), version);
    tx.set_external_key(type.name, row.key, row.id, row.content, version, import_id_);
    tx.end_row(row.id);
}

void ImportBatch::keep_in_scratch() {
    for (auto const& row : rows_) {
        if (is_written(row) && row.task->is_named_by_others) {
            scratch_.keep(row.task->type(), row.key, row.id, row.record.get());
        }
    }
}

}  // namespace cairn
