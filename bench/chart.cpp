// The chart of somebody with very many contacts, over HTTP.
#include <stdexcept>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "databases.hpp"
#include "load.hpp"
#include "parts.hpp"
#include "served.hpp"
#include "service_writes.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr std::int64_t chart_contacts = 2'000;
constexpr int items_of_page_max = 200;

// Most come to one peer; the first who is enrolled and has not ended is the one with the long chart.
GeneratedProgram chart_program() {
    return GeneratedProgram({.participants = 4'000, .contacts = 20'000, .peers = 1, .present = present_day()});
}

std::int64_t participant_of_chart(GeneratedProgram const& program) {
    std::int64_t number = 0;
    while (program.episode(number).ended_on) ++number;
    return number;
}

void write_chart(OpenProgram& opened, GeneratedProgram const& program) {
    auto const participant = participant_of_chart(program);
    for (std::int64_t i = 0; i < chart_contacts; ++i) {
        auto contact = program.contact_with(participant, program.size().contacts + i);
        contact.version = 0;
        auto const written = log_contact(opened.permit(), opened.organization(), contact, fmt::format("contact {}", i));
        if (!written) throw std::runtime_error("a contact was refused: " + to_string(written.error()));
    }
}

// Every contact of the chart, page after page as a client goes through them; answers their number.
std::int64_t read_whole(ServedProgram const& served, std::string const& list, std::string const& headers) {
    std::int64_t contacts = 0;
    auto const first = fmt::format("{}&limit={}", list, items_of_page_max);
    for (auto target = first; !target.empty();) {
        auto const answer = ask(served.port(), "GET", target, headers);
        if (answer.status != 200) throw std::runtime_error(fmt::format("a page was answered with {}", answer.status));
        auto const page = boost::json::parse(answer.body).as_object();
        contacts += static_cast<std::int64_t>(page.at("items").as_array().size());
        auto const* next = page.if_contains("next");
        bool const more = next != nullptr && next->is_string();
        target = more ? first + "&cursor=" + std::string(next->as_string()) : "";
    }
    return contacts;
}

void measure_engine(Engine engine, Options const& options) {
    BenchDatabase const database(engine);
    auto const program = chart_program();
    std::string password;
    {
        OpenProgram opened(database, postgres_connections);
        database.fill(program);
        write_chart(opened, program);
        password = give_password(opened, program, 0);
    }
    ServedProgram const served(serve_command_line(options.program, database));
    auto const cookie = served.sign_in(program.account(0).login, password);
    auto const participant = to_string(program.participant(participant_of_chart(program)).id);
    auto const list = "/api/v1/contacts?participant_id=" + participant;

    auto const first = run_load(options.wrk, {.url = served.origin() + list,
                                              .script = fmt::format("wrk.headers[\"Cookie\"] = \"{}\"\n", cookie),
                                              .connections = 1,
                                              .seconds = options.slice_seconds});
    print({.what = fmt::format("{}: first page of 50 of {} contacts", name_of(engine), chart_contacts),
           .cairn = fmt::format("{:.1f} ms, p99 {:.1f} ms", first.p50_seconds * 1000, first.p99_seconds * 1000)});

    std::vector<double> whole;
    for (int round = 0; round < options.rounds; ++round) {
        auto const start = SteadyClock::now();
        if (read_whole(served, list, "Cookie: " + cookie + "\r\n") < chart_contacts) {
            throw std::runtime_error("contacts are missing from the chart");
        }
        whole.push_back(seconds_since(start));
    }
    print({.what = fmt::format("{}: all {} contacts, {} a page", name_of(engine), chart_contacts, items_of_page_max),
           .cairn = milliseconds(spread_of(whole))});
}

}  // namespace

void measure_chart(Options const& options) {
    measure_engine(Engine::sqlite, options);
    if (has_postgres()) {
        measure_engine(Engine::postgresql, options);
    } else {
        print_left_out("PostgreSQL: chart", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
