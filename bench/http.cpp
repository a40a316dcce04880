// The program over HTTP: contacts written and read by a peer who is signed in, against the service alone and against
// nginx with a file.
#include <array>
#include <stdexcept>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "databases.hpp"
#include "file_server.hpp"
#include "load.hpp"
#include "parts.hpp"
#include "record/json.hpp"
#include "served.hpp"
#include "service_writes.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr std::array connection_counts{4, 16, 64};
constexpr int reads_judged_with = 16;  // connections
constexpr double writes_target = 0.6;  // of the service's rate
constexpr double reads_target = 0.3;   // of nginx
constexpr std::size_t people_written_to = 500;

// All with one peer, so that some 500 are in the caseload now.
GeneratedProgram peers_program() {
    return GeneratedProgram({.participants = 4000, .contacts = 20'000, .peers = 1, .present = present_day()});
}

std::vector<std::int64_t> caseload_of(GeneratedProgram const& program) {
    std::vector<std::int64_t> people;
    for (std::int64_t number = 0; number < program.size().participants; ++number) {
        if (!program.is_waiting(number) && !program.episode(number).ended_on) people.push_back(number);
    }
    return people;
}

constexpr auto contact_of_caseload_sql =
    "SELECT c.id FROM contact c JOIN episode e ON e.id = c.episode_id WHERE e.ended_on IS NULL ORDER BY c.id LIMIT 1";

// What follows the id in the JSON of a contact that a device sends.
std::string contact_after_id(GeneratedProgram const& program, std::int64_t participant, std::int64_t number) {
    auto const contact = program.contact_with(participant, number);
    auto json = boost::json::parse(to_json(contact)).as_object();
    json.erase("id");
    json.erase("version");
    return "\"," + boost::json::serialize(json).substr(1);
}

// Two threads of wrk and many runs never send one id twice.
std::string write_script(GeneratedProgram const& program, std::string const& origin, std::string const& cookie,
                         int run) {
    auto const caseload = caseload_of(program);
    auto script = fmt::format(R"(
local headers = {{["Content-Type"] = "application/json", ["Origin"] = "{}", ["Cookie"] = "{}"}}
local run, sent, threads = {}, 0, 0
function setup(thread)
    thread:set("thread_number", threads)
    threads = threads + 1
end
function request()
    sent = sent + 1
    local id = string.format("01857e2c-4c00-7006-9%03x-%04x%08x", run, thread_number, sent)
    headers["Idempotency-Key"] = id
    local body = bodies[1 + (sent * 7919 + thread_number * 131) % #bodies]
    return wrk.format("POST", "/api/v1/contacts", headers, '{{"id":"' .. id .. body)
end
bodies = {{
)",
                              origin, cookie, run);
    for (std::size_t i = 0; i < people_written_to; ++i) {
        auto const participant = caseload[i % caseload.size()];
        script += "[==[" + contact_after_id(program, participant, static_cast<std::int64_t>(i)) + "]==],\n";
    }
    return script + "}\n";
}

// Rates of each round, and how long the slowest hundredth waited.
struct Rates {
    std::vector<double> cairn, limit, p99;
};

class HttpMeasurement {
public:
    HttpMeasurement(Engine engine, Options const& options)
        : options_(options), database_(engine), others_(engine), program_(peers_program()), service_(others_) {
        std::string password;
        {
            OpenProgram opened(database_, 1);
            database_.fill(program_);
            password = give_password(opened, program_, 0);
        }
        server_ = std::make_unique<ServedProgram>(serve_command_line(options.program, database_));
        cookie_ = server_->sign_in(program_.account(0).login, password);
        contact_ = database_.ask(contact_of_caseload_sql);
    }

    void run() {
        write(reads_judged_with, 1);  // warms up, and gives every participant a stream
        service_.per_second(reads_judged_with, 1);
        std::array<Rates, connection_counts.size()> writes;
        std::array<Rates, connection_counts.size()> reads;
        FileServer const files(options_.nginx);
        for (int round = 0; round < options_.rounds; ++round) {
            for (std::size_t i = 0; i < connection_counts.size(); ++i) {
                auto const connections = connection_counts[i];
                writes[i].limit.push_back(service_.per_second(connections, options_.slice_seconds));
                add(writes[i], write(connections, options_.slice_seconds));
                reads[i].limit.push_back(read_file(files, connections));
                add(reads[i], read(connections));
            }
        }
        print_rates("contacts written", writes, writes_target, 0);
        print_rates("one contact read", reads, reads_target, reads_judged_with);
        check_what_is_kept();
    }

private:
    static void add(Rates& rates, Load const& load) {
        rates.cairn.push_back(load.per_second);
        rates.p99.push_back(load.p99_seconds);
    }

    Load write(int connections, double seconds) {
        auto const before = rows_of("contact");
        auto const load = run_load(options_.wrk, {.url = server_->origin(),
                                                  .script = write_script(program_, server_->origin(), cookie_, ++runs_),
                                                  .connections = connections,
                                                  .seconds = seconds});
        auto const kept = rows_of("contact") - before;
        // wrk goes away without waiting for the last answer of each connection.
        if (kept < load.answers || kept > load.answers + connections) {
            throw std::runtime_error(fmt::format("{} writes were answered and {} are kept", load.answers, kept));
        }
        return load;
    }

    Load read(int connections) {
        auto const load = run_load(options_.wrk, {.url = server_->origin() + "/api/v1/contacts/" + contact_,
                                                  .script = fmt::format("wrk.headers[\"Cookie\"] = \"{}\"\n", cookie_),
                                                  .connections = connections,
                                                  .seconds = options_.slice_seconds});
        read_answers_ += load.answers;
        return load;
    }

    double read_file(FileServer const& files, int connections) const {
        return run_load(options_.wrk,
                        {.url = files.url(), .connections = connections, .seconds = options_.slice_seconds})
            .per_second;
    }

    std::int64_t rows_of(std::string_view table) const {
        return std::stoll(database_.ask(fmt::format("SELECT CAST(count(*) AS text) FROM {}", table)));
    }

    // Whoever was shown the contact is in the log of reads, every time.
    void check_what_is_kept() {
        server_->stop();
        auto const logged = rows_of("access_log");
        if (logged < read_answers_) {
            throw std::runtime_error(fmt::format("{} reads were answered and {} logged", read_answers_, logged));
        }
    }

    void print_rates(std::string_view what, std::array<Rates, connection_counts.size()> const& rates, double target,
                     int judged_with) const {
        for (std::size_t i = 0; i < connection_counts.size(); ++i) {
            Line line{
                .what = fmt::format("{}: {}, {} connections", name_of(database_.engine()), what, connection_counts[i]),
                .cairn = fmt::format("{}, p99 {:.1f} ms", per_second(spread_of(rates[i].cairn)),
                                     spread_of(rates[i].p99).median * 1000),
                .limit = per_second(spread_of(rates[i].limit)),
                .ratio = ratios(rates[i].cairn, rates[i].limit).median};
            if (judged_with == 0 || judged_with == connection_counts[i]) {
                line.target = Target{Target::Side::at_least, target};
            }
            print(line);
        }
    }

    Options const& options_;
    BenchDatabase database_;
    BenchDatabase others_;
    GeneratedProgram program_;
    ServiceWrites service_;
    std::unique_ptr<ServedProgram> server_;
    std::string cookie_;
    std::string contact_;  // id of one in the caseload
    std::int64_t read_answers_ = 0;
    int runs_ = 0;
};

}  // namespace

void measure_http(Options const& options) {
    HttpMeasurement(Engine::sqlite, options).run();
    if (has_postgres()) {
        HttpMeasurement(Engine::postgresql, options).run();
    } else {
        print_left_out("PostgreSQL: over HTTP", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
