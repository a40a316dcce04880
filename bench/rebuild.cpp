// How long somebody waits who has changed one slice.
#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>

#include "parts.hpp"
#include "process.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr auto changed_file = "src/features/contacts/contact_service.cpp";
constexpr int rebuilds = 3;
constexpr double seconds_max = 30;

}  // namespace

void measure_rebuild(Options const& /*options*/) {
    std::vector<std::string> const test{"./dev", "test", "contacts"};
    run_program(test);
    // ccache knows a file that was only touched; a change is compiled anew.
    ::setenv("CCACHE_RECACHE", "1", 1);
    std::vector<double> times;
    for (int i = 0; i < rebuilds; ++i) {
        std::filesystem::last_write_time(changed_file, std::filesystem::file_time_type::clock::now());
        times.push_back(run_program(test).seconds);
    }
    ::unsetenv("CCACHE_RECACHE");
    auto const spread = spread_of(times);
    print({.what = "./dev test contacts, contact_service.cpp changed",
           .cairn = seconds(spread),
           .target = Target{Target::Side::at_most, seconds_max, " s"},
           .judged = spread.median});
}

}  // namespace cairn::bench
