// PostgreSQL by libpq, without Cairn above it: what the limits are measured with.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>

#include "store/sql.hpp"

namespace cairn::bench {

class RawPostgres {
public:
    explicit RawPostgres(std::string const& address);

    void run(std::string const& sql);

    // COPY … FROM STDIN: begin, rows, end.
    void begin_copy(RecordType const& type);
    void copy_row(SqlValues const& values);
    void end_copy();

    // Runs COPY … TO STDOUT, throws the rows away and gives their number.
    std::int64_t copy_out(std::string const& query);

private:
    struct Finish {
        void operator()(PGconn* handle) const { PQfinish(handle); }
    };
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    void expect(ExecStatusType status, PGresult* result) const;
    void send_held();

    std::unique_ptr<PGconn, Finish> handle_;
    std::string held_;
};

}  // namespace cairn::bench
