// The serving program: how long until it answers, and how much memory it takes; and how long the demonstration takes.
#include <sstream>
#include <stdexcept>

#include <fmt/core.h>

#include "databases.hpp"
#include "parts.hpp"
#include "served.hpp"
#include "service_writes.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr int starts = 20;
constexpr double start_ms_target = 150;
constexpr double memory_mb_target = 64;
constexpr double generation_seconds_target = 20;
constexpr double second_start_seconds_target = 5;
constexpr double megabyte = 1e6;

using Command = std::vector<std::string>;

void ask_first(ServedProgram const& served) {
    if (ask(served.port(), "GET", "/readyz").status != 200) throw std::runtime_error("the program is not ready");
}

void measure_start_of(std::string const& what, Command const& command) {
    std::vector<double> times;
    for (int i = 0; i < starts; ++i) {
        auto const start = SteadyClock::now();
        ServedProgram served(command);
        ask_first(served);
        times.push_back(seconds_since(start));
        served.stop();
    }
    auto const spread = spread_of(times);
    print({.what = what,
           .cairn = milliseconds(spread),
           .target = Target{Target::Side::at_most, start_ms_target, " ms"},
           .judged = spread.median * 1000});
}

// After somebody has signed in, which is when a password is compared, and has seen a list.
void measure_memory(std::string const& what, ServedProgram const& served, std::string const& login,
                    std::string const& password) {
    auto const cookie = served.sign_in(login, password);
    auto const list = ask(served.port(), "GET", "/api/v1/worklists/caseload", "Cookie: " + cookie + "\r\n");
    if (list.status != 200) throw std::runtime_error(fmt::format("the caseload was answered with {}", list.status));
    auto const megabytes = static_cast<double>(served.resident_bytes()) / megabyte;
    print({.what = what,
           .cairn = fmt::format("{:.0f} MB, at its peak {:.0f} MB", megabytes,
                                static_cast<double>(served.peak_bytes()) / megabyte),
           .target = Target{Target::Side::at_most, memory_mb_target, " MB"},
           .judged = megabytes});
}

// The word after the login in what the demonstration says.
std::string password_in(std::string const& said, std::string_view login) {
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first;
        std::string password;
        if (words >> first >> password && first == login) return password;
    }
    throw std::runtime_error("the demonstration said no password");
}

void measure_demonstration(Options const& options) {
    TemporaryFolder const folder;
    auto const place = (folder.path() / "demo").string();
    auto const made = run_program({options.program, "demo", place, "--only-make"}).seconds;
    print({.what = "demonstration: its generation",
           .cairn = fmt::format("{:.1f} s", made),
           .target = Target{Target::Side::at_most, generation_seconds_target, " s"},
           .judged = made});
    measure_start_of("demonstration: `cairn serve` until it answers",
                     {options.program, "serve", "--db", "sqlite:" + place + "/cairn.db", "--listen", "127.0.0.1:0"});
    auto const start = SteadyClock::now();
    ServedProgram const served({options.program, "demo", place, "--listen", "127.0.0.1:0"});
    ask_first(served);
    auto const again = seconds_since(start);
    print({.what = "demonstration: started again until it answers",
           .cairn = fmt::format("{:.1f} s", again),
           .target = Target{Target::Side::at_most, second_start_seconds_target, " s"},
           .judged = again});
    measure_memory("demonstration: resident memory after sign-in", served, "peer", password_in(served.said(), "peer"));
}

void measure_engine(Engine engine, Options const& options) {
    BenchDatabase const database(engine);
    GeneratedProgram const program({.participants = 4'000, .contacts = 100'000, .peers = 20, .present = present_day()});
    std::string password;
    {
        OpenProgram opened(database, 1);
        database.fill(program);
        password = give_password(opened, program, 0);
    }
    auto const command = serve_command_line(options.program, database);
    measure_start_of(fmt::format("{}: `cairn serve` until it answers", name_of(engine)), command);
    ServedProgram const served(command);
    measure_memory(fmt::format("{}: resident memory after sign-in", name_of(engine)), served, program.account(0).login,
                   password);
}

}  // namespace

void measure_serving(Options const& options) {
    measure_demonstration(options);
    measure_engine(Engine::sqlite, options);
    if (has_postgres()) {
        measure_engine(Engine::postgresql, options);
    } else {
        print_left_out("PostgreSQL: serving", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
