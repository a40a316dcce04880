// What tables a database has, whichever engine holds it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/database.hpp"

namespace cairn {

enum class ColumnKind : std::uint8_t { text, integer, real, boolean, bytes };

struct Column {
    std::string name;
    ColumnKind kind = ColumnKind::text;
};

// Tables whose names begin so follow from others by triggers: they are neither backed up nor verified.
inline constexpr std::string_view derived_table_prefix = "derived_";

bool has_table(Reader& reader, std::string_view name);
// Every table of the organization, sorted by name; none of the engine's own.
std::vector<std::string> table_names(Reader& reader);
// The table's columns in order, without those that belong to the engine (PostgreSQL's writing transaction). Throws
// std::logic_error for a column of a type that migrations do not use.
std::vector<Column> columns_of(Reader& reader, std::string const& table);
// Whether nothing at all was put into the database yet.
bool is_empty(Reader& reader);

}  // namespace cairn
