// One row on its way into a record: cells, key, references, content, and what became of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "features/exchange/mapping.hpp"
#include "features/program/program.hpp"

namespace cairn {

inline constexpr std::size_t key_bytes_max = 400;  // of a source's own key

// A column that feeds a field of the record.
struct ImportColumn {
    Field const* field = nullptr;  // null for what Cairn computes itself: accepted and passed over
    bool is_key = false;           // the column `id`
    bool has_nested_references = false;
};

// One source file feeding one record file.
struct ImportTask {
    Importable const* importable = nullptr;
    std::filesystem::path path;
    std::string source_file;
    std::vector<std::string> header;
    Feed feed;
    std::vector<ImportColumn> columns;  // in the order of feed.fields()
    bool reports_faults = false;        // of several tasks on one file, one reports the rows that cannot be read
    bool is_named_by_others = false;    // records of this type may be named by later rows
    bool shares_batch = false;          // … and by rows of the same batch, see directory_of

    RecordType const& type() const { return importable->type; }
};

// The columns that a file may have: every field but the version.
std::vector<std::string_view> columns_of(RecordType const& type);
std::vector<ImportColumn> import_columns(RecordType const& type, Feed const& feed);

struct RowReference {
    std::string field;      // "site_id", "sites[0].site_id"
    std::string_view type;  // record type that is named
    std::string key;
};

// What external_key holds of a record.
struct StoredKey {
    std::string record_id;
    Digest content{};
    std::int64_t version = 0;  // that the import wrote; 0 when the record was made in Cairn

    friend bool operator==(StoredKey const&, StoredKey const&) = default;
};

enum class RowFate : std::uint8_t { undecided, created, changed, unchanged, rejected };

struct ImportRow {
    ImportTask const* task = nullptr;
    std::uint64_t line = 0;
    std::vector<std::string> source{};  // the cells of the source file
    std::vector<std::string> cells{};   // in the order of task->columns
    std::string key{};
    Digest content{};
    std::vector<RowReference> references{};
    Problems read_problems{};  // found before the database was asked

    std::optional<StoredKey> stored{};
    std::string id{};
    std::shared_ptr<void> record{};
    Problems problems{};
    RowFate fate = RowFate::undecided;
};

// Maps a row, works out its key and references. nullopt when the mapping passes over it.
std::optional<ImportRow> read_import_row(ImportTask const& task, std::uint64_t line, std::vector<std::string> source);

// The id of the record with this key, or nullopt.
using KeyResolver = std::function<std::optional<std::string>(std::string_view type, std::string_view key)>;

// Makes row.record from the cells, starting from `previous` (null for a new record) where the file has no such column.
// Problems are appended to row.problems.
void build_record(ImportRow& row, void const* previous, KeyResolver const& resolve);

std::int64_t version_of(RecordType const& type, void const* record);
void set_version(RecordType const& type, void* record, std::int64_t version);

}  // namespace cairn
