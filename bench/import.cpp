// Import of a folder of CSV files against the engine's own bulk load of all the rows that import has written.
#include <unistd.h>

#include <array>
#include <chrono>
#include <stdexcept>

#include <fmt/core.h>

#include "databases.hpp"
#include "parts.hpp"
#include "process.hpp"
#include "raw_postgres.hpp"
#include "raw_sqlite.hpp"
#include "table.hpp"

namespace cairn::bench {
namespace {

constexpr int import_rounds = 3;
constexpr int small_share = 10;  // the import whose memory is compared is that many times smaller
constexpr double memory_growth_max = 1.2;

// Every table that import fills, each after those it refers to.
constexpr std::array<std::string_view, 10> filled_tables{
    "stream", "journal", "receipt", "external_key", "site", "staff", "participant", "referral", "episode", "contact"};

struct Folder {
    explicit Folder(ProgramSize size) : rows(write_csv_folder(GeneratedProgram(size), place.path())) {}

    TemporaryFolder place;
    std::int64_t rows;
};

Finished import_into(BenchDatabase const& database, Folder const& folder, Options const& options) {
    ::sync();  // what was written before must not be paid for here
    return run_program({options.program, "import", folder.place.path().string(), "--db", database.address()});
}

double seconds_of(auto const& work) {
    ::sync();
    auto const start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One transaction over all tables, in a cache that holds them all; rows come in the order in which they were written,
// so that SQLite inserts them one by one and cannot copy whole pages, which would only work from another SQLite file of
// the same shape.
double load_sqlite(BenchDatabase const& from, BenchDatabase const& to, std::string const& pragmas) {
    return seconds_of([&] {
        RawSqlite raw(to.path());
        raw.run(pragmas);
        raw.run("PRAGMA cache_size = -400000; ATTACH '" + from.path() + "' AS source; BEGIN");
        for (auto const table : filled_tables) {
            raw.run(fmt::format("INSERT INTO main.{0} SELECT * FROM source.{0} ORDER BY rowid", table));
        }
        raw.run("COMMIT");
    });
}

// COPY by the server itself, from files, in one transaction.
double load_postgres(BenchDatabase const& from, BenchDatabase const& to) {
    auto const* folder = std::getenv("CAIRN_TEST_POSTGRES_DATA");
    if (folder == nullptr) throw std::runtime_error("CAIRN_TEST_POSTGRES_DATA is not set");
    auto const file = [&](std::string_view table) { return fmt::format("'{}/bench-{}.copy'", folder, table); };
    RawPostgres source(from.address());
    for (auto const table : filled_tables) {
        source.run(fmt::format("COPY (SELECT * FROM {} ORDER BY ctid) TO {}", table, file(table)));
    }
    source.run("CHECKPOINT");
    RawPostgres target(to.address());
    return seconds_of([&] {
        target.run("BEGIN");
        for (auto const table : filled_tables) target.run(fmt::format("COPY {} FROM {}", table, file(table)));
        target.run("COMMIT");
    });
}

struct Rates {
    std::vector<double> cairn;
    std::vector<double> limit;
    std::vector<double> exclusive;  // SQLite only: a load that keeps readers out
};

void print_rates(Engine engine, std::int64_t rows, Rates const& rates) {
    auto const cairn = per_second(spread_of(rates.cairn));
    print({.what = fmt::format("{}: import of {} rows", name_of(engine), rows),
           .cairn = cairn,
           .limit = per_second(spread_of(rates.limit)),
           .ratio = ratios(rates.cairn, rates.limit).median,
           .target = Target{Target::Side::at_least, 0.3}});
    if (rates.exclusive.empty()) return;
    print({.what = "  against a load in a rollback journal, nobody reading",
           .cairn = cairn,
           .limit = per_second(spread_of(rates.exclusive)),
           .ratio = ratios(rates.cairn, rates.exclusive).median});
}

void print_memory(Engine engine, double large, double small) {
    constexpr double mebibyte = 1 << 20;
    print({.what = fmt::format("{}: its peak memory, against that of a tenth", name_of(engine)),
           .cairn = fmt::format("{:.1f} MiB", large / mebibyte),
           .limit = fmt::format("{:.1f} MiB", small / mebibyte),
           .ratio = large / small,
           .target = Target{Target::Side::at_most, memory_growth_max}});
}

// The tables as import made them, loaded into a database of their own: rows of the source per second.
double loaded_per_second(BenchDatabase const& from, std::int64_t rows, char const* pragmas) {
    BenchDatabase to(from.engine());
    to.make_tables();
    auto const seconds = from.engine() == Engine::sqlite ? load_sqlite(from, to, pragmas) : load_postgres(from, to);
    return static_cast<double>(rows) / seconds;
}

void measure_engine(Engine engine, Options const& options) {
    ProgramSize const size{options.import_participants, options.import_contacts};
    Folder const large(size);
    Folder const small({size.participants / small_share, size.contacts / small_share});
    Rates rates;
    std::vector<double> memory;
    for (int round = 0; round < import_rounds; ++round) {
        BenchDatabase const imported(engine);
        auto const finished = import_into(imported, large, options);
        rates.cairn.push_back(static_cast<double>(large.rows) / finished.seconds);
        memory.push_back(static_cast<double>(finished.peak_bytes));
        rates.limit.push_back(loaded_per_second(imported, large.rows, durable_pragmas));
        if (engine == Engine::sqlite) {
            rates.exclusive.push_back(loaded_per_second(imported, large.rows, exclusive_pragmas));
        }
    }
    print_rates(engine, large.rows, rates);
    BenchDatabase const imported(engine);
    auto const finished = import_into(imported, small, options);
    print_memory(engine, spread_of(memory).median, static_cast<double>(finished.peak_bytes));
}

}  // namespace

void measure_import(Options const& options) {
    measure_engine(Engine::sqlite, options);
    if (has_postgres()) {
        measure_engine(Engine::postgresql, options);
    } else {
        print_left_out("PostgreSQL: rows imported", "no PostgreSQL here");
    }
}

}  // namespace cairn::bench
