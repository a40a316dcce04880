#include "raw_postgres.hpp"

#include <stdexcept>

namespace cairn::bench {
namespace {

constexpr std::size_t copy_block_bytes = std::size_t{1} << 18U;

// A cell of COPY's text format.
struct AppendCell {
    std::string& out;

    void operator()(std::monostate) const { out += "\\N"; }
    void operator()(bool value) const { out += value ? 't' : 'f'; }
    void operator()(std::int64_t value) const { out += std::to_string(value); }
    void operator()(double value) const { out += std::to_string(value); }
    void operator()(std::string const& value) const {
        for (char const c : value) {
            switch (c) {
            case '\\': out += "\\\\"; break;
            case '\t': out += "\\t"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            default: out += c;
            }
        }
    }
    void operator()(Bytes const& value) const { out += "\\\\x" + to_hex(value); }
};

}  // namespace

RawPostgres::RawPostgres(std::string const& address) : handle_(PQconnectdb(address.c_str())) {
    if (PQstatus(handle_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(handle_.get()));
}

void RawPostgres::expect(ExecStatusType status, PGresult* result) const {
    std::unique_ptr<PGresult, Clear> const owned(result);
    if (PQresultStatus(result) != status) {
        throw std::runtime_error(std::string("raw PostgreSQL: ") + PQerrorMessage(handle_.get()));
    }
}

void RawPostgres::run(std::string const& sql) {
    std::unique_ptr<PGresult, Clear> const result(PQexec(handle_.get(), sql.c_str()));
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) {
        throw std::runtime_error(std::string("raw PostgreSQL: ") + PQerrorMessage(handle_.get()));
    }
}

void RawPostgres::begin_copy(RecordType const& type) {
    auto const sql = "COPY " + std::string(type.name) + " (" + column_list(type) + ") FROM STDIN";
    expect(PGRES_COPY_IN, PQexec(handle_.get(), sql.c_str()));
}

void RawPostgres::copy_row(SqlValues const& values) {
    bool first = true;
    for (auto const& value : values) {
        if (!first) held_ += '\t';
        first = false;
        std::visit(AppendCell{held_}, value);
    }
    held_ += '\n';
    if (held_.size() >= copy_block_bytes) send_held();
}

void RawPostgres::send_held() {
    if (PQputCopyData(handle_.get(), held_.data(), static_cast<int>(held_.size())) != 1) {
        throw std::runtime_error(PQerrorMessage(handle_.get()));
    }
    held_.clear();
}

void RawPostgres::end_copy() {
    if (!held_.empty()) send_held();
    if (PQputCopyEnd(handle_.get(), nullptr) != 1) throw std::runtime_error(PQerrorMessage(handle_.get()));
    expect(PGRES_COMMAND_OK, PQgetResult(handle_.get()));
    while (auto* result = PQgetResult(handle_.get())) PQclear(result);
}

std::int64_t RawPostgres::copy_out(std::string const& query) {
    auto const sql = "COPY (" + query + ") TO STDOUT";
    expect(PGRES_COPY_OUT, PQexec(handle_.get(), sql.c_str()));
    std::int64_t rows = 0;
    char* row = nullptr;
    while (PQgetCopyData(handle_.get(), &row, 0) > 0) {
        PQfreemem(row);
        ++rows;
    }
    expect(PGRES_COMMAND_OK, PQgetResult(handle_.get()));
    while (auto* result = PQgetResult(handle_.get())) PQclear(result);
    return rows;
}

}  // namespace cairn::bench
