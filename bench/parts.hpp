// The parts of a run, one function each. What they print is explained in README.md.
#pragma once

#include <cstdint>
#include <string>

namespace cairn::bench {

struct Options {
    std::string program = "build/cairn";
    std::string pgbench = "pgbench";
    std::string wrk = "wrk";
    std::string nginx = "/usr/sbin/nginx";
    int rounds = 5;                            // of writes and http; import and report take three
    double slice_seconds = 2;                  // one measurement of writes or http
    std::int64_t import_participants = 5'000;  // with one referral and one episode each
    std::int64_t import_contacts = 200'000;
    std::int64_t report_episodes = 100'000;
    std::int64_t report_contacts = 2'000'000;
    std::int64_t sight_participants = 1'000'000;  // with 6 members of staff for each 100
    std::int64_t worklist_participants = 100'000;
    bool big = false;     // also worklists of 1,000,000 participants
    std::string plans{};  // folder for the query plans of the worklists; none when empty
};

void measure_writes(Options const& options);
void measure_import(Options const& options);
void measure_report(Options const& options);
void measure_sight(Options const& options);
void measure_http(Options const& options);
void measure_worklists(Options const& options);
void measure_chart(Options const& options);
void measure_serving(Options const& options);
void measure_start(Options const& options);
void measure_rebuild(Options const& options);

}  // namespace cairn::bench
