#include "load.hpp"

#include <cmath>
#include <fstream>
#include <stdexcept>

#include <fmt/core.h>

#include "base/temporary_folder.hpp"
#include "process.hpp"

namespace cairn::bench {
namespace {

// Two processors: more threads of wrk would only take turns.
constexpr int threads_max = 2;
constexpr std::string_view result_word = "result";
constexpr double microseconds_per_second = 1e6;

// errors: status >= 400, then no connection, no bytes, and so on.
constexpr std::string_view tell_result = R"(
function done(summary, latency, requests)
    local e = summary.errors
    io.write(string.format("result %d %d %d %d %d %d\n", summary.requests, summary.duration, e.status,
        e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
)";

}  // namespace

Load run_load(std::string const& wrk, LoadAsked const& asked) {
    TemporaryFolder const folder;
    auto const script = (folder.path() / "load.lua").string();
    auto const output = (folder.path() / "output").string();
    std::ofstream(script) << asked.script << tell_result;
    run_program({wrk, fmt::format("--threads={}", std::min(asked.connections, threads_max)),
                 fmt::format("--connections={}", asked.connections),
                 fmt::format("--duration={:.0f}s", std::max(1.0, std::round(asked.seconds))), "--timeout=30s",
                 "--script=" + script, asked.url},
                output);
    std::ifstream file(output);
    std::string word;
    while (file >> word && word != result_word) {
    }
    double requests = 0;
    double microseconds = 0;
    std::int64_t refused = 0;
    std::int64_t unanswered = 0;
    double p50 = 0;
    double p99 = 0;
    if (!(file >> requests >> microseconds >> refused >> unanswered >> p50 >> p99)) {
        throw std::runtime_error("wrk said no result");
    }
    if (refused + unanswered > 0 || requests == 0) {
        throw std::runtime_error(fmt::format("{}: of {} requests {} were refused and {} had no answer", asked.url,
                                             requests, refused, unanswered));
    }
    return {.per_second = requests / (microseconds / microseconds_per_second),
            .p50_seconds = p50 / microseconds_per_second,
            .p99_seconds = p99 / microseconds_per_second,
            .answers = static_cast<std::int64_t>(requests)};
}

}  // namespace cairn::bench
