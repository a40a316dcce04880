#include "access/access_log.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "access/organization_key.hpp"
#include "store/testing.hpp"

namespace cairn {
namespace {

using Participants = std::set<std::string>;

class AccessLogTest : public StoreTest {
protected:
    std::int64_t rows(std::string const& where = "TRUE") {
        std::int64_t count = 0;
        database().read([&](Reader& reader) {
            count = reader.integer({"SELECT count(*) FROM access_log WHERE " + where}).value_or(-1);
        });
        return count;
    }
    void run(std::string const& sql) {
        database().maintain([&](Maintenance& session) { session.execute_script(sql); });
    }
    void refuse() { run("ALTER TABLE access_log RENAME TO access_log_away"); }
    void accept() { run("ALTER TABLE access_log_away RENAME TO access_log"); }
    // Long enough for several tries of the writer; false when it never became so.
    static bool comes_true(std::function<bool()> const& condition) {
        auto const until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return true;
    }
    Permit const ana_ = authorize_holder("account-ana", "staff-ana", Role::peer, Date{});
};
INSTANTIATE_STORE_TESTS(AccessLogTest);

TEST_P(AccessLogTest, KeepsARowForEachParticipantSeen) {
    AccessLog log(database(), store().clock());
    log.saw(ana_, "list_contacts", "request-1", Participants{"p1", "p2", "p3"});
    log.saw(authorize_operator("kim"), "report", "request-2", Participants{"p1"});
    EXPECT_TRUE(log.flush());
    EXPECT_EQ(rows(), 4);
    EXPECT_EQ(rows("actor = 'account-ana' AND staff_id = 'staff-ana' AND operation = 'list_contacts' AND "
                   "request_id = 'request-1' AND at = '" +
                   to_string(store().clock().now()) + "'"),
              3);
    EXPECT_EQ(rows("actor = 'operator:kim' AND staff_id IS NULL AND participant_id = 'p1'"), 1);
}

TEST_P(AccessLogTest, IsDurableWithinASecondWithoutBeingAsked) {
    AccessLog log(database(), store().clock());
    log.saw(ana_, "read_contact", "request-1", Participants{"p1"});
    auto const begun = std::chrono::steady_clock::now();
    EXPECT_TRUE(comes_true([&] { return rows() == 1; }));
    RecordProperty("milliseconds", static_cast<int>((std::chrono::steady_clock::now() - begun).count() / 1'000'000));
}

TEST_P(AccessLogTest, NothingSeenIsNothingWritten) {
    AccessLog log(database(), store().clock());
    log.saw(ana_, "list_contacts", "request-1", {});
    EXPECT_TRUE(log.flush());
    EXPECT_EQ(rows(), 0);
}

TEST_P(AccessLogTest, ManyReadersLoseNothing) {
    constexpr int readers = 8;
    constexpr int reads = 100;
    AccessLog log(database(), store().clock());
    {
        std::vector<std::jthread> threads;
        for (int reader = 0; reader < readers; ++reader) {
            threads.emplace_back([&, reader] {
                for (int i = 0; i < reads; ++i) {
                    auto const name = std::to_string(reader) + "-" + std::to_string(i);
                    log.saw(ana_, "read_contact", name, Participants{"a" + name, "b" + name, "c" + name});
                }
            });
        }
    }
    EXPECT_TRUE(log.flush());
    EXPECT_EQ(rows(), readers * reads * 3);
    EXPECT_TRUE(log.is_open());
}

TEST_P(AccessLogTest, ClosesWhenTheDatabaseRefusesAndOpensWithEveryRowWhenItDoesNot) {
    AccessLog log(database(), store().clock());
    EXPECT_TRUE(log.is_open());
    refuse();
    log.saw(ana_, "read_contact", "request-1", Participants{"p1"});
    EXPECT_FALSE(log.flush());
    EXPECT_FALSE(log.is_open());
    log.saw(ana_, "read_contact", "request-2", Participants{"p2"});
    accept();
    EXPECT_TRUE(comes_true([&] { return log.is_open(); }));
    EXPECT_EQ(rows(), 2);
}

TEST_P(AccessLogTest, ClosesWhenRowsWaitTooLong) {
    AccessLog log(database(), store().clock());
    refuse();
    log.saw(ana_, "read_contact", "request-1", Participants{"p1"});
    store().clock().set({store().clock().now().milliseconds + access_log_lag_seconds * 1000 + 1});
    EXPECT_FALSE(log.is_open());
    accept();
    EXPECT_TRUE(comes_true([&] { return log.is_open(); }));
}

TEST_P(AccessLogTest, ClosesWhenTooManyRowsWait) {
    AccessLog log(database(), store().clock());
    Participants many;
    for (std::size_t i = 0; i <= access_log_rows_waiting_max; ++i) many.insert(std::to_string(i));
    log.saw(ana_, "list_contacts", "request-1", many);
    EXPECT_FALSE(log.is_open());
    EXPECT_TRUE(log.flush());
    EXPECT_TRUE(log.is_open());
    EXPECT_EQ(rows(), static_cast<std::int64_t>(many.size()));
}

TEST_P(AccessLogTest, WritesWhatWaitsWhenItEnds) {
    {
        AccessLog log(database(), store().clock());
        log.saw(ana_, "read_contact", "request-1", Participants{"p1"});
    }
    EXPECT_EQ(rows(), 1);
    AccessLog log(database(), store().clock());
    log.saw(ana_, "read_contact", "request-2", Participants{"p2"});
    EXPECT_EQ(log.close(), 0U);
    EXPECT_EQ(log.close(), 0U);
    EXPECT_FALSE(log.is_open());
    EXPECT_EQ(rows(), 2);
}

TEST_P(AccessLogTest, SaysAtItsEndHowMuchCouldNotBeWritten) {
    AccessLog log(database(), store().clock());
    refuse();
    log.saw(ana_, "list_contacts", "request-1", Participants{"p1", "p2"});
    EXPECT_EQ(log.close(), 2U);
}

class OrganizationKeyTest : public StoreTest {};
INSTANTIATE_STORE_TESTS(OrganizationKeyTest);

TEST_P(OrganizationKeyTest, IsMadeOnceAndStays) {
    auto const key = organization_key(database(), store().randomness(), cursor_key_name);
    EXPECT_EQ(key.size(), organization_key_bytes);
    EXPECT_EQ(organization_key(database(), store().randomness(), cursor_key_name), key);
    EXPECT_NE(organization_key(database(), store().randomness(), "another"), key);
    store().reopen();
    EXPECT_EQ(organization_key(database(), store().randomness(), cursor_key_name), key);
}

TEST_P(OrganizationKeyTest, TwoWhoMakeItAtTheSameTimeGetTheSame) {
    std::vector<Bytes> keys(8);
    {
        std::vector<std::jthread> threads;
        for (auto& key : keys) {
            threads.emplace_back([&] { key = organization_key(database(), store().randomness(), "raced"); });
        }
    }
    for (auto const& key : keys) EXPECT_EQ(key, keys.front());
}

}  // namespace
}  // namespace cairn
