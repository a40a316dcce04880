#include "features/exchange/key_lookup.hpp"

#include <algorithm>
#include <bit>
#include <vector>

#include <fmt/core.h>

namespace cairn {
namespace {

constexpr std::size_t values_per_statement = 512;

// "$2, $3, …" for a list that is filled up to a power of two by repeating its last value, so that there are few
// different statements to prepare.
std::string places(std::size_t count, std::size_t first) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += fmt::format("{}${}", i == 0 ? "" : ", ", first + i);
    return text;
}

template <class Run>
void in_pieces(std::set<std::string> const& values, Run const& run) {
    std::vector<std::string> piece;
    for (auto value = values.begin(); value != values.end();) {
        piece.push_back(*value);
        ++value;
        if (piece.size() < values_per_statement && value != values.end()) continue;
        piece.resize(std::bit_ceil(piece.size()), std::string(piece.back()));
        run(piece);
        piece.clear();
    }
}

Statement with_values(std::string_view sql, std::vector<std::string> const& values) {
    Statement statement{sql, {}};
    for (auto const& value : values) statement.parameters.emplace_back(value);
    return statement;
}

StoredKey stored_key(Row const& row) {
    StoredKey stored{.record_id = std::string(row.text(1)), .version = row.integer(3)};
    auto const digest = row.bytes(2);
    std::copy_n(digest.begin(), std::min(digest.size(), stored.content.size()), stored.content.begin());
    return stored;
}

}  // namespace

void look_up_keys(Reader& reader, std::string_view record_type, std::set<std::string> const& keys,
                  KeyFound const& found) {
    in_pieces(keys, [&](std::vector<std::string> const& piece) {
        auto const sql = fmt::format(
            "SELECT key, record_id, content_digest, version FROM external_key WHERE record_type = $1 AND key IN ({})",
            places(piece.size(), 2));
        auto statement = with_values(sql, piece);
        statement.parameters.insert(statement.parameters.begin(), std::string(record_type));
        reader.each(statement, [&](Row const& row) {
            found(std::string(row.text(0)), stored_key(row));
            return true;
        });
    });
}

void look_up_records(Reader& reader, RecordType const& type, std::set<std::string> const& ids,
                     RecordFound const& found) {
    auto const id = static_cast<int>(type.index_of("id"));
    in_pieces(ids, [&](std::vector<std::string> const& piece) {
        auto const sql =
            fmt::format("SELECT {} FROM {} WHERE id IN ({})", column_list(type), type.name, places(piece.size(), 1));
        reader.each(with_values(sql, piece), [&](Row const& row) {
            auto record = type.make();
            read_record(type, row, record.get());
            found(std::string(row.text(id)), std::move(record));
            return true;
        });
    });
}

std::set<std::string> look_up_ids(Reader& reader, std::string_view record_type, std::set<std::string> const& ids) {
    std::set<std::string> found;
    in_pieces(ids, [&](std::vector<std::string> const& piece) {
        auto const sql = fmt::format("SELECT id FROM {} WHERE id IN ({})", record_type, places(piece.size(), 1));
        reader.each(with_values(sql, piece), [&](Row const& row) {
            found.emplace(row.text(0));
            return true;
        });
    });
    return found;
}

void look_up_naming(Reader& reader, RecordType const& type, Field const& field, std::set<std::string> const& ids,
                    bool each_record, NameFound const& found) {
    auto const columns =
        each_record ? fmt::format("r.\"{}\", r.id", field.name) : fmt::format("DISTINCT r.\"{}\", ''", field.name);
    in_pieces(ids, [&](std::vector<std::string> const& piece) {
        // unbounded: of the records that are named
        auto const sql = fmt::format("SELECT {} FROM {} r WHERE r.\"{}\" IN ({})", columns, type.name, field.name,
                                     places(piece.size(), 1));
        reader.each(with_values(sql, piece), [&](Row const& row) {
            found(row.text(0), std::string(row.text(1)));
            return true;
        });
    });
}

std::unordered_map<std::string, std::string> look_up_merged(Reader& reader, std::set<std::string> const& ids) {
    std::unordered_map<std::string, std::string> merged;
    in_pieces(ids, [&](std::vector<std::string> const& piece) {
        // unbounded: at most one for each id
        auto const sql =
            fmt::format("SELECT participant_id, kept_id FROM merged_participant WHERE participant_id IN ({})",
                        places(piece.size(), 1));
        reader.each(with_values(sql, piece), [&](Row const& row) {
            merged.emplace(row.text(0), row.text(1));
            return true;
        });
    });
    return merged;
}

}  // namespace cairn
