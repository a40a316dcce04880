// The lists that a peer's day begins with, in programs large and very large: how long one page takes.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>

#include <fmt/core.h>

#include "databases.hpp"
#include "features/caseloads/worklist.hpp"
#include "parts.hpp"
#include "service_writes.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr std::int64_t participants_of_big = 1'000'000;
constexpr std::int64_t participants_each_peer = 200;  // of whom 25 or so are in the caseload now
constexpr std::int64_t participants_each_site = 5'000;
constexpr std::int64_t accounts_percent = 6;  // of participants: 60,000 for 1,000,000
constexpr std::int64_t contacts_each = 5;
constexpr std::int64_t contacts_each_of_big = 3;
constexpr std::int64_t peers_asked = 300;
constexpr std::int64_t peers_to_warm_up = 30;
constexpr std::size_t rounds = 3;      // each peer's time is the median, so that p99 tells of peers, not of neighbours
constexpr std::size_t page = 50;       // of items, as the API gives unasked
constexpr double page_ms_target = 10;  // "single-digit milliseconds"

GeneratedProgram program_of(std::int64_t participants) {
    bool const big = participants >= participants_of_big;
    auto const peers = std::max<std::int64_t>(1, participants / participants_each_peer);
    return GeneratedProgram({.participants = participants,
                             .contacts = participants * (big ? contacts_each_of_big : contacts_each),
                             .sites = std::max(generated_sites, participants / participants_each_site),
                             .peers = peers,
                             .clinicians = participants * accounts_percent / 100 - peers,
                             .present = present_day()});
}

// Reads for somebody else and keeps how the engine answers.
class ExplainingReader : public Reader {
public:
    ExplainingReader(Reader& reader, std::ostream& out) : reader_(reader), out_(out) {}
    Engine engine() const override { return reader_.engine(); }
    void each(Statement const& statement, RowVisitor const& visit) override {
        bool const is_sqlite = engine() == Engine::sqlite;
        auto const sql = (is_sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ") +
                         std::string(statement.sql);
        out_ << statement.sql << "\n\n";
        reader_.each({sql, statement.parameters}, [&](Row const& row) {
            out_ << "    " << row.text(is_sqlite ? 3 : 0) << '\n';
            return true;
        });
        out_ << '\n';
        reader_.each(statement, visit);
    }

private:
    Reader& reader_;
    std::ostream& out_;
};

// One page of a list, as its route makes it; answers the number of rows.
struct List {
    std::string_view name;
    std::size_t (*rows)(WorklistView const& view, Id<Staff> const& peer);
};

constexpr List lists[]{
    {"caseload", [](WorklistView const& view,
                    Id<Staff> const& peer) { return caseload(view, {.staff_id = peer, .limit = page}).rows.size(); }},
    {"referrals to reach",
     [](WorklistView const& view, Id<Staff> const&) { return referrals_to_reach(view, {.limit = page}).rows.size(); }},
    {"overdue", [](WorklistView const& view, Id<Staff> const&) { return overdue(view, {.limit = page}).rows.size(); }},
};

class Worklists {
public:
    Worklists(Engine engine, std::int64_t participants)
        : program_(program_of(participants)), database_(engine), opened_(database_, 2) {
        database_.fill(program_);
    }

    void measure() {
        for (auto const& list : lists) {
            for (std::int64_t i = 0; i < peers_to_warm_up; ++i)
                ask(list, (peer_number(i) + 1) % program_.size().peers, nullptr);
            std::vector<double> times;
            std::size_t rows = 0;
            std::array<std::vector<double>, rounds> of_round;
            for (auto& round : of_round) {
                rows = 0;
                for (std::int64_t i = 0; i < peers_asked; ++i) {
                    auto const start = SteadyClock::now();
                    rows += ask(list, peer_number(i), nullptr);
                    round.push_back(seconds_since(start));
                }
            }
            for (std::size_t i = 0; i < peers_asked; ++i) {
                times.push_back(spread_of({of_round[0][i], of_round[1][i], of_round[2][i]}).median);
            }
            std::sort(times.begin(), times.end());
            auto const p99 = times[times.size() * 99 / 100] * 1000;
            print({.what = fmt::format("{}: {}, {:.0f} rows, of {}", name_of(database_.engine()), list.name,
                                       static_cast<double>(rows) / static_cast<double>(peers_asked),
                                       program_.size().participants),
                   .cairn = fmt::format("{:.1f} ms, p99 {:.1f} ms", times[times.size() / 2] * 1000, p99),
                   .target = Target{Target::Side::at_most, page_ms_target, " ms"},
                   .judged = p99});
        }
    }

    void write_plans(std::string const& folder) {
        std::filesystem::create_directories(folder);
        for (auto const& list : lists) {
            std::string name =
                fmt::format("{}-{}-{}.txt", to_string(database_.engine()), list.name, program_.size().participants);
            std::replace(name.begin(), name.end(), ' ', '-');
            std::ofstream file(std::filesystem::path(folder) / name);
            ask(list, 0, &file);
        }
    }

private:
    // Spread over all of them; whoever comes after is asked to warm up.
    std::int64_t peer_number(std::int64_t i) const { return i * program_.size().peers / peers_asked; }

    std::size_t ask(List const& list, std::int64_t number, std::ostream* plans) {
        auto const peer = program_.staff(number).id;
        auto const permit = authorize_holder(to_string(program_.account(number).id), to_string(peer), Role::peer,
                                             *program_.size().present);
        auto& organization = opened_.organization();
        auto const present = organization.program();
        std::size_t rows = 0;
        organization.database().read([&](Reader& reader) {
            if (plans == nullptr) {
                rows = list.rows({reader, permit, *present, organization.clock().now()}, peer);
            } else {
                ExplainingReader explaining(reader, *plans);
                rows = list.rows({explaining, permit, *present, organization.clock().now()}, peer);
            }
        });
        return rows;
    }

    GeneratedProgram program_;
    BenchDatabase database_;
    OpenProgram opened_;
};

void measure_size(Engine engine, std::int64_t participants, Options const& options) {
    Worklists worklists(engine, participants);
    worklists.measure();
    if (!options.plans.empty()) worklists.write_plans(options.plans);
}

}  // namespace

void measure_worklists(Options const& options) {
    for (auto const engine : {Engine::sqlite, Engine::postgresql}) {
        if (engine == Engine::postgresql && !has_postgres()) {
            print_left_out("PostgreSQL: worklists", "no PostgreSQL here");
            continue;
        }
        measure_size(engine, options.worklist_participants, options);
        if (options.big) measure_size(engine, participants_of_big, options);
    }
}

}  // namespace cairn::bench
