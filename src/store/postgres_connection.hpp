// One PostgreSQL connection: prepared statements, pipeline mode, errors turned into the store's exceptions. Used by one
// thread at a time.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

#include "store/session.hpp"

namespace cairn {

// The connection broke, or the server is starting or stopping: the same work may succeed on a new connection.
class ConnectionLost : public DatabaseUnavailable {
public:
    using DatabaseUnavailable::DatabaseUnavailable;
};

// Two transactions were in each other's way (SQLSTATE 40001, 40P01, 55P03): the same work may succeed when repeated.
class SerializationFailed : public DatabaseUnavailable {
public:
    using DatabaseUnavailable::DatabaseUnavailable;
};

struct PostgresSettings {
    std::string address;
    bool exclusive = false;
    int busy_seconds = 30;
};

class PostgresConnection final : public Session {
public:
    // Connects and takes the advisory lock, shared or exclusive. Throws DatabaseUnavailable when somebody holds it the
    // other way, ConnectionLost when the server does not answer.
    explicit PostgresConnection(PostgresSettings const& settings);

    Engine engine() const override { return Engine::postgresql; }
    void each(Statement const& statement, RowVisitor const& visit) override;
    std::vector<Rows> batch(std::span<Statement const> statements) override;
    void execute(Statement const& statement) override;
    void execute_script(std::string const& sql) override;
    void queue(Statement statement, std::int64_t expected_rows) override;
    void flush() override;
    std::size_t rows_per_statement() const override { return 64; }
    std::string_view lock_clause() const override { return "FOR UPDATE"; }

    bool broken() const { return PQstatus(handle_.get()) != CONNECTION_OK; }
    void roll_back_quietly() noexcept;

private:
    struct Finish {
        void operator()(PGconn* handle) const { PQfinish(handle); }
    };
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Result = std::unique_ptr<PGresult, Clear>;
    struct Sent {
        bool prepare = false;
        std::int64_t expected_rows = -1;  // -1: any number
        Rows* rows = nullptr;             // where the rows of a query go
    };

    void enter_pipeline();
    void leave_pipeline();
    std::string const& prepare(std::string_view sql);
    void send(Statement const& statement, Sent sent);
    void send_query(Statement const& statement);  // outside a pipeline; the answer comes row by row
    void settle();  // sends the sync and reads every answer; throws the first failure after all were read
    Result next_result();
    std::exception_ptr failure_of(PGresult const* result) const;
    [[noreturn]] void fail_connection(std::string const& doing) const;

    std::unique_ptr<PGconn, Finish> handle_;
    std::unordered_map<std::string, std::string> prepared_;  // SQL -> name
    std::deque<Sent> sent_;
    std::int64_t names_ = 0;
};

// For upkeep that no transaction may hold (CREATE DATABASE); opens a connection of its own without the advisory lock.
void execute_on_postgres(std::string const& address, std::string const& sql);

}  // namespace cairn
