// The mapping file, with which a program's own spreadsheets are read as they are.
//
// TOML, one [[file]] per source file and in it one [[file.record]] per record file that it feeds:
//
//     ignore_files = ["codebook.csv"]                      # source files that are not read at all
//
//     [[file]]
//     name = "people.csv"
//     ignore = ["age"]                                     # every other column must be used somewhere
//
//     [[file.record]]
//     to = "referrals"                                     # as in referrals.csv
//     drop = { stage = ["test", ""] }                      # rows with one of these values are passed over
//     fields.id = "number"                                 # rename
//     fields.site_id = { join = ["trial", "site"] }        # joined with "-"; empty as soon as one part is empty
//     fields.source = { constant = "outreach_event" }
//     fields.urgency = { column = "prio", values = { 1 = "soon", 2 = "today" }, otherwise = "routine" }
//     fields.status = { columns = ["kind", "why"], values = { "0|" = "enrolled", "1|left" = "declined" } }
//     fields.received_at = { date = "consent_on", days = ["first_day", "delay"] }
//
// Values are compared as they stand. Where all columns of `values` are empty the field is empty, unless values has a
// line for that. A value without a line is a problem of its row unless there is an `otherwise`. A date is empty when
// its date column or one of its day numbers is empty. There is no expression language.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cairn {

inline constexpr std::size_t mapping_bytes_max = std::size_t{1} << 20;
inline constexpr int day_number_max = 100'000;  // of a day-number column, either way

// A record file that can be fed, "participants", and the fields that it may have.
struct RecordFile {
    std::string_view name;
    std::vector<std::string_view> fields;
};

// Where one field of a record comes from. `columns` are the columns of the source file it needs, in their order.
struct FieldSource {
    enum class How : std::uint8_t { column, join, constant, values, date };

    std::string field;
    How how = How::column;
    std::vector<std::string> columns{};
    std::string constant{};
    std::map<std::string, std::string, std::less<>> values{};
    std::optional<std::string> otherwise{};
    std::string key_path{};  // in the mapping file; empty when a file is read as itself
};

struct DropRule {
    std::string column;
    std::vector<std::string> values;
    std::string key_path;
};

// The cells of one record, in the order of Feed::fields(), or that the row is passed over, or why it cannot be read.
struct MappedRow {
    bool dropped = false;
    std::vector<std::string> cells;
    Problems problems;
};

// How the rows of one source file feed one record file, fitted to the file's header.
class Feed {
public:
    std::string const& record_file() const { return record_file_; }
    std::vector<std::string> const& fields() const { return fields_; }
    // The source columns of a field, for messages: "trial, site". Empty for a constant.
    std::string source_columns(std::string_view field) const;

    // `row` has as many cells as the header. Problems name the field and, in the sentence, the column.
    MappedRow map(std::span<std::string const> row) const;

private:
    friend class Mapping;
    friend Result<Feed> feed_as_itself(RecordFile const& file, std::span<std::string const> header);
    struct Bound {
        FieldSource source;
        std::vector<std::size_t> indexes;
    };
    struct BoundDrop {
        std::size_t index;
        std::vector<std::string> values;
    };

    std::string record_file_;
    std::vector<std::string> fields_;
    std::vector<Bound> sources_;
    std::vector<BoundDrop> drops_;
};

class Mapping {
public:
    // Reports all problems at once, each with its key path ("file[0].record[1].fields.sex") and line.
    static Result<Mapping> parse(std::string_view toml, std::span<RecordFile const> known);

    // The source files in the order of the mapping.
    std::vector<std::string> source_files() const;
    bool has_file(std::string_view source_file) const;
    bool ignores_file(std::string_view source_file) const;

    // Fits the mapping to the header of one of its source files. Every column that the mapping needs must be there, and
    // every column there must be used or ignored.
    Result<std::vector<Feed>> feeds(std::string_view source_file, std::span<std::string const> header) const;

private:
    friend class MappingReader;
    struct Record {
        std::string to;
        std::vector<FieldSource> fields;
        std::vector<DropRule> drops;
    };
    struct File {
        std::string name;
        std::vector<std::string> ignore;
        std::vector<Record> records;
    };
    static Feed bind(Record const& record, std::span<std::string const> header, Problems& problems);

    std::vector<File> files_;
    std::vector<std::string> ignored_files_;
};

// A record file read as itself: its header names the fields. Refuses columns that are not fields.
Result<Feed> feed_as_itself(RecordFile const& file, std::span<std::string const> header);

}  // namespace cairn
