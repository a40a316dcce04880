// One SQLite connection: statements cached, errors turned into the store's exceptions. Used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/session.hpp"

namespace cairn {

struct SqliteClose {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
struct SqliteFinalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

struct SqliteSettings {
    std::string path;
    bool read_only = false;
    int busy_seconds = 30;
};

class SqliteConnection final : public Session {
public:
    explicit SqliteConnection(SqliteSettings const& settings);

    Engine engine() const override { return Engine::sqlite; }
    void each(Statement const& statement, RowVisitor const& visit) override;
    std::vector<Rows> batch(std::span<Statement const> statements) override;
    void execute(Statement const& statement) override;
    void execute_script(std::string const& sql) override;
    void queue(Statement statement, std::int64_t expected_rows) override;
    void flush() override {}  // every queued change has run already
    std::size_t rows_per_statement() const override { return 1; }
    std::string_view lock_clause() const override { return ""; }

    // False once an error has ended the transaction by itself (full disk, I/O).
    bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
    void roll_back_quietly() noexcept;
    sqlite3* handle() const { return handle_.get(); }

private:
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, SqliteFinalize> statement;
        std::vector<int> places;  // SQLite numbers $1…$n by first appearance; this is where each one went
    };
    Prepared& prepare(std::string_view sql, std::size_t parameters);
    sqlite3_stmt* bind(Statement const& statement);
    [[noreturn]] void fail(int code, std::string const& doing) const;

    std::unique_ptr<sqlite3, SqliteClose> handle_;
    // Lets a statement be looked up without a copy of its text.
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements_;
};

}  // namespace cairn
