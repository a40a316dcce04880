// Points in time, time zones, and moments whose time of day may be unknown.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/date.hpp"
#include "base/result.hpp"

namespace cairn {

struct Instant {
    std::int64_t milliseconds = 0;  // since 1970-01-01T00:00:00Z, leap seconds not counted

    friend auto operator<=>(Instant, Instant) = default;
    // Reads RFC 3339 with seconds optional and any offset: 2026-08-03T14:05Z, 2026-08-03T10:05:00.250-04:00.
    static Result<Instant> parse(std::string_view text);
};

std::string to_string(Instant instant);  // RFC 3339, UTC, milliseconds: 2026-08-03T14:05:00.000Z

// An instant, or a day whose time is unknown, as import meets them ("a date without a time"; domain, CSV).
struct Moment {
    std::variant<Date, Instant> value{};

    bool has_time() const { return std::holds_alternative<Instant>(value); }
    friend bool operator==(Moment const&, Moment const&) = default;
    static Result<Moment> parse(std::string_view text);
};

std::string to_string(Moment const& moment);

// A zone of the IANA time zone database, for example America/New_York.
bool is_time_zone(std::string_view name);
Result<Date> local_date(Instant instant, std::string_view time_zone);  // refuses a zone that is not in the database
// The local day of a moment; a moment without a time is its own day in every zone.
Result<Date> local_date(Moment const& moment, std::string_view time_zone);
// The first instant of a local day.
Result<Instant> start_of_day(Date date, std::string_view time_zone);

}  // namespace cairn
