#include "databases.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "raw_postgres.hpp"
#include "raw_sqlite.hpp"
#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"

namespace cairn::bench {
namespace {

char const* cluster() { return std::getenv("CAIRN_TEST_POSTGRES"); }

std::string next_database_name() {
    static int count = 0;
    return "cairn_bench_" + std::to_string(++count);
}

// "postgresql:///postgres?host=…" with another database's name.
std::string with_database_name(std::string const& address, std::string const& name) {
    auto const query = std::min(address.find('?'), address.size());
    auto const slash = address.rfind('/', query);
    return address.substr(0, slash + 1) + name + address.substr(query);
}

// Nothing waits for the disk and nothing is checked: this only prepares a measurement.
void fill_sqlite(std::string const& path, BenchDatabase::Records const& records) {
    RawSqlite raw(path);
    raw.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; BEGIN");
    records([&](RecordType const& type, void const* record) { raw.insert(type, record_values(type, record)); });
    raw.run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE); ANALYZE");
}

void fill_postgres(std::string const& address, BenchDatabase::Records const& records) {
    RawPostgres raw(address);
    raw.run("SET session_replication_role = replica; SET synchronous_commit = off");
    RecordType const* copying = nullptr;
    records([&](RecordType const& type, void const* record) {
        if (copying != &type) {
            if (copying != nullptr) raw.end_copy();
            raw.begin_copy(type);
            copying = &type;
        }
        raw.copy_row(record_values(type, record));
    });
    if (copying != nullptr) raw.end_copy();
    raw.run("VACUUM ANALYZE");
    raw.run("CHECKPOINT");
}

Config config_for(std::string const& address, int connections) {
    auto config = load_config(
        std::nullopt, {{"database", address}, {"actor", "bench"}, {"connections", std::to_string(connections)}});
    if (!config) throw std::runtime_error(to_string(config.error()));
    return *config;
}

}  // namespace

bool has_postgres() { return cluster() != nullptr; }

std::string_view name_of(Engine engine) { return engine == Engine::sqlite ? "SQLite" : "PostgreSQL"; }

Date present_day() { return local_date(SystemClock().now(), "America/New_York").value(); }

BenchDatabase::BenchDatabase(Engine engine) : engine_(engine) {
    if (engine_ == Engine::sqlite) {
        address_ = "sqlite:" + path();
        return;
    }
    name_ = next_database_name();
    execute_on_postgres(cluster(), "CREATE DATABASE " + name_);
    address_ = with_database_name(cluster(), name_);
}

BenchDatabase::~BenchDatabase() {
    if (!name_.empty()) execute_on_postgres(cluster(), "DROP DATABASE " + name_ + " WITH (FORCE)");
}

std::string BenchDatabase::path() const { return (folder_.path() / "cairn.db").string(); }

std::string BenchDatabase::ask(std::string const& sql) const {
    SystemClock const clock;
    SystemRandomness randomness;
    auto const database = open_database(address_, clock, randomness, {.connections = 1}).value();
    std::optional<std::string> text;
    database->read([&](Reader& reader) { text = reader.text({sql, {}}); });
    if (!text) throw std::runtime_error("a question to the database had no answer");
    return *text;
}

void BenchDatabase::make_tables() {
    SystemClock const clock;
    SystemRandomness randomness;
    auto const database = open_database(address_, clock, randomness, {.create = true, .exclusive = true}).value();
    auto const state = migrate(*database, clock);
    if (!state) throw std::runtime_error(to_string(state.error()));
}

void BenchDatabase::fill(Records const& records) const {
    if (engine_ == Engine::sqlite) {
        fill_sqlite(path(), records);
    } else {
        fill_postgres(address_, records);
    }
}

void BenchDatabase::fill(GeneratedProgram const& program) const {
    fill([&](GeneratedProgram::Visit const& visit) { program.each(visit); });
}

OpenProgram::OpenProgram(BenchDatabase const& database, int connections)
    : config_(config_for(database.address(), connections)) {
    auto workplace = Workplace::open(config_, Opening::may_create);
    if (!workplace) throw std::runtime_error(to_string(workplace.error()));
    workplace_ = std::move(*workplace);
}

}  // namespace cairn::bench
