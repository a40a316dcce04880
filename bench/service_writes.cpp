#include "service_writes.hpp"

#include <stdexcept>
#include <thread>

#include <fmt/core.h>

namespace cairn::bench {

double seconds_since(SteadyClock::time_point start) {
    return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

GeneratedProgram const& writers_program() {
    static GeneratedProgram const program({.participants = 500, .contacts = 1});
    return program;
}

GeneratedProgram writers_people() { return GeneratedProgram({.participants = writers_program().size().participants}); }

ServiceWrites::ServiceWrites(BenchDatabase const& database) : program_(database, postgres_connections) {
    database.fill(writers_people());
}

double ServiceWrites::per_second(int threads, double seconds) {
    std::atomic<std::int64_t> written{0};
    std::atomic<bool> failed{false};
    auto const start = SteadyClock::now();
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i < threads; ++i) {
            writers.emplace_back([&] {
                while (seconds_since(start) < seconds && !failed) {
                    if (!write_one()) failed = true;
                    ++written;
                }
            });
        }
    }
    if (failed) throw std::runtime_error("a contact was refused");
    return static_cast<double>(written) / seconds_since(start);
}

bool ServiceWrites::write_one() {
    auto const number = ++number_;
    auto contact = writers_program().contact_with_anybody(number);
    contact.version = 0;
    auto const written =
        log_contact(program_.permit(), program_.organization(), contact, fmt::format("phone-{}", number));
    return written && written->outcome == Outcome::applied;
}

}  // namespace cairn::bench
