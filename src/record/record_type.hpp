// The runtime description of a record, from which JSON, CSV and SQL are written by ordinary functions.
//
// A record is a plain struct. `describe.hpp` turns it into a RecordType once; everything else works on that.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"

namespace cairn {

enum class Kind : std::uint8_t {
    text,
    integer,
    real,
    boolean,
    date,     // YYYY-MM-DD
    instant,  // RFC 3339 UTC with milliseconds
    moment,   // an instant, or a date whose time is unknown
    id,       // 36-character UUID
    word,     // an enum, or a word of a code list
    words,    // several words of a code list
    nested,   // one described struct
    list,     // several described structs
};

// What a member holds, whatever the engine or format: nothing; a boolean; a whole number; a number; or text. Dates,
// instants, ids and words are their text; words are joined by `|`; nested and list are JSON text.
using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

// Who may see a member without opening it on purpose. Default deny: `part2` members stay out of logs, exports to
// others and the device (42 CFR 2.13).
enum class Sensitivity : std::uint8_t { open, part2, sealed };

struct Rule {
    std::optional<std::size_t> max_characters{};
    std::optional<double> minimum{};
    std::optional<double> maximum{};
    std::string_view code_list{};   // the program's code list that the word must be in
    std::string_view references{};  // the record type that an id names
    std::string_view format{};      // a named format: "email", "time_zone", "language", "zip"
    bool derived = false;           // computed by the service; never taken from a caller
    bool has_default = false;       // may be left out although the member is not optional
    Sensitivity sensitivity = Sensitivity::part2;
};

struct RecordType;

struct Field {
    std::string_view name;
    Kind kind = Kind::text;
    bool optional = false;
    Rule rule{};
    std::vector<std::string_view> enumerators{};  // allowed words when the member is an enum
    RecordType const* nested = nullptr;           // for nested and list

    Value (*get)(void const* record) = nullptr;
    // Refuses a value that the member cannot hold: the wrong alternative, an impossible date, an unknown enumerator.
    // The problem's field is left empty, or is the path inside a nested value.
    Problems (*set)(void* record, Value const& value, Field const& field) = nullptr;
    // Visits the described structs inside a nested or list member.
    void (*each_nested)(void const* record, std::function<void(void const*)> const& visit) = nullptr;
};

// Which stream a record is written to: the one named by an id member, or the directory.
struct StreamRule {
    std::string_view kind;      // "participant", "staff", "site", "possible_duplicate" or "directory"
    std::string_view id_field;  // empty for the directory
};

struct RecordType {
    std::string_view name;  // singular: the table's name and the journal's record_type
    StreamRule stream{};
    std::vector<Field> fields{};
    // For those that know a record by its description only: one with every member at its default, and assignment.
    std::shared_ptr<void> (*make)() = nullptr;
    void (*assign)(void* record, void const* other) = nullptr;

    Field const* find(std::string_view field_name) const;
    // Index of a field that must exist; throws std::logic_error when it does not (a mistake in the program).
    std::size_t index_of(std::string_view field_name) const;
};

// Each record's .cpp specializes this once (and its header declares the specialization).
template <class Record>
RecordType const& record_type();

// The words of the program's code lists, by list name, as the rules see them.
class CodeLists {
public:
    void add(std::string_view list, std::string word);
    bool has_list(std::string_view list) const { return lists_.contains(list); }
    bool contains(std::string_view list, std::string_view word) const;
    std::vector<std::string> const& words(std::string_view list) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

// Applies every declared rule and appends all problems, each with its field.
void check_rules(RecordType const& type, void const* record, CodeLists const& codes, Problems& problems);

template <class Record>
void check_rules(Record const& record, CodeLists const& codes, Problems& problems) {
    check_rules(record_type<Record>(), &record, codes, problems);
}

// The problem of a word outside a closed list; names the allowed words.
Problem not_one_of(std::vector<std::string_view> const& allowed);

// Whether a caller must give this field: the member has no way to be unknown and nobody else fills it in.
bool is_required(Field const& field);

// Reads one cell of text (CSV, a command-line value) into a field. Empty text is "unknown": the member's default when
// it is optional or has one, a problem when it is required.
Problems set_from_text(Field const& field, void* record, std::string_view text);
// The cell that set_from_text reads back as the same value.
std::string to_text(Field const& field, void const* record);

}  // namespace cairn
