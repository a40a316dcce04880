#include "store/sql.hpp"

#include <stdexcept>

#include "store/session.hpp"

namespace cairn {
namespace {

SqlValue read_cell(Kind kind, Row const& row, int column) {
    if (row.is_null(column)) return std::monostate{};
    switch (kind) {
    case Kind::integer: return row.integer(column);
    case Kind::real: return row.real(column);
    case Kind::boolean: return row.boolean(column);
    default: return std::string(row.text(column));
    }
}

struct ToValue {
    Kind kind;

    Value operator()(std::monostate) const { return std::monostate{}; }
    Value operator()(bool value) const { return value; }
    Value operator()(std::int64_t value) const {
        if (kind == Kind::boolean) return value != 0;
        if (kind == Kind::real) return static_cast<double>(value);
        return value;
    }
    Value operator()(double value) const { return value; }
    Value operator()(std::string const& value) const { return value; }
    Value operator()(Bytes const&) const { throw std::runtime_error("bytes where a record has none"); }
};

// A field may be called as SQL calls a clause: a coverage runs `from` a day.
std::string quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

}  // namespace

SqlValue to_sql(Value const& value) {
    return std::visit([](auto const& held) -> SqlValue { return held; }, value);
}

void set_field(RecordType const& type, Field const& field, SqlValue const& value, void* record) {
    auto const problems = field.set(record, std::visit(ToValue{field.kind}, value), field);
    if (!problems.empty()) {
        throw std::runtime_error("the database holds a value that does not fit " + std::string(type.name) + "." +
                                 std::string(field.name));
    }
}

void read_record(RecordType const& type, Row const& row, void* record, int first) {
    for (auto const& field : type.fields) set_field(type, field, read_cell(field.kind, row, first++), record);
}

std::string column_list(RecordType const& type, std::string_view prefix) {
    std::string columns;
    for (auto const& field : type.fields) {
        if (!columns.empty()) columns += ", ";
        columns += prefix;
        columns += quoted(field.name);
    }
    return columns;
}

std::string select_by_id_sql(RecordType const& type) {
    return "SELECT " + column_list(type) + " FROM " + std::string(type.name) + " WHERE id = $1";
}

std::string value_tuples(std::size_t rows, std::size_t columns, std::size_t first) {
    std::string tuples;
    for (std::size_t row = 0; row < rows; ++row) {
        tuples += row == 0 ? "(" : ", (";
        for (std::size_t column = 0; column < columns; ++column) {
            tuples += (column == 0 ? "$" : ", $") + std::to_string(first++);
        }
        tuples += ")";
    }
    return tuples;
}

std::string insert_sql(RecordType const& type, std::size_t rows) {
    return "INSERT INTO " + std::string(type.name) + " (" + column_list(type) + ") VALUES " +
           value_tuples(rows, type.fields.size());
}

std::string update_sql(RecordType const& type) {
    std::string assignments;
    std::string id;
    std::size_t number = 1;
    for (auto const& field : type.fields) {
        auto const place = quoted(field.name) + " = $" + std::to_string(number++);
        if (field.name == "id") {
            id = place;
        } else {
            assignments += (assignments.empty() ? "" : ", ") + place;
        }
    }
    return "UPDATE " + std::string(type.name) + " SET " + assignments + " WHERE " + id + " AND version = $" +
           std::to_string(number);
}

SqlValues record_values(RecordType const& type, void const* record) {
    SqlValues values;
    values.reserve(type.fields.size());
    for (auto const& field : type.fields) {
        auto value = to_sql(field.get(record));
        auto const* text = std::get_if<std::string>(&value);
        bool const nothing = text != nullptr && text->empty() && field.kind == Kind::words;
        values.push_back(nothing ? SqlValue{} : std::move(value));
    }
    return values;
}

}  // namespace cairn
