// The migrated tables and the records that the program describes are the same thing, on every engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/wire.hpp"
#include "store/testing.hpp"

namespace cairn {
namespace {

struct Column {
    std::string name;
    std::string type;
    bool not_null = false;

    friend bool operator==(Column const&, Column const&) = default;
    friend std::ostream& operator<<(std::ostream& out, Column const& column) {
        return out << column.name << " " << column.type << (column.not_null ? " NOT NULL" : "");
    }
};

using Names = std::set<std::string>;

constexpr std::string_view sqlite_columns_sql =
    "SELECT name, type, \"notnull\" <> 0 OR pk <> 0 FROM pragma_table_info($1) ORDER BY cid";
constexpr std::string_view postgresql_columns_sql =
    "SELECT column_name, coalesce(domain_name, data_type), is_nullable = 'NO' FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";

constexpr std::string_view sqlite_tables_sql =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
constexpr std::string_view postgresql_tables_sql =
    "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND "
    "table_type = 'BASE TABLE'";

// The first column of every index of a table.
constexpr std::string_view sqlite_indexed_sql =
    "SELECT i.name FROM pragma_index_list($1) l JOIN pragma_index_info(l.name) i WHERE i.seqno = 0";
constexpr std::string_view postgresql_indexed_sql =
    "SELECT a.attname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0] WHERE c.relname = $1";

// "column>table" of every foreign key of a table.
constexpr std::string_view sqlite_references_sql =
    "SELECT \"from\" || '>' || \"table\" FROM pragma_foreign_key_list($1)";
constexpr std::string_view postgresql_references_sql =
    "SELECT a.attname || '>' || t.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "JOIN pg_class t ON t.oid = k.confrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] "
    "WHERE k.contype = 'f' AND c.relname = $1";

std::string column_type(Kind kind) {
    switch (kind) {
    case Kind::integer: return "bigint";
    case Kind::real: return "double precision";
    case Kind::boolean: return "boolean";
    default: return "plain_text";
    }
}

// A code is always stored, `unknown` at the least, and so is a list, empty at the least: their columns may say so. An
// empty list of words is stored as nothing.
bool may_be_not_null(Field const& field) {
    return !field.optional || field.kind == Kind::word || field.kind == Kind::list;
}

class Migrations : public StoreTest {
protected:
    bool on_sqlite() { return database().engine() == Engine::sqlite; }

    std::vector<Column> columns(std::string_view table) {
        std::vector<Column> found;
        database().read([&](Reader& reader) {
            found.clear();
            auto const sql = on_sqlite() ? sqlite_columns_sql : postgresql_columns_sql;
            reader.each({sql, {std::string(table)}}, [&](Row const& row) {
                found.push_back({std::string(row.text(0)), std::string(row.text(1)), row.boolean(2)});
                return true;
            });
        });
        return found;
    }
    Names names(std::string_view on_sqlite_sql, std::string_view on_postgresql_sql, SqlValues const& parameters = {}) {
        Names found;
        database().read([&](Reader& reader) {
            reader.each({on_sqlite() ? on_sqlite_sql : on_postgresql_sql, parameters}, [&](Row const& row) {
                found.emplace(row.text(0));
                return true;
            });
        });
        return found;
    }
};
INSTANTIATE_STORE_TESTS(Migrations);

TEST_P(Migrations, EveryRecordHasATableWithItsFieldsInTheirOrder) {
    for (auto const* type : all_record_types()) {
        auto const found = columns(type->name);
        std::vector<Column> expected;
        for (auto const& field : type->fields) {
            auto const at =
                std::find_if(found.begin(), found.end(), [&](auto const& c) { return c.name == field.name; });
            bool const says_not_null = at != found.end() && at->not_null && may_be_not_null(field);
            expected.push_back({std::string(field.name), column_type(field.kind), !field.optional || says_not_null});
        }
        EXPECT_EQ(found, expected) << "table " << type->name;
    }
}

TEST_P(Migrations, EveryTableIsARecordOrThePlatforms) {
    Names expected{"stream", "journal", "receipt", "external_key", "migration", "session", "access_log", "server_key"};
    expected.emplace("derived_search_key");
    for (auto const* type : all_record_types()) expected.emplace(type->name);
    EXPECT_EQ(names(sqlite_tables_sql, postgresql_tables_sql), expected);
}

// Verify and the sync feed walk a stream's records.
TEST_P(Migrations, EveryRecordIsFoundByItsStream) {
    for (auto const* type : all_record_types()) {
        if (type->stream.id_field.empty()) continue;
        auto const indexed = names(sqlite_indexed_sql, postgresql_indexed_sql, {std::string(type->name)});
        EXPECT_TRUE(indexed.contains(std::string(type->stream.id_field))) << type->name;
    }
}

TEST_P(Migrations, EveryDeclaredReferenceIsAForeignKey) {
    for (auto const* type : all_record_types()) {
        Names expected;
        for (auto const& field : type->fields) {
            if (field.rule.references.empty()) continue;
            expected.insert(std::string(field.name) + ">" + std::string(field.rule.references));
        }
        EXPECT_EQ(names(sqlite_references_sql, postgresql_references_sql, {std::string(type->name)}), expected)
            << type->name;
    }
}

}  // namespace
}  // namespace cairn
