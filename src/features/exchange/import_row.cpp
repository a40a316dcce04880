#include "features/exchange/import_row.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/core.h>

#include "base/text.hpp"
#include "features/exchange/references.hpp"

namespace cairn {
namespace {

std::string_view cell_of(ImportRow const& row, std::string_view field) {
    auto const& fields = row.task->feed.fields();
    auto const found = std::ranges::find(fields, field);
    return found == fields.end() ? std::string_view{}
                                 : std::string_view(row.cells[static_cast<std::size_t>(found - fields.begin())]);
}

// Parts are kept apart by |, so that "a|b" with "c" is another key than "a" with "b|c".
void append_key_part(std::string& key, std::string_view part) {
    if (!key.empty()) key += '|';
    for (auto const c : part) {
        if (c == '|' || c == '\\') key += '\\';
        key += c;
    }
}

std::string natural_key(ImportRow const& row) {
    std::string key;
    for (auto const field : row.task->importable->natural_key) append_key_part(key, cell_of(row, field));
    return key;
}

std::string normal_key(std::string_view key, std::string_view field, Problems& problems) {
    auto normal = normalize_text(key);
    if (!normal) {
        for (auto const& problem : normal.error().problems) {
            problems.push_back({std::string(field), problem.code, problem.message});
        }
        return {};
    }
    if (normal->size() > key_bytes_max) {
        problems.push_back({std::string(field), "too_long", fmt::format("A key has at most {} bytes.", key_bytes_max)});
    }
    return *normal;
}

void read_key(ImportRow& row) {
    auto const stated = cell_of(row, "id");
    auto const has_natural = !row.task->importable->natural_key.empty();
    if (stated.empty() && !has_natural) {
        row.read_problems.push_back({"id", "required", "Every row needs the key by which its source knows it."});
        return;
    }
    row.key = normal_key(stated.empty() ? natural_key(row) : stated, "id", row.read_problems);
}

void read_references(ImportRow& row) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        auto const& column = row.task->columns[i];
        if (column.field == nullptr || column.is_key || row.cells[i].empty()) continue;
        auto const name = std::string(column.field->name);
        if (column.has_nested_references) {
            visit_nested_references(
                *column.field, row.cells[i],
                [&](std::string_view type, std::string const& path, std::string const& key) {
                    auto const field = name + (path.starts_with('[') ? "" : ".") + path;
                    row.references.push_back({field, type, normal_key(key, field, row.read_problems)});
                });
        } else if (!referenced_type(*column.field).empty()) {
            row.references.push_back(
                {name, referenced_type(*column.field), normal_key(row.cells[i], name, row.read_problems)});
        }
    }
}

// Of everything the row says, whatever the order of columns; an empty cell says as much as a missing column.
Digest content_digest(ImportRow const& row) {
    std::map<std::string_view, std::string_view> said;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        auto const* field = row.task->columns[i].field;
        if (field != nullptr && !row.cells[i].empty()) said.emplace(field->name, row.cells[i]);
    }
    std::string text;
    for (auto const& [field, cell] : said) text += fmt::format("{}={}:{};", field, cell.size(), cell);
    return digest_of(text);
}

void append_problems(ImportRow& row, Field const& field, Problems const& found) {
    for (auto const& problem : found) {
        auto path = std::string(field.name);
        if (!problem.field.empty() && !problem.field.starts_with('[')) path += '.';
        row.problems.push_back({path + problem.field, problem.code, problem.message});
    }
}

Problem names_nobody(std::string const& field, std::string_view type) {
    return {field, "names_nothing",
            fmt::format("There is no {} with this key: it is neither in the database nor among the rows that were read "
                        "before.",
                        type)};
}

// The cell with keys replaced by ids, or nullopt when one of them names nothing.
std::optional<std::string> resolved_cell(ImportRow& row, std::size_t index, KeyResolver const& resolve) {
    auto const& column = row.task->columns[index];
    auto const& cell = row.cells[index];
    auto const name = std::string(column.field->name);
    if (cell.empty()) return cell;
    auto const id_of = [&](std::string_view type, std::string const& field, std::string const& key) {
        auto const normal = normalize_text(key);
        auto id = normal ? resolve(type, *normal) : std::nullopt;
        if (!id) row.problems.push_back(names_nobody(field, type));
        return id;
    };
    if (auto const type = referenced_type(*column.field); !type.empty()) return id_of(type, name, cell);
    if (!column.has_nested_references) return cell;
    bool all_found = true;
    auto text = visit_nested_references(
        *column.field, cell, [&](std::string_view type, std::string const& path, std::string& key) {
            auto id = id_of(type, name + (path.starts_with('[') ? "" : ".") + path, key);
            all_found = all_found && id.has_value();
            if (id) key = *id;
        });
    return all_found ? std::optional(std::move(text)) : std::nullopt;
}

// What the file does not speak of stays as it is stored.
void keep_other_fields(ImportRow& row, void const* previous) {
    for (auto const& field : row.task->type().fields) {
        auto const is_here = std::ranges::any_of(row.task->columns, [&](auto const& c) { return c.field == &field; });
        if (!is_here) field.set(row.record.get(), field.get(previous), field);
    }
}

}  // namespace

std::vector<std::string_view> columns_of(RecordType const& type) {
    std::vector<std::string_view> names;
    for (auto const& field : type.fields) {
        if (field.name != "version") names.push_back(field.name);
    }
    return names;
}

std::vector<ImportColumn> import_columns(RecordType const& type, Feed const& feed) {
    std::vector<ImportColumn> columns;
    for (auto const& name : feed.fields()) {
        auto const& field = type.fields[type.index_of(name)];
        columns.push_back({.field = field.rule.derived ? nullptr : &field,
                           .is_key = name == "id",
                           .has_nested_references = has_nested_references(field)});
    }
    return columns;
}

std::optional<ImportRow> read_import_row(ImportTask const& task, std::uint64_t line, std::vector<std::string> source) {
    ImportRow row{.task = &task, .line = line, .source = std::move(source)};
    auto mapped = task.feed.map(row.source);
    if (mapped.dropped) return std::nullopt;
    row.cells = std::move(mapped.cells);
    row.read_problems = std::move(mapped.problems);
    read_key(row);
    read_references(row);
    row.content = content_digest(row);
    return row;
}

void build_record(ImportRow& row, void const* previous, KeyResolver const& resolve) {
    auto const& type = row.task->type();
    row.record = type.make();
    if (previous != nullptr) keep_other_fields(row, previous);
    auto const& id = type.fields[type.index_of("id")];
    id.set(row.record.get(), row.id, id);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        auto const& column = row.task->columns[i];
        if (column.field == nullptr || column.is_key) continue;
        auto const cell = resolved_cell(row, i, resolve);
        if (cell) append_problems(row, *column.field, set_from_text(*column.field, row.record.get(), *cell));
    }
}

std::int64_t version_of(RecordType const& type, void const* record) {
    return std::get<std::int64_t>(type.fields[type.index_of("version")].get(record));
}

void set_version(RecordType const& type, void* record, std::int64_t version) {
    auto const& field = type.fields[type.index_of("version")];
    field.set(record, version, field);
}

}  // namespace cairn
