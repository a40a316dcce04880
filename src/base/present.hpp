// What lies after the present, with some patience for clocks that differ.
#pragma once

#include <string_view>

#include "base/instant.hpp"

namespace cairn {

inline constexpr int clock_skew_minutes_max = 5;  // how far ahead of ours a caller's clock may be

// Today at a place. A zone that is not in the database counts as UTC; rules say elsewhere that it must be in it.
Date local_today(Instant now, std::string_view time_zone);

// The day that the place has when clock_skew_minutes_max have passed: later days lie in the future.
bool is_in_future(Date date, Instant now, std::string_view time_zone);
bool is_in_future(Moment const& moment, Instant now, std::string_view time_zone);

}  // namespace cairn
