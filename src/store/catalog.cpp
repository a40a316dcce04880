#include "store/catalog.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace cairn {
namespace {

// unbounded: as many rows as the schema has tables
constexpr std::string_view sqlite_tables_sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name";
// unbounded: as many rows as the schema has tables
constexpr std::string_view postgres_tables_sql =
    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND "
    "table_type = 'BASE TABLE' ORDER BY table_name::text COLLATE \"C\"";
constexpr std::string_view sqlite_objects_sql = "SELECT count(*) FROM sqlite_master";
constexpr std::string_view postgres_objects_sql =
    "SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace) + "
    "(SELECT count(*) FROM pg_type WHERE typnamespace = current_schema()::regnamespace)";
// unbounded: as many rows as the table has columns
constexpr std::string_view sqlite_columns_sql = "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid";
// unbounded: as many rows as the table has columns
constexpr std::string_view postgres_columns_sql =
    "SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = current_schema() "
    "AND "
    "table_name = $1 ORDER BY ordinal_position";

struct DeclaredType {
    std::string_view declared;
    std::optional<ColumnKind> kind;  // nullopt: belongs to the engine
};

// As migrations declare them (SQLite), and as information_schema calls what domains stand for (PostgreSQL).
constexpr std::array declared_types{
    DeclaredType{"plain_text", ColumnKind::text}, DeclaredType{"text", ColumnKind::text},
    DeclaredType{"bigint", ColumnKind::integer},  DeclaredType{"integer", ColumnKind::integer},
    DeclaredType{"boolean", ColumnKind::boolean}, DeclaredType{"double precision", ColumnKind::real},
    DeclaredType{"blob", ColumnKind::bytes},      DeclaredType{"bytea", ColumnKind::bytes},
    DeclaredType{"xid8", std::nullopt},
};

}  // namespace

bool has_table(Reader& reader, std::string_view name) {
    auto const names = table_names(reader);
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> table_names(Reader& reader) {
    std::vector<std::string> names;
    reader.each({reader.engine() == Engine::sqlite ? sqlite_tables_sql : postgres_tables_sql}, [&](Row const& row) {
        names.emplace_back(row.text(0));
        return true;
    });
    return names;
}

std::vector<Column> columns_of(Reader& reader, std::string const& table) {
    std::vector<Column> columns;
    auto const sql = reader.engine() == Engine::sqlite ? sqlite_columns_sql : postgres_columns_sql;
    reader.each({sql, {table}}, [&](Row const& row) {
        auto const declared = std::find_if(declared_types.begin(), declared_types.end(),
                                           [&](auto const& type) { return type.declared == row.text(1); });
        if (declared == declared_types.end()) {
            throw std::logic_error("column " + table + "." + std::string(row.text(0)) +
                                   " has a type that the store does not know");
        }
        if (declared->kind) columns.push_back({std::string(row.text(0)), *declared->kind});
        return true;
    });
    return columns;
}

bool is_empty(Reader& reader) {
    return reader.integer({reader.engine() == Engine::sqlite ? sqlite_objects_sql : postgres_objects_sql})
               .value_or(0) == 0;
}

}  // namespace cairn
