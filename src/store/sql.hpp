// What goes into a statement and what comes out of it, the same for both engines.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.hpp"
#include "record/record_type.hpp"

namespace cairn {

// One parameter, or one cell read back. Bytes are BLOB in SQLite and bytea in PostgreSQL.
using SqlValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes>;
using SqlValues = std::vector<SqlValue>;

SqlValue to_sql(Value const& value);
inline SqlValue to_sql(Digest const& digest) { return Bytes(digest.begin(), digest.end()); }

// A statement with its parameters `$1…$n`, bound by name. The text must outlive the call that takes it.
struct Statement {
    std::string_view sql;
    SqlValues parameters{};
};

// One row of an answer, valid only while the callback that received it runs.
class Row {
public:
    virtual ~Row() = default;
    virtual int columns() const = 0;
    virtual bool is_null(int column) const = 0;
    virtual std::string_view text(int column) const = 0;  // empty when null
    virtual std::int64_t integer(int column) const = 0;   // 0 when null
    virtual double real(int column) const = 0;            // 0 when null
    virtual bool boolean(int column) const = 0;           // false when null
    virtual Bytes bytes(int column) const = 0;            // empty when null
};

using RowVisitor = std::function<bool(Row const&)>;  // false stops the reading

// Fills the record's fields from the columns `first`, `first + 1`, … in the order of the type's fields. Throws
// std::runtime_error naming table and column when a stored value does not fit (the database was altered).
void read_record(RecordType const& type, Row const& row, void* record, int first = 0);

template <class Record>
Record read_record(Row const& row, int first = 0) {
    Record record;
    read_record(record_type<Record>(), row, &record, first);
    return record;
}

// `"id", "version", "name", …` in the order of the fields, each with `prefix` in front ("c." for an aliased table).
std::string column_list(RecordType const& type, std::string_view prefix = "");
std::string select_by_id_sql(RecordType const& type);                  // … WHERE id = $1
std::string insert_sql(RecordType const& type, std::size_t rows = 1);  // rows × fields parameters
std::string update_sql(RecordType const& type);  // fields in order, then the version it replaces as the last parameter

// "($1,$2),($3,$4)" for a multi-row VALUES list, numbering from `first`.
std::string value_tuples(std::size_t rows, std::size_t columns, std::size_t first = 1);

SqlValues record_values(RecordType const& type, void const* record);

}  // namespace cairn
