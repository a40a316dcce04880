#include "base/present.hpp"

namespace cairn {
namespace {

Instant with_skew(Instant now) { return {now.milliseconds + clock_skew_minutes_max * 60'000LL}; }

}  // namespace

Date local_today(Instant now, std::string_view time_zone) {
    auto const today = local_date(now, time_zone);
    return today ? *today : local_date(now, "UTC").value();
}

bool is_in_future(Date date, Instant now, std::string_view time_zone) {
    return date > local_today(with_skew(now), time_zone);
}

bool is_in_future(Moment const& moment, Instant now, std::string_view time_zone) {
    if (auto const* date = std::get_if<Date>(&moment.value)) return is_in_future(*date, now, time_zone);
    return std::get<Instant>(moment.value) > with_skew(now);
}

}  // namespace cairn
