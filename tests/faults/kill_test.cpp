// Nothing acknowledged is lost and nothing is doubled: writers are killed while they write, the database too.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include "app/wire.hpp"
#include "whole_program.hpp"
#include "writers.hpp"

namespace cairn {
namespace {

constexpr int threads = 6;
constexpr int participants = 12;

bool is_long() { return std::getenv("CAIRN_LONG") != nullptr; }

class Kill : public StoreTest {
protected:
    Kill() {
        Organization organization(database(), store().clock(), store().ids());
        seed_program(organization);
        register_people(organization, authorize_operator("test"), participants);
        store().close();
    }

    WriterProcess writer() { return {store().address(), threads, account_, store().folder()}; }

    // After the writers are gone: every acknowledged write is there once.
    void expect_all_there(bool verified) {
        store().reopen();
        auto const found = find_in(database(), account_);
        EXPECT_EQ(found.found, account_.acknowledged().size());
        EXPECT_EQ(found.missing, 0U);
        EXPECT_EQ(found.doubled, 0U);
        EXPECT_EQ(found.stray, 0U);
        if (verified) {
            SystemClock const clock;
            auto const report = verify(database(), all_record_types(), clock);
            ASSERT_TRUE(report) << to_string(report.error());
            EXPECT_TRUE(report->passed()) << listed(*report);
        }
        found_ = found;
        store().close();
    }

    void print(std::string const& what) {
        std::cout << to_string(GetParam()) << ": " << what << ": " << account_.acknowledged().size()
                  << " acknowledged, " << found_.found << " found, " << found_.missing << " missing, " << found_.doubled
                  << " doubled; " << found_.happened << " of " << account_.unanswered().size()
                  << " unanswered had happened\n";
    }

    Account account_;
    Found found_;
};
INSTANTIATE_STORE_TESTS(Kill);

TEST_P(Kill, OfTheWriterLosesAndDoublesNothing) {
    int const kills = is_long() ? 1000 : 50;
    int const sample = is_long() ? 100 : 10;  // how often everything is looked at in between
    std::mt19937 chance(20261102);
    std::uniform_int_distribution<int> microseconds(0, 30'000);
    for (int kill = 1; kill <= kills; ++kill) {
        {
            auto writing = writer();
            ASSERT_TRUE(writing.acknowledges(account_.unanswered().size() + threads)) << "the writer does not write";
            std::this_thread::sleep_for(std::chrono::microseconds(microseconds(chance)));
            writing.kill();
        }
        if (kill % sample == 0) expect_all_there(true);
        if (HasFailure()) break;
    }
    print(std::to_string(kills) + " kills");
    // The last unanswered ones are repeated, and then nothing is open any more.
    {
        auto writing = writer();
        ASSERT_TRUE(writing.acknowledges(account_.unanswered().size() + threads));
        EXPECT_EQ(writing.stop(), 0);
    }
    EXPECT_TRUE(account_.unanswered().empty());
    expect_all_there(true);
    print("at the end");
}

class ServerKill : public Kill {};

std::vector<Engine> servers_under_test() {
    auto engines = engines_under_test();
    std::erase(engines, Engine::sqlite);
    return engines;
}
INSTANTIATE_TEST_SUITE_P(Engines, ServerKill, testing::ValuesIn(servers_under_test()), engine_test_name);

int control(std::string const& verb) {
    return std::system((std::getenv("CAIRN_TEST_POSTGRES_CTL") + (" " + verb)).c_str());
}

TEST_P(ServerKill, LosesAndDoublesNothing) {
    ASSERT_NE(std::getenv("CAIRN_TEST_POSTGRES_CTL"), nullptr);
    int const rounds = is_long() ? 60 : 4;
    auto writing = writer();
    std::size_t wanted = 0;
    for (int round = 0; round < rounds; ++round) {
        wanted = account_.acknowledged().size() + 100;
        ASSERT_TRUE(writing.acknowledges(wanted)) << "the writer does not write";
        ASSERT_EQ(control(round % 2 == 0 ? "kill" : "stop"), 0);
        ASSERT_EQ(control("start"), 0);
    }
    ASSERT_TRUE(writing.acknowledges(account_.acknowledged().size() + 100)) << "the writer did not come back";
    EXPECT_EQ(writing.stop(), 0);
    EXPECT_TRUE(account_.unanswered().empty());
    expect_all_there(true);
    print(std::to_string(rounds) + " times stopped or killed, and started");
}

}  // namespace
}  // namespace cairn
