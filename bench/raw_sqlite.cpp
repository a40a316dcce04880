#include "raw_sqlite.hpp"

#include <stdexcept>

namespace cairn::bench {
namespace {

struct Bind {
    sqlite3_stmt* statement;
    int place;

    int operator()(std::monostate) const { return sqlite3_bind_null(statement, place); }
    int operator()(bool value) const { return sqlite3_bind_int(statement, place, value ? 1 : 0); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, place, value); }
    int operator()(double value) const { return sqlite3_bind_double(statement, place, value); }
    int operator()(std::string const& value) const {
        return sqlite3_bind_text(statement, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
    int operator()(Bytes const& value) const {
        return sqlite3_bind_blob(statement, place, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
    }
};

}  // namespace

RawSqlite::RawSqlite(std::string const& path) {
    sqlite3* handle = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    check(code, "open");
}

void RawSqlite::check(int code, char const* doing) const {
    if (code == SQLITE_OK || code == SQLITE_DONE) return;
    throw std::runtime_error(std::string("raw SQLite could not ") + doing + ": " + sqlite3_errmsg(handle_.get()));
}

void RawSqlite::run(std::string const& sql) {
    check(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr), "run a statement");
}

RawSqlite::Statement RawSqlite::prepare(std::string const& sql) {
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v3(handle_.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr),
          "prepare");
    return Statement(statement);
}

void RawSqlite::insert(RecordType const& type, SqlValues const& values) {
    if (insert_type_ != &type) {
        insert_ = prepare(insert_sql(type));
        insert_type_ = &type;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        check(std::visit(Bind{insert_.get(), static_cast<int>(i) + 1}, values[i]), "bind");
    }
    check(sqlite3_step(insert_.get()), "insert");
    check(sqlite3_reset(insert_.get()), "insert");
}

std::int64_t RawSqlite::scan(std::string const& sql) {
    auto const statement = prepare(sql);
    auto const columns = sqlite3_column_count(statement.get());
    std::int64_t rows = 0;
    int code = sqlite3_step(statement.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.get()), ++rows) {
        for (int column = 0; column < columns; ++column) sqlite3_column_text(statement.get(), column);
    }
    check(code, "read");
    return rows;
}

}  // namespace cairn::bench
