// wrk: many connections that each send the next request as soon as the last is answered. It shares the processors with
// what it measures.
#pragma once

#include <cstdint>
#include <string>

namespace cairn::bench {

struct Load {
    double per_second = 0;
    double p50_seconds = 0;
    double p99_seconds = 0;
    std::int64_t answers = 0;
};

struct LoadAsked {
    std::string url{};     // without a path when the script names them
    std::string script{};  // Lua, as wrk takes it: what to send
    int connections = 1;
    double seconds = 1;
};

// Throws when any request got no answer, or one with a status of 400 or more.
Load run_load(std::string const& wrk, LoadAsked const& asked);

}  // namespace cairn::bench
