// A fresh, migrated database per test, on every engine that is there. For tests only.
//
//     class Contacts : public StoreTest {};
//     INSTANTIATE_STORE_TESTS(Contacts);
//     TEST_P(Contacts, AreLogged) { database(); … }
//
// PostgreSQL takes part when CAIRN_TEST_POSTGRES names a cluster where databases may be made. Without it the tests on
// PostgreSQL are left out loudly on a laptop and fail where CI is set.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/temporary_folder.hpp"
#include "store/database.hpp"

namespace cairn {

// An empty database of its own, dropped with the object.
class TestDatabase {
public:
    explicit TestDatabase(Engine engine, bool migrated = true);
    TestDatabase(TestDatabase const&) = delete;
    TestDatabase& operator=(TestDatabase const&) = delete;
    ~TestDatabase();

    Database& database() { return *database_; }
    std::string const& address() const { return address_; }
    std::filesystem::path const& folder() const { return folder_.path(); }
    FixedClock& clock() { return clock_; }
    Randomness& randomness() { return randomness_; }
    IdSource& ids() { return ids_; }
    void close() { database_.reset(); }  // for tests that open the address themselves
    void reopen(OpenOptions const& options = {});

private:
    TemporaryFolder folder_;
    FixedClock clock_;
    SeededRandomness randomness_;
    IdSource ids_;
    Engine engine_;
    std::string name_{};  // of the PostgreSQL database
    std::string address_;
    std::unique_ptr<Database> database_;
};

// The engines that can be tested here.
std::vector<Engine> engines_under_test();

class StoreTest : public testing::TestWithParam<Engine> {
protected:
    StoreTest() : store_(GetParam()) {}
    TestDatabase& store() { return store_; }
    Database& database() { return store_.database(); }

private:
    TestDatabase store_;
};

inline std::string engine_test_name(testing::TestParamInfo<Engine> const& info) {
    return std::string(to_string(info.param));
}

}  // namespace cairn

#define INSTANTIATE_STORE_TESTS(Suite)                                                                                 \
    INSTANTIATE_TEST_SUITE_P(Engines, Suite, testing::ValuesIn(cairn::engines_under_test()), cairn::engine_test_name)
