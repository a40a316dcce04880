#include "features/evaluation/statistics/wilson.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "features/evaluation/reference_rows.hpp"

namespace cairn::statistics {
namespace {

TEST(Wilson, ReproducesThePublishedVectors) {
    struct Case {
        std::int64_t successes, trials;
        double lower, upper;
    };
    for (Case const& expected : {Case{41, 50, .6920, .9023}, Case{8, 19, .2314, .6372}, Case{5662, 6785, .8255, .8431},
                                 Case{0, 10, 0, .2775}}) {
        auto const limits = wilson_limits(expected.successes, expected.trials).value();
        EXPECT_NEAR(limits.lower, expected.lower, 5e-5);
        EXPECT_NEAR(limits.upper, expected.upper, 5e-5);
    }
}

TEST(Wilson, EqualsRForTheTrials) {
    for (auto const& row : reference::rows("coverage_monthly.csv")) {
        auto const limits = wilson_limits(reference::whole(row.at("x")), reference::whole(row.at("n"))).value();
        EXPECT_TRUE(reference::same(limits.lower, row.at("wilson_lower")));
        EXPECT_TRUE(reference::same(limits.upper, row.at("wilson_upper")));
    }
}

TEST(Wilson, HasNoLimitsWithoutTrials) { EXPECT_FALSE(wilson_limits(0, 0)); }

TEST(Wilson, TouchesTheBordersExactly) {
    EXPECT_EQ(wilson_limits(0, 37)->lower, 0.0);
    EXPECT_EQ(wilson_limits(37, 37)->upper, 1.0);
}

RC_GTEST_PROP(Wilson, HoldsTheShareAndMirrorsItsComplement, ()) {
    auto const trials = *rc::gen::inRange<std::int64_t>(1, 100000);
    auto const successes = *rc::gen::inRange<std::int64_t>(0, trials + 1);
    auto const limits = wilson_limits(successes, trials).value();
    auto const mirrored = wilson_limits(trials - successes, trials).value();
    double const share = double(successes) / double(trials);
    RC_ASSERT(limits.lower >= 0 && limits.lower <= share && share <= limits.upper && limits.upper <= 1);
    RC_ASSERT(std::abs(limits.lower - (1 - mirrored.upper)) < 1e-12);
}

}  // namespace
}  // namespace cairn::statistics
