#include "base/instant.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

TEST(Instant, ReadsAnyOffsetAndWritesUtc) {
    EXPECT_EQ(to_string(*Instant::parse("2026-08-03T10:05:00.250-04:00")), "2026-08-03T14:05:00.250Z");
    EXPECT_EQ(to_string(*Instant::parse("2026-08-03T14:05Z")), "2026-08-03T14:05:00.000Z");
    EXPECT_EQ(to_string(*Instant::parse("2026-01-01T01:00:00+05:30")), "2025-12-31T19:30:00.000Z");
    EXPECT_EQ(to_string(*Instant::parse("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, RefusesATimeWithoutItsOffsetAndImpossibleTimes) {
    for (auto const* text : {"2026-08-03T10:05:00", "2026-08-03T24:00:00Z", "2026-08-03T10:60Z", "2026-08-03T10:05:60Z",
                             "2026-08-03T10:05:00.Z", "2026-08-03T10:05:00+24:00", "2026-02-30T10:05:00Z", "now"}) {
        EXPECT_FALSE(Instant::parse(text)) << text;
    }
}

TEST(Instant, RefusesWhatCouldNotBeReadAgainInUtc) {
    EXPECT_FALSE(Instant::parse("2200-12-31T23:05:00-04:00"));
    EXPECT_FALSE(Instant::parse("1850-01-01T01:00:00+04:00"));
    EXPECT_TRUE(Instant::parse("2200-12-31T23:05:00Z"));
}

TEST(Moment, IsAnInstantOrADayWhoseTimeIsUnknown) {
    EXPECT_FALSE(Moment::parse("2026-08-03")->has_time());
    EXPECT_TRUE(Moment::parse("2026-08-03T10:05:00Z")->has_time());
    EXPECT_EQ(to_string(*Moment::parse("2026-08-03")), "2026-08-03");
    EXPECT_FALSE(Moment::parse("2026-08"));
}

TEST(LocalDate, IsTheDayOnTheWallOfThatZone) {
    auto const late = *Instant::parse("2026-08-04T02:30:00Z");
    EXPECT_EQ(to_string(*local_date(late, "America/New_York")), "2026-08-03");
    EXPECT_EQ(to_string(*local_date(late, "UTC")), "2026-08-04");
    EXPECT_EQ(to_string(*local_date(*Moment::parse("2026-08-03"), "Pacific/Apia")), "2026-08-03");
    EXPECT_FALSE(local_date(late, "Mars/Base"));
}

TEST(StartOfDay, KnowsDaysThatStartLateAndDaysOfOtherLengths) {
    // Clocks in Santiago go forward at midnight: the day starts at one o'clock.
    EXPECT_EQ(to_string(*start_of_day(*Date::parse("2022-09-11"), "America/Santiago")), "2022-09-11T04:00:00.000Z");
    EXPECT_EQ(to_string(*start_of_day(*Date::parse("2026-11-01"), "America/New_York")), "2026-11-01T04:00:00.000Z");
    EXPECT_EQ(to_string(*start_of_day(*Date::parse("2026-11-02"), "America/New_York")), "2026-11-02T05:00:00.000Z");
}

}  // namespace
}  // namespace cairn
