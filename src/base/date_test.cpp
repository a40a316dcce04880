#include "base/date.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

TEST(Date, ReadsAndWritesCalendarDays) {
    for (auto const* text : {"1850-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "2026-08-03", "2200-12-31"}) {
        auto const date = Date::parse(text);
        ASSERT_TRUE(date) << text;
        EXPECT_EQ(to_string(*date), text);
    }
    EXPECT_EQ(Date::parse("1970-01-02")->days, 1);
    EXPECT_EQ(year_of(*Date::parse("2026-08-03")), 2026);
}

TEST(Date, RefusesDaysThatNoCalendarHasAndOtherSpellings) {
    for (auto const* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "03.08.2026", "2026-08-03 ", "",
                             "1849-12-31", "2201-01-01", "+026-01-01", "2026-01-0x"}) {
        EXPECT_FALSE(Date::parse(text)) << text;
    }
}

TEST(Date, CountsDays) {
    EXPECT_EQ(*Date::parse("2024-03-01") - *Date::parse("2024-02-28"), 2);
    EXPECT_EQ(to_string(*Date::parse("2023-12-31") + 180), "2024-06-28");
}

}  // namespace
}  // namespace cairn
