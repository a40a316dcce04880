#include "store/postgres_connection.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <exception>
#include <thread>

namespace cairn {
namespace {

constexpr std::size_t prepared_statements_max = 256;
// Answers are read at the latest after so many statements, so that neither side waits for the other's full buffer.
constexpr std::size_t pipeline_statements_max = 128;
constexpr std::int64_t advisory_lock_key = 0x436169726EL;  // "Cairn"
// The server lets go of the lock of a connection that was closed only when it has noticed, which may be a moment later.
constexpr int lock_attempts_max = 20;
constexpr std::chrono::milliseconds lock_retry_delay{50};

// Types of the catalogue pg_type that never change.
enum : Oid { bool_oid = 16, bytea_oid = 17, int8_oid = 20, int2_oid = 21, int4_oid = 23, float8_oid = 701 };

std::int64_t to_integer(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

double to_real(std::string_view text) {
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class PostgresRow final : public Row {
public:
    PostgresRow(PGresult const* result, int row) : result_(result), row_(row) {}
    int columns() const override { return PQnfields(result_); }
    bool is_null(int column) const override { return PQgetisnull(result_, row_, column) == 1; }
    std::string_view text(int column) const override {
        return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }
    std::int64_t integer(int column) const override { return to_integer(text(column)); }
    double real(int column) const override { return to_real(text(column)); }
    bool boolean(int column) const override { return text(column) == "t"; }
    Bytes bytes(int column) const override {
        auto const hex = text(column);
        if (!hex.starts_with("\\x")) return {};
        return from_hex(hex.substr(2)).value_or(Bytes{});
    }
    SqlValue value(int column) const {
        if (is_null(column)) return std::monostate{};
        switch (PQftype(result_, column)) {
        case bool_oid: return boolean(column);
        case int2_oid:
        case int4_oid:
        case int8_oid: return integer(column);
        case float8_oid: return real(column);
        case bytea_oid: return bytes(column);
        default: return std::string(text(column));
        }
    }

private:
    PGresult const* result_;
    int row_;
};

// Parameters as libpq wants them: text, but bytes as they are.
struct Parameters {
    explicit Parameters(SqlValues const& values) {
        texts.reserve(values.size());
        for (auto const& value : values) std::visit(*this, value);
    }
    void operator()(std::monostate) { add(nullptr, 0, 0); }
    void operator()(bool value) { add(value ? "t" : "f", 1, 0); }
    void operator()(std::int64_t value) {
        texts.push_back(std::to_string(value));
        add(texts.back().c_str(), texts.back().size(), 0);
    }
    void operator()(double value) {
        std::array<char, 32> buffer{};
        texts.emplace_back(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
        add(texts.back().c_str(), texts.back().size(), 0);
    }
    void operator()(std::string const& value) { add(value.c_str(), value.size(), 0); }
    void operator()(Bytes const& value) { add(reinterpret_cast<char const*>(value.data()), value.size(), 1); }

    void add(char const* data, std::size_t size, int format) {
        pointers.push_back(data);
        lengths.push_back(static_cast<int>(size));
        formats.push_back(format);
    }

    std::vector<std::string> texts;
    std::vector<char const*> pointers;
    std::vector<int> lengths;
    std::vector<int> formats;
};

bool is_connection_state(std::string_view state) {
    return state.starts_with("08") || state == "57P01" || state == "57P02" || state == "57P03" || state == "53300";
}

bool is_serialization_state(std::string_view state) { return state == "40001" || state == "40P01" || state == "55P03"; }

}  // namespace

PostgresConnection::PostgresConnection(PostgresSettings const& settings)
    : handle_(PQconnectdb(settings.address.c_str())) {
    if (broken()) fail_connection("connect to PostgreSQL");
    PQsetNoticeProcessor(
        handle_.get(), [](void*, char const*) {}, nullptr);
    // Planned once for all parameters, never compiled: docs/decisions/0009.
    execute_script("SET client_encoding = 'UTF8'; SET synchronous_commit = on; SET timezone = 'UTC'; "
                   "SET client_min_messages = warning; SET bytea_output = 'hex'; "
                   "SET plan_cache_mode = force_generic_plan; SET jit = off; SET lock_timeout = '" +
                   std::to_string(settings.busy_seconds) + "s'");
    auto const lock = settings.exclusive ? "SELECT pg_try_advisory_lock($1)" : "SELECT pg_try_advisory_lock_shared($1)";
    for (int attempt = 0;; ++attempt) {
        bool locked = false;
        each({lock, {advisory_lock_key}}, [&](Row const& row) { return locked = row.boolean(0), false; });
        if (locked) return;
        if (attempt == lock_attempts_max) break;
        std::this_thread::sleep_for(lock_retry_delay);
    }
    throw DatabaseUnavailable(settings.exclusive ? "the database is in use by another process; stop it first"
                                                 : "the database is being migrated or restored by another process");
}

void PostgresConnection::fail_connection(std::string const& doing) const {
    // libpq's own connection messages name host and database, never rows; the address may carry a password, they do
    // not.
    std::string message = PQerrorMessage(handle_.get());
    while (!message.empty() && message.back() == '\n') message.pop_back();
    throw ConnectionLost("could not " + doing + ": " + message);
}

std::exception_ptr PostgresConnection::failure_of(PGresult const* result) const {
    auto const* field = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    std::string const state = field == nullptr ? "" : field;
    auto const* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    // Data exceptions (class 22) quote the value, which may be about a participant; details and hints always may.
    std::string const shown = state.starts_with("22") || primary == nullptr ? "" : std::string(": ") + primary;
    std::string const message = "PostgreSQL refused (SQLSTATE " + state + ")" + shown;
    if (state.empty() || is_connection_state(state)) {
        return std::make_exception_ptr(ConnectionLost(state.empty() ? "the connection to PostgreSQL broke" : message));
    }
    if (is_serialization_state(state)) return std::make_exception_ptr(SerializationFailed(message));
    if (state.starts_with("23")) return std::make_exception_ptr(ConstraintViolated(message));
    if (state.starts_with("53") || state.starts_with("58")) {
        return std::make_exception_ptr(DatabaseUnavailable(message));
    }
    if (state.starts_with("XX")) return std::make_exception_ptr(DatabaseDamaged(message));
    return std::make_exception_ptr(std::runtime_error(message));
}

void PostgresConnection::enter_pipeline() {
    if (PQpipelineStatus(handle_.get()) == PQ_PIPELINE_OFF && PQenterPipelineMode(handle_.get()) == 0) {
        fail_connection("start a pipeline");
    }
}

void PostgresConnection::leave_pipeline() {
    if (!sent_.empty()) settle();
    if (PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF && PQexitPipelineMode(handle_.get()) == 0) {
        fail_connection("end a pipeline");
    }
}

std::string const& PostgresConnection::prepare(std::string_view sql) {
    std::string text(sql);
    auto const known = prepared_.find(text);
    if (known != prepared_.end()) return known->second;
    if (prepared_.size() >= prepared_statements_max) {
        prepared_.clear();
        send({"DEALLOCATE ALL"}, {});
    }
    auto const name = "s" + std::to_string(++names_);
    if (PQsendPrepare(handle_.get(), name.c_str(), text.c_str(), 0, nullptr) == 0) fail_connection("prepare");
    sent_.push_back({.prepare = true});
    return prepared_.emplace(std::move(text), name).first->second;
}

void PostgresConnection::send(Statement const& statement, Sent sent) {
    Parameters const p(statement.parameters);
    auto const count = static_cast<int>(p.pointers.size());
    // Statements without parameters (BEGIN, COMMIT, DEALLOCATE) gain nothing from being prepared.
    bool const ok = count == 0 ? PQsendQueryParams(handle_.get(), std::string(statement.sql).c_str(), 0, nullptr,
                                                   nullptr, nullptr, nullptr, 0) == 1
                               : PQsendQueryPrepared(handle_.get(), prepare(statement.sql).c_str(), count,
                                                     p.pointers.data(), p.lengths.data(), p.formats.data(), 0) == 1;
    if (!ok) fail_connection("send a statement");
    sent_.push_back(sent);
}

PostgresConnection::Result PostgresConnection::next_result() { return Result(PQgetResult(handle_.get())); }

void PostgresConnection::settle() {
    if (PQpipelineSync(handle_.get()) == 0) fail_connection("send statements");
    std::exception_ptr failure;
    auto const note = [&](std::exception_ptr found) {
        if (!failure) failure = std::move(found);
    };
    auto const sent = std::exchange(sent_, {});
    for (auto const& one : sent) {
        for (auto result = next_result(); result; result = next_result()) {
            auto const status = PQresultStatus(result.get());
            if (status == PGRES_FATAL_ERROR) note(failure_of(result.get()));
            // Single-row mode, which `each` switches on, may outlive its query when that had no rows.
            bool const has_rows = status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
            if (has_rows && one.rows != nullptr) {
                for (int row = 0; row < PQntuples(result.get()); ++row) {
                    auto& values = one.rows->emplace_back();
                    PostgresRow const cells(result.get(), row);
                    for (int column = 0; column < cells.columns(); ++column) values.push_back(cells.value(column));
                }
            }
            bool const counted = status == PGRES_COMMAND_OK && !one.prepare && one.expected_rows >= 0;
            if (counted && to_integer(PQcmdTuples(result.get())) != one.expected_rows) {
                note(std::make_exception_ptr(std::runtime_error("a row changed behind the lock of its stream")));
            }
        }
        if (broken()) break;
    }
    if (broken()) {
        sent_.clear();
        fail_connection("reach PostgreSQL");
    }
    auto const end = next_result();  // the sync's own answer
    if (failure) {
        prepared_.clear();  // what was to be prepared behind the failure was not; names are never used again
        std::rethrow_exception(failure);
    }
    if (!end || PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) fail_connection("read an answer");
}

std::vector<Rows> PostgresConnection::batch(std::span<Statement const> statements) {
    enter_pipeline();
    std::vector<Rows> answers(statements.size());
    for (std::size_t i = 0; i < statements.size(); ++i) send(statements[i], {.rows = &answers[i]});
    settle();
    return answers;
}

void PostgresConnection::queue(Statement statement, std::int64_t expected_rows) {
    enter_pipeline();
    send(statement, {.expected_rows = expected_rows});
    if (sent_.size() >= pipeline_statements_max) settle();
}

void PostgresConnection::flush() {
    if (!sent_.empty()) settle();
}

void PostgresConnection::execute(Statement const& statement) {
    enter_pipeline();
    send(statement, {});
    settle();
}

// A query with parameters is one of few texts that come again and again, and planning some of them (who may see whom)
// costs more than running them.
void PostgresConnection::send_query(Statement const& statement) {
    Parameters const p(statement.parameters);
    auto const count = static_cast<int>(p.pointers.size());
    bool sent = false;
    if (count == 0) {
        sent = PQsendQueryParams(handle_.get(), std::string(statement.sql).c_str(), 0, nullptr, nullptr, nullptr,
                                 nullptr, 0) == 1;
    } else {
        enter_pipeline();
        auto const& name = prepare(statement.sql);
        leave_pipeline();  // waits until the text was prepared, if it was not before
        sent = PQsendQueryPrepared(handle_.get(), name.c_str(), count, p.pointers.data(), p.lengths.data(),
                                   p.formats.data(), 0) == 1;
    }
    if (!sent) fail_connection("send a query");
}

void PostgresConnection::each(Statement const& statement, RowVisitor const& visit) {
    leave_pipeline();
    send_query(statement);
    PQsetSingleRowMode(handle_.get());
    std::exception_ptr failure;
    bool wanted = true;
    for (auto result = next_result(); result; result = next_result()) {
        auto const status = PQresultStatus(result.get());
        if (status == PGRES_FATAL_ERROR && !failure) failure = failure_of(result.get());
        if (status != PGRES_SINGLE_TUPLE || !wanted || failure) continue;
        try {
            wanted = visit(PostgresRow(result.get(), 0));
        } catch (...) {
            failure = std::current_exception();  // the rest of the answer must still be read
        }
    }
    if (failure) std::rethrow_exception(failure);
}

void PostgresConnection::execute_script(std::string const& sql) {
    leave_pipeline();
    Result const result(PQexec(handle_.get(), sql.c_str()));
    if (broken()) fail_connection("run a script");
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) std::rethrow_exception(failure_of(result.get()));
}

void PostgresConnection::roll_back_quietly() noexcept {
    try {
        if (broken()) return;
        if (!sent_.empty()) settle();
    } catch (...) {  // what was under way is being thrown away
        sent_.clear();
    }
    try {
        if (!broken() && PQtransactionStatus(handle_.get()) != PQTRANS_IDLE) execute({"ROLLBACK"});
    } catch (...) {  // a broken connection is replaced by its pool
        sent_.clear();
    }
}

void execute_on_postgres(std::string const& address, std::string const& sql) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> const handle(PQconnectdb(address.c_str()), &PQfinish);
    std::unique_ptr<PGresult, decltype(&PQclear)> const result(PQexec(handle.get(), sql.c_str()), &PQclear);
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR || PQstatus(handle.get()) != CONNECTION_OK) {
        throw DatabaseUnavailable(std::string("PostgreSQL: ") + PQerrorMessage(handle.get()));
    }
}

}  // namespace cairn
