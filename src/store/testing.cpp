#include "store/testing.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"

namespace cairn {
namespace {

// 2026-11-02T12:00:00Z: after the last visit of the trial data, so that nothing in it lies in the future.
constexpr Instant test_now{1'793'620'800'000};
constexpr std::uint64_t test_seed = 20261102;

char const* cluster() { return std::getenv("CAIRN_TEST_POSTGRES"); }

std::string next_database_name() {
    static std::atomic<int> count{0};
    return "cairn_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

// "postgresql:///postgres?host=…" with another database's name.
std::string with_database_name(std::string const& address, std::string const& name) {
    auto const query = std::min(address.find('?'), address.size());
    auto const slash = address.rfind('/', query);
    return address.substr(0, slash + 1) + name + address.substr(query);
}

}  // namespace

TestDatabase::TestDatabase(Engine engine, bool migrated)
    : clock_(test_now), randomness_(test_seed), ids_(clock_, randomness_), engine_(engine) {
    if (engine_ == Engine::sqlite) {
        address_ = "sqlite:" + (folder_.path() / "cairn.db").string();
    } else {
        name_ = next_database_name();
        execute_on_postgres(cluster(), "CREATE DATABASE " + name_);
        address_ = with_database_name(cluster(), name_);
    }
    reopen({.create = true});
    if (!migrated) return;
    auto const state = migrate(*database_, clock_);
    if (!state) throw std::runtime_error(to_string(state.error()));
}

TestDatabase::~TestDatabase() {
    database_.reset();
    if (!name_.empty()) execute_on_postgres(cluster(), "DROP DATABASE " + name_ + " WITH (FORCE)");
}

void TestDatabase::reopen(OpenOptions const& options) {
    database_.reset();
    database_ = open_database(address_, clock_, randomness_, options).value();
}

std::vector<Engine> engines_under_test() {
    if (cluster() != nullptr) return {Engine::sqlite, Engine::postgresql};
    if (std::getenv("CI") != nullptr) {
        throw std::runtime_error("CAIRN_TEST_POSTGRES is not set: the tests on PostgreSQL must not be left out here");
    }
    std::cerr << "\n*** CAIRN_TEST_POSTGRES is not set: the tests on PostgreSQL are LEFT OUT. Use ./dev test. ***\n\n";
    return {Engine::sqlite};
}

}  // namespace cairn
