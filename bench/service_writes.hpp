// Contacts logged through the service, by as many threads as one likes: every write is checked, journaled, has a
// receipt and is answered when it is durable.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "databases.hpp"
#include "generated_program.hpp"

namespace cairn::bench {

using SteadyClock = std::chrono::steady_clock;
double seconds_since(SteadyClock::time_point start);

inline constexpr int postgres_connections = 16;

// Whom the contacts are logged with.
GeneratedProgram const& writers_program();
GeneratedProgram writers_people();  // without contacts

class ServiceWrites {
public:
    explicit ServiceWrites(BenchDatabase const& database);  // an empty one, which is filled

    double per_second(int threads, double seconds);

private:
    bool write_one();

    OpenProgram program_;
    std::atomic<std::int64_t> number_{0};
};

}  // namespace cairn::bench
