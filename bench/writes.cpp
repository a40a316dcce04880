// Durable contact writes: the service `log_contact` against one INSERT of the same row with the same durability.
#include <array>
#include <chrono>
#include <fstream>
#include <stdexcept>

#include <fmt/core.h>

#include "databases.hpp"
#include "parts.hpp"
#include "process.hpp"
#include "raw_sqlite.hpp"
#include "service_writes.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr std::array thread_counts{1, 16, 64};
constexpr std::int64_t raw_rows_made_beforehand = 20'000;

// One connection, one prepared INSERT, one commit for each row.
class RawSqliteWrites {
public:
    explicit RawSqliteWrites(std::string const& path) : raw_(path) { raw_.run(durable_pragmas); }

    double per_second(double seconds) {
        std::vector<SqlValues> rows;
        auto const& type = record_type<Contact>();
        for (std::int64_t i = 0; i < raw_rows_made_beforehand; ++i) {
            auto const contact = writers_program().contact_with_anybody(++number_);
            rows.push_back(record_values(type, &contact));
        }
        std::size_t written = 0;
        auto const start = SteadyClock::now();
        while (written < rows.size() && seconds_since(start) < seconds) raw_.insert(type, rows[written++]);
        return static_cast<double>(written) / seconds_since(start);
    }

private:
    RawSqlite raw_;
    std::int64_t number_ = 0;
};

// pgbench with one INSERT of the same row, prepared.
class PgbenchWrites {
public:
    PgbenchWrites(std::string pgbench, std::string address)
        : pgbench_(std::move(pgbench)), address_(std::move(address)) {
        std::ofstream(script_) << script();
    }

    double per_second(int clients, double seconds) {
        auto const output = (folder_.path() / "output").string();
        run_program({pgbench_, "--no-vacuum", "--protocol=prepared", fmt::format("--client={}", clients),
                     fmt::format("--jobs={}", std::min(clients, 2)),
                     fmt::format("--time={:.0f}", std::max(1.0, seconds)), "--define=n=0",
                     fmt::format("--define=run={}", ++runs_), "--file=" + script_, address_},
                    output);
        std::ifstream file(output);
        for (std::string line; std::getline(file, line);) {
            constexpr std::string_view rate = "tps = ";
            if (line.starts_with(rate)) return std::stod(line.substr(rate.size()));
        }
        throw std::runtime_error("pgbench said no rate");
    }

private:
    static std::string script() {
        auto const contact = writers_program().contact_with_anybody(1);
        auto const& type = record_type<Contact>();
        auto const values = record_values(type, &contact);
        std::string cells;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i > 0) cells += ", ";
            cells += cell(type.fields[i], values[i]);
        }
        return fmt::format("\\set n :n + 1\n\\set number :run * 100000000 + :n * 64 + :client_id\n"
                           "\\set who random(0, {})\n\\set day random(0, 999)\n"
                           "INSERT INTO contact ({}) VALUES ({});\n",
                           writers_program().size().participants - 1, column_list(type), cells);
    }

    // The generated contact's own value, but another id, participant and day each time.
    static std::string cell(Field const& field, SqlValue const& value) {
        auto const* text = std::get_if<std::string>(&value);
        if (field.name == "service_date") return "to_char(date '2022-01-03' + (:day)::int, 'YYYY-MM-DD')";
        if (field.name == "id" || field.name == "participant_id" || field.name == "episode_id") {
            auto const variable = field.name == "id" ? "number" : "who";
            return fmt::format("'{}' || lpad(to_hex((:{})::bigint), 12, '0')",
                               text->substr(0, contact_id_prefix.size()), variable);
        }
        if (text != nullptr) return fmt::format("'{}'", *text);
        if (auto const* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
        if (auto const* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
        return "NULL";
    }

    TemporaryFolder folder_;
    std::string pgbench_;
    std::string address_;
    std::string script_ = (folder_.path() / "insert.sql").string();
    int runs_ = 0;
};

// Figures by number of threads, and the limit each is set against, one of each per round.
struct Rounds {
    std::array<std::vector<double>, thread_counts.size()> cairn;
    std::array<std::vector<double>, thread_counts.size()> limit;
};

void print_rounds(Engine engine, Rounds const& rounds, double target_with_16) {
    for (std::size_t i = 0; i < thread_counts.size(); ++i) {
        auto const threads = thread_counts[i];
        Line line{.what =
                      fmt::format("{}: contacts logged, {} thread{}", name_of(engine), threads, threads > 1 ? "s" : ""),
                  .cairn = per_second(spread_of(rounds.cairn[i])),
                  .limit = per_second(spread_of(rounds.limit[i])),
                  .ratio = ratios(rounds.cairn[i], rounds.limit[i]).median};
        if (threads == 16) line.target = Target{Target::Side::at_least, target_with_16};
        print(line);
    }
}

void measure_sqlite_writes(Options const& options) {
    BenchDatabase const mine(Engine::sqlite);
    BenchDatabase other(Engine::sqlite);
    other.make_tables();
    other.fill(writers_people());
    ServiceWrites cairn(mine);
    RawSqliteWrites raw(other.path());
    cairn.per_second(16, 1);  // warms up, and gives every participant a stream
    Rounds rounds;
    for (int round = 0; round < options.rounds; ++round) {
        auto const limit = raw.per_second(options.slice_seconds);
        for (std::size_t i = 0; i < thread_counts.size(); ++i) {
            rounds.limit[i].push_back(limit);
            rounds.cairn[i].push_back(cairn.per_second(thread_counts[i], options.slice_seconds));
        }
    }
    print_rounds(Engine::sqlite, rounds, 1.0);
}

void measure_postgres_writes(Options const& options) {
    BenchDatabase const mine(Engine::postgresql);
    BenchDatabase other(Engine::postgresql);
    other.make_tables();
    other.fill(writers_people());
    ServiceWrites cairn(mine);
    PgbenchWrites raw(options.pgbench, other.address());
    cairn.per_second(16, 1);
    Rounds rounds;
    for (int round = 0; round < options.rounds; ++round) {
        auto const one = raw.per_second(1, options.slice_seconds);
        auto const sixteen = raw.per_second(16, options.slice_seconds);
        for (std::size_t i = 0; i < thread_counts.size(); ++i) {
            rounds.limit[i].push_back(thread_counts[i] == 1 ? one : sixteen);
            rounds.cairn[i].push_back(cairn.per_second(thread_counts[i], options.slice_seconds));
        }
    }
    print_rounds(Engine::postgresql, rounds, 0.5);
}

}  // namespace

void measure_writes(Options const& options) {
    measure_sqlite_writes(options);
    if (has_postgres()) {
        measure_postgres_writes(options);
    } else {
        print_left_out("PostgreSQL: contacts logged", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
