#include "base/present.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

constexpr std::string_view philadelphia = "America/New_York";

Instant at(std::string_view text) { return Instant::parse(text).value(); }
Date day(std::string_view text) { return Date::parse(text).value(); }

TEST(Present, TodayIsTheDayOfThePlace) {
    EXPECT_EQ(local_today(at("2026-08-04T02:00:00Z"), philadelphia), day("2026-08-03"));
    EXPECT_EQ(local_today(at("2026-08-04T02:00:00Z"), "Asia/Tokyo"), day("2026-08-04"));
}

TEST(Present, AZoneThatDoesNotExistCountsAsUtc) {
    EXPECT_EQ(local_today(at("2026-08-04T02:00:00Z"), "Nowhere/City"), day("2026-08-04"));
}

TEST(Present, AClockThatIsSlightlyAheadIsForgiven) {
    auto const now = at("2026-08-03T12:00:00Z");
    EXPECT_FALSE(is_in_future(Moment{at("2026-08-03T12:05:00Z")}, now, philadelphia));
    EXPECT_TRUE(is_in_future(Moment{at("2026-08-03T12:05:00.001Z")}, now, philadelphia));
}

TEST(Present, ADayIsInTheFutureUntilItBeginsAtThePlace) {
    EXPECT_TRUE(is_in_future(day("2026-08-04"), at("2026-08-04T03:54:00Z"), philadelphia));
    EXPECT_FALSE(is_in_future(day("2026-08-04"), at("2026-08-04T03:56:00Z"), philadelphia));  // minutes before midnight
    EXPECT_TRUE(is_in_future(Moment{day("2026-08-04")}, at("2026-08-03T12:00:00Z"), philadelphia));
}

}  // namespace
}  // namespace cairn
