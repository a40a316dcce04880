// A day of the Gregorian calendar, without a time or a zone.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cairn {

inline constexpr int earliest_year = 1850;
inline constexpr int latest_year = 2200;

struct Date {
    std::int32_t days = 0;  // since 1970-01-01

    friend auto operator<=>(Date, Date) = default;
    friend Date operator+(Date date, int count) { return {date.days + count}; }
    friend Date operator-(Date date, int count) { return {date.days - count}; }
    friend int operator-(Date a, Date b) { return a.days - b.days; }

    // Reads YYYY-MM-DD, years earliest_year to latest_year, and refuses days that no calendar has.
    static Result<Date> parse(std::string_view text);
    static Date from_ymd(int year, unsigned month, unsigned day);  // the caller knows that the day exists
};

int year_of(Date date);
std::string to_string(Date date);  // YYYY-MM-DD

}  // namespace cairn
