#include "store/testing.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>

#include "store/migrate.hpp"

namespace cairn {
namespace {

// 2026-11-02T12:00:00Z: after the last visit of the trial data, so that nothing in it lies in the future.
constexpr Instant test_now{1'793'620'800'000};
constexpr std::uint64_t test_seed = 20261102;

}  // namespace

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "cairn-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

TestDatabase::TestDatabase(Engine engine, bool migrated)
    : clock_(test_now), randomness_(test_seed), ids_(clock_, randomness_), engine_(engine) {
    address_ = "sqlite:" + (folder_.path() / "cairn.db").string();
    reopen({.create = true});
    if (!migrated) return;
    auto const state = migrate(*database_, clock_);
    if (!state) throw std::runtime_error(to_string(state.error()));
}

TestDatabase::~TestDatabase() = default;

void TestDatabase::reopen(OpenOptions const& options) {
    database_.reset();
    database_ = open_database(address_, clock_, randomness_, options).value();
}

std::vector<Engine> engines_under_test() { return {Engine::sqlite}; }

}  // namespace cairn
