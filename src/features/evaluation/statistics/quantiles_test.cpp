#include "features/evaluation/statistics/quantiles.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace cairn::statistics {
namespace {

// R: quantile(c(1, 2, 3, 4), c(.25, .5, .75)) and quantile(c(5, 11, 25, 45, 60, 61), c(.25, .5, .75)).
TEST(Quantiles, EqualRsDefault) {
    std::vector<std::int32_t> const four{1, 2, 3, 4};
    EXPECT_DOUBLE_EQ(*quantile_type7(four, .25), 1.75);
    EXPECT_DOUBLE_EQ(*quantile_type7(four, .5), 2.5);
    EXPECT_DOUBLE_EQ(*quantile_type7(four, .75), 3.25);
    std::vector<std::int32_t> const six{5, 11, 25, 45, 60, 61};
    EXPECT_DOUBLE_EQ(*quantile_type7(six, .25), 14.5);
    EXPECT_DOUBLE_EQ(*quantile_type7(six, .5), 35);
    EXPECT_DOUBLE_EQ(*quantile_type7(six, .75), 56.25);
}

TEST(Quantiles, OfOneValueAreThatValue) {
    std::vector<std::int32_t> const one{25};
    EXPECT_EQ(quantile_type7(one, .25), 25.0);
    EXPECT_EQ(quantile_type7(one, 1), 25.0);
}

TEST(Quantiles, OfNothingDoNotExist) { EXPECT_FALSE(quantile_type7({}, .5)); }

RC_GTEST_PROP(Quantiles, LieWithinTheValuesAndRise, (std::vector<std::int16_t> const& drawn)) {
    RC_PRE(!drawn.empty());
    std::vector<std::int32_t> values(drawn.begin(), drawn.end());
    std::sort(values.begin(), values.end());
    double const q1 = *quantile_type7(values, .25);
    double const median = *quantile_type7(values, .5);
    RC_ASSERT(values.front() <= q1 && q1 <= median && median <= values.back());
}

}  // namespace
}  // namespace cairn::statistics
