// The program report on a large program, against reading the same columns of contacts and doing nothing with them.
#include <chrono>

#include <fmt/core.h>

#include "databases.hpp"
#include "parts.hpp"
#include "process.hpp"
#include "raw_postgres.hpp"
#include "raw_sqlite.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr int report_rounds = 3;
constexpr int small_share = 10;
constexpr double growth_max = 1.2;  // of the time for each contact, from a tenth to the whole

constexpr auto contact_columns = "SELECT participant_id, episode_id, peer_id, site_id, service_date, minutes, mode, "
                                 "outcome FROM contact WHERE voided_at IS NULL";

Finished report_on(BenchDatabase const& database, Options const& options, std::string const& by) {
    std::vector<std::string> command{options.program, "report", "--db", database.address(), "--as", "bench"};
    if (!by.empty()) command.insert(command.end(), {"--by", by});
    return run_program(command);
}

double seconds_to_read(BenchDatabase const& database) {
    auto const start = std::chrono::steady_clock::now();
    if (database.engine() == Engine::sqlite) {
        RawSqlite(database.path()).scan(contact_columns);
    } else {
        RawPostgres(database.address()).copy_out(contact_columns);
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Times {
    std::vector<double> whole, split, tenth, read;
    double whole_bytes = 0;
    double tenth_bytes = 0;
};

Times run_rounds(BenchDatabase const& whole, BenchDatabase const& tenth, Options const& options) {
    Times times;
    for (int round = 0; round < report_rounds; ++round) {
        times.read.push_back(seconds_to_read(whole));
        auto const all = report_on(whole, options, "");
        auto const part = report_on(tenth, options, "");
        times.whole.push_back(all.seconds);
        times.tenth.push_back(part.seconds);
        times.split.push_back(report_on(whole, options, "region,study_arm").seconds);
        times.whole_bytes = static_cast<double>(all.peak_bytes);
        times.tenth_bytes = static_cast<double>(part.peak_bytes);
    }
    return times;
}

void print_times(Engine engine, Options const& options, Times const& times) {
    auto const read = seconds(spread_of(times.read));
    print({.what = fmt::format("{}: report, {} contacts", name_of(engine), options.report_contacts),
           .cairn = seconds(spread_of(times.whole)),
           .limit = read,
           .ratio = ratios(times.whole, times.read).median});
    print({.what = fmt::format("{}: report by region and study arm", name_of(engine)),
           .cairn = seconds(spread_of(times.split)),
           .limit = read,
           .ratio = ratios(times.split, times.read).median});
    std::vector<double> tenfold;
    for (auto const time : times.tenth) tenfold.push_back(time * small_share);
    print({.what = fmt::format("{}: report, against ten times that of a tenth", name_of(engine)),
           .cairn = seconds(spread_of(times.whole)),
           .limit = seconds(spread_of(tenfold)),
           .ratio = ratios(times.whole, tenfold).median,
           .target = Target{Target::Side::at_most, growth_max}});
    constexpr double mebibyte = 1 << 20;
    auto const per_contact = (times.whole_bytes - times.tenth_bytes) /
                             static_cast<double>(options.report_contacts - options.report_contacts / small_share);
    print({.what = fmt::format("{}: its peak memory, against that of a tenth", name_of(engine)),
           .cairn = fmt::format("{:.0f} MiB, {:.0f} B/contact", times.whole_bytes / mebibyte, per_contact),
           .limit = fmt::format("{:.0f} MiB", times.tenth_bytes / mebibyte),
           .ratio = times.whole_bytes / times.tenth_bytes});
}

void measure_engine(Engine engine, Options const& options) {
    ProgramSize const size{options.report_episodes, options.report_contacts};
    BenchDatabase const whole(engine);
    BenchDatabase const tenth(engine);
    // Opened once by the program, for the settings and code lists that a report needs.
    { OpenProgram const seeded(whole, 1); }
    { OpenProgram const seeded(tenth, 1); }
    whole.fill(GeneratedProgram(size));
    tenth.fill(GeneratedProgram({size.participants / small_share, size.contacts / small_share}));
    print_times(engine, options, run_rounds(whole, tenth, options));
}

}  // namespace

void measure_report(Options const& options) {
    measure_engine(Engine::sqlite, options);
    if (has_postgres()) {
        measure_engine(Engine::postgresql, options);
    } else {
        print_left_out("PostgreSQL: report", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
