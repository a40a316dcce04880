// The parts of a run, one function each. What they print is explained in README.md.
#pragma once

#include <cstdint>
#include <string>

namespace cairn::bench {

struct Options {
    std::string program = "build/cairn";
    std::string pgbench = "pgbench";
    int rounds = 5;                            // of writes; import and report take three
    double slice_seconds = 2;                  // one measurement of writes
    std::int64_t import_participants = 5'000;  // with one referral and one episode each
    std::int64_t import_contacts = 200'000;
    std::int64_t report_episodes = 100'000;
    std::int64_t report_contacts = 2'000'000;
};

void measure_writes(Options const& options);
void measure_import(Options const& options);
void measure_report(Options const& options);
void measure_start(Options const& options);
void measure_rebuild(Options const& options);

}  // namespace cairn::bench
