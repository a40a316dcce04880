// Measures Cairn against the limits of its engines and prints one table; started by bench/run.
#include <CLI/CLI.hpp>

#include <map>
#include <stdexcept>

#include <fmt/core.h>

#include "parts.hpp"
#include "process.hpp"
#include "table.hpp"

namespace {

using Measure = void (*)(cairn::bench::Options const&);

constexpr std::pair<std::string_view, Measure> parts[]{
    {"writes", cairn::bench::measure_writes}, {"import", cairn::bench::measure_import},
    {"report", cairn::bench::measure_report}, {"sight", cairn::bench::measure_sight},
    {"http", cairn::bench::measure_http},     {"worklists", cairn::bench::measure_worklists},
    {"chart", cairn::bench::measure_chart},   {"serving", cairn::bench::measure_serving},
    {"start", cairn::bench::measure_start},   {"rebuild", cairn::bench::measure_rebuild},
};

bool is_optimized() {
#ifdef __OPTIMIZE__
    return true;
#else
    return false;
#endif
}

int run(std::vector<std::string> const& chosen, cairn::bench::Options const& options) {
    cairn::bench::print_head();
    for (auto const& [name, measure] : parts) {
        if (chosen.empty() || std::find(chosen.begin(), chosen.end(), name) != chosen.end()) measure(options);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && argv[1] == cairn::bench::middleman_word) return cairn::bench::run_as_middleman(argc, argv);
    CLI::App app{"Measures Cairn against the limits of its engines; see bench/README.md.", "./dev bench"};
    cairn::bench::Options options;
    std::vector<std::string> chosen;
    std::vector<std::string> names;
    for (auto const& part : parts) names.emplace_back(part.first);
    app.add_option("parts", chosen,
                   "Parts to run: writes import report sight http worklists chart serving start rebuild (default: all)")
        ->check(CLI::IsMember(names));
    app.add_option("--program", options.program, "The program to measure")->capture_default_str();
    app.add_option("--pgbench", options.pgbench, "PostgreSQL's own measuring program")->capture_default_str();
    app.add_option("--rounds", options.rounds, "Rounds of writes and http")
        ->capture_default_str()
        ->check(CLI::Range(1, 99));
    app.add_option("--seconds", options.slice_seconds, "Length of one measurement of writes or http")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 600.0));
    app.add_option("--import-participants", options.import_participants, "Each with one referral and one episode")
        ->capture_default_str()
        ->check(CLI::Range(10, 10'000'000));
    app.add_option("--import-contacts", options.import_contacts)
        ->capture_default_str()
        ->check(CLI::Range(10, 100'000'000));
    app.add_option("--report-episodes", options.report_episodes)
        ->capture_default_str()
        ->check(CLI::Range(10, 10'000'000));
    app.add_option("--report-contacts", options.report_contacts)
        ->capture_default_str()
        ->check(CLI::Range(10, 100'000'000));
    app.add_option("--sight-participants", options.sight_participants, "And a tenth of it")
        ->capture_default_str()
        ->check(CLI::Range(10'000, 10'000'000));
    app.add_option("--worklist-participants", options.worklist_participants, "One peer for every 200")
        ->capture_default_str()
        ->check(CLI::Range(1'000, 10'000'000));
    app.add_flag("--big", options.big, "Also worklists of 1,000,000 participants and 60,000 accounts; takes minutes");
    app.add_option("--plans", options.plans, "Write how the engines answer the worklists to this folder");
    app.add_option("--wrk", options.wrk, "The load generator")->capture_default_str();
    app.add_option("--nginx", options.nginx, "The file server to compare with")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    if (!is_optimized()) {
        fmt::print(stderr, "bench: this build is not optimized; ./dev bench makes one that is.\n");
        return 2;
    }
    try {
        return run(chosen, options);
    } catch (std::exception const& error) {
        fmt::print(stderr, "bench: {}\n", error.what());
        return 1;
    }
}
