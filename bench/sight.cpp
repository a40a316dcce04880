// Who may see whom and the worklists, in a program in which a whole country's peers work; and in a tenth of it.
#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "access/sight.hpp"
#include "databases.hpp"
#include "features/caseloads/worklist.hpp"
#include "generated_caseloads.hpp"
#include "parts.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr int people_asked = 300;   // members of staff, spread over all
constexpr int people_warming = 20;  // asked before, unmeasured: PostgreSQL plans each statement once per connection
constexpr double answer_milliseconds_max = 10;
constexpr std::size_t page_items = 50;

struct Times {
    double median = 0;
    double worst_of_hundred = 0;
};

Times times_of(std::vector<double> milliseconds) {
    std::sort(milliseconds.begin(), milliseconds.end());
    return {milliseconds[milliseconds.size() / 2], milliseconds[milliseconds.size() * 99 / 100]};
}

// `ask(reader, permit)` for one person after the other, each in a snapshot of its own as a request has it.
template <class Ask>
Times measure(Database& database, std::vector<Permit> const& permits, Ask const& ask) {
    std::vector<double> milliseconds;
    for (std::size_t i = 0; i < permits.size(); ++i) {
        auto const start = std::chrono::steady_clock::now();
        database.read([&](Reader& reader) { ask(reader, permits[i]); });
        auto const passed = std::chrono::steady_clock::now() - start;
        if (i >= people_warming) milliseconds.push_back(std::chrono::duration<double, std::milli>(passed).count());
    }
    return times_of(std::move(milliseconds));
}

void report(std::string const& what, Times const& whole, Times const& tenth) {
    auto const shown = [](Times const& times) {
        return fmt::format("{:.2f} ms (p99 {:.2f} ms)", times.median, times.worst_of_hundred);
    };
    print({.what = what,
           .cairn = shown(whole),
           .limit = "a tenth: " + shown(tenth),
           .ratio = whole.median / std::max(tenth.median, 0.001),
           .target = Target{Target::Side::at_most, answer_milliseconds_max, " ms"},
           .judged = whole.worst_of_hundred});
}

// One program of a size, with the people who ask.
struct Measured {
    BenchDatabase place;
    GeneratedCaseloads generated;
    Date today;
    std::optional<OpenProgram> program{};

    Measured(Engine engine, std::int64_t participants, Date day)
        : place(engine), generated(participants, day), today(day) {
        { OpenProgram const seeded(place, 1); }
        place.fill([&](GeneratedProgram::Visit const& visit) { generated.each(visit); });
        program.emplace(place, 1);
    }

    std::vector<Permit> peers() const {
        return spread(generated.peers(), [&](std::int64_t i) { return generated.peer(i); });
    }
    std::vector<Permit> supervisors() const {
        return spread(generated.supervisors(), [&](std::int64_t i) { return generated.supervisor(i); });
    }
    Database& database() { return program->organization().database(); }

private:
    template <class Make>
    std::vector<Permit> spread(std::int64_t count, Make const& make) const {
        std::vector<Permit> permits;
        for (std::int64_t i = 0; i < people_asked + people_warming; ++i) {
            auto const staff = make(i * 7919 % count);
            permits.push_back(authorize_holder("bench", to_string(staff.id), staff.role, today));
        }
        return permits;
    }
};

using AskOne = std::function<void(Reader&, Permit const&)>;

std::vector<std::pair<std::string, AskOne>> questions(Organization& organization) {
    auto const program = organization.program();
    auto const now = organization.clock().now();
    auto const list = [program, now](auto work) -> AskOne {
        return [program, now, work](Reader& reader, Permit const& permit) {
            work(WorklistView{reader, permit, *program, now}, WorklistAsked{.limit = page_items});
        };
    };
    auto const own = [](WorklistView const& view, WorklistAsked asked) {
        asked.staff_id = Id<Staff>{Uuid::parse(view.permit.staff_id()).value()};
        return caseload(view, asked);
    };
    auto const everybody = [](Reader& reader, Permit const& permit) {
        reader.integer({"SELECT count(DISTINCT participant_id) FROM visible_participant WHERE user_id = $1 AND "
                        "(since IS NULL OR since <= $2) AND (until IS NULL OR until >= $2)",
                        {permit.staff_id(), to_string(permit.today())}});
    };
    auto const stranger = [](Reader& reader, Permit const& permit) {
        may_see(reader, permit, "01850000-0000-7000-8000-000000000000");
    };
    return {{"may see somebody (no)", stranger},
            {"everybody they see", everybody},
            {"caseload", list(own)},
            {"referrals to reach", list(referrals_to_reach)},
            {"overdue", list(overdue)},
            {"unassigned", list(unassigned)}};
}

void measure_engine(Engine engine, Options const& options) {
    auto const today = local_date(SystemClock().now(), "America/New_York").value();
    Measured whole(engine, options.sight_participants, today);
    Measured tenth(engine, options.sight_participants / 10, today);
    auto const of_whole = questions(whole.program->organization());
    auto const of_tenth = questions(tenth.program->organization());
    for (bool const is_peer : {true, false}) {
        for (std::size_t i = 0; i < of_whole.size(); ++i) {
            auto const what =
                fmt::format("{}: a {}: {}", name_of(engine), is_peer ? "peer" : "supervisor", of_whole[i].first);
            report(what, measure(whole.database(), is_peer ? whole.peers() : whole.supervisors(), of_whole[i].second),
                   measure(tenth.database(), is_peer ? tenth.peers() : tenth.supervisors(), of_tenth[i].second));
        }
    }
}

}  // namespace

void measure_sight(Options const& options) {
    measure_engine(Engine::sqlite, options);
    if (has_postgres()) {
        measure_engine(Engine::postgresql, options);
    } else {
        print_left_out("PostgreSQL: who may see whom", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
