#include "access/rate_limit.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

constexpr std::int64_t minute = 60'000;

class RateLimiterTest : public testing::Test {
protected:
    void wait(std::int64_t milliseconds) { clock_.set({clock_.now().milliseconds + milliseconds}); }
    int tries(RateLimiter& limiter, std::string const& name, int most = 100) {
        int taken = 0;
        while (taken < most && !limiter.take(name)) ++taken;
        return taken;
    }
    FixedClock clock_{Instant{1'793'620'800'000}};
};

TEST_F(RateLimiterTest, GivesTheNamedNumberAtOnceAndSaysWhenThereIsAnother) {
    RateLimiter limiter(clock_, {10, 15});
    EXPECT_EQ(tries(limiter, "ana"), 10);
    EXPECT_EQ(limiter.take("ana"), 90);
    wait(89'000);
    EXPECT_EQ(limiter.take("ana"), 1);
    wait(1'000);
    EXPECT_EQ(limiter.take("ana"), std::nullopt);
    EXPECT_EQ(limiter.take("ana"), 90);
}

TEST_F(RateLimiterTest, FillsUpInItsPeriodAndNotBeyond) {
    RateLimiter limiter(clock_, {10, 15});
    EXPECT_EQ(tries(limiter, "ana"), 10);
    wait(15 * minute);
    EXPECT_EQ(tries(limiter, "ana"), 10);
    wait(150 * minute);
    EXPECT_EQ(tries(limiter, "ana"), 10);
}

TEST_F(RateLimiterTest, NamesDoNotTouchOneAnother) {
    RateLimiter limiter(clock_, {2, 15});
    EXPECT_EQ(tries(limiter, "ana"), 2);
    EXPECT_EQ(tries(limiter, "ben"), 2);
}

TEST_F(RateLimiterTest, WhatIsGivenBackCanBeTakenAgain) {
    RateLimiter limiter(clock_, {2, 15});
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(limiter.take("ana"), std::nullopt);
        limiter.give_back("ana");
    }
    EXPECT_EQ(tries(limiter, "ana"), 2);
    limiter.give_back("nobody");
}

TEST_F(RateLimiterTest, AClockThatIsSetBackNeitherOpensNorLocks) {
    RateLimiter limiter(clock_, {2, 15});
    EXPECT_EQ(tries(limiter, "ana"), 2);
    wait(-60 * minute);
    EXPECT_TRUE(limiter.take("ana"));
    wait(15 * minute);
    EXPECT_EQ(tries(limiter, "ana"), 2);
}

TEST_F(RateLimiterTest, MemoryIsBoundedAndAnEmptyBucketCannotBeWashedAway) {
    RateLimiter limiter(clock_, {10, 15}, 100);
    EXPECT_EQ(tries(limiter, "ana"), 10);
    for (int i = 0; i < 5000; ++i) {
        EXPECT_EQ(limiter.take("made up " + std::to_string(i)), std::nullopt);
        EXPECT_LE(limiter.names(), 100U);
    }
    EXPECT_TRUE(limiter.take("ana"));
}

TEST(AddressBlock, IsTheWholeAddressOrTheNetworkOfIPv6) {
    EXPECT_EQ(address_block("192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_block("::ffff:192.0.2.7"), "192.0.2.7");
    EXPECT_EQ(address_block("2001:db8:1:2::1"), address_block("2001:db8:1:2:ffff::9"));
    EXPECT_NE(address_block("2001:db8:1:2::1"), address_block("2001:db8:1:3::1"));
    EXPECT_EQ(address_block("nonsense"), "nonsense");
    EXPECT_EQ(address_block(""), "");
}

}  // namespace
}  // namespace cairn
