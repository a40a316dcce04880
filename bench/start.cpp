// How long a command takes that has nothing to do, against a program that does nothing.
#include <fmt/core.h>

#include "databases.hpp"
#include "parts.hpp"
#include "process.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr int starts = 20;

void measure_command(std::string const& shown, std::vector<std::string> const& command) {
    std::vector<double> cairn;
    std::vector<double> nothing;
    for (int i = 0; i < starts; ++i) {
        nothing.push_back(run_program({"/bin/true"}).seconds);
        cairn.push_back(run_program(command).seconds);
    }
    print({.what = fmt::format("start: {}", shown),
           .cairn = milliseconds(spread_of(cairn)),
           .limit = milliseconds(spread_of(nothing)),
           .ratio = ratios(cairn, nothing).median});
}

}  // namespace

void measure_start(Options const& options) {
    auto const& cairn = options.program;
    measure_command("cairn --version", {cairn, "--version"});
    measure_command("cairn config explain", {cairn, "config", "explain"});
    BenchDatabase const empty(Engine::sqlite);
    run_program({cairn, "migrate", "--db", empty.address()});
    measure_command("cairn report, empty SQLite database", {cairn, "report", "--db", empty.address()});
}

}  // namespace cairn::bench
