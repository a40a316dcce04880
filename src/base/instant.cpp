#include "base/instant.hpp"

#include <date/tz.h>

#include <charconv>
#include <chrono>
#include <mutex>
#include <unordered_map>

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_day = 86'400'000;
constexpr std::int64_t milliseconds_per_minute = 60'000;

// Reads exactly `width` digits at the front of `text` and drops them.
bool take_number(std::string_view& text, std::size_t width, int& number) {
    if (text.size() < width) return false;
    for (auto const c : text.substr(0, width)) {
        if (c < '0' || c > '9') return false;
    }
    std::from_chars(text.data(), text.data() + width, number);
    text.remove_prefix(width);
    return true;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, int& milliseconds) {
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) milliseconds = milliseconds * 10 + (text.front() - '0');
        text.remove_prefix(1);
        ++digits;
    }
    for (int missing = digits; missing < 3; ++missing) milliseconds *= 10;
    return digits >= 1 && digits <= 9;
}

bool take_offset(std::string_view& text, int& minutes) {
    if (take(text, 'Z') || take(text, 'z')) return true;
    bool const west = !text.empty() && text.front() == '-';
    if (!west && (text.empty() || text.front() != '+')) return false;
    text.remove_prefix(1);
    int hours = 0;
    int rest = 0;
    if (!take_number(text, 2, hours) || !take(text, ':') || !take_number(text, 2, rest)) return false;
    minutes = (hours * 60 + rest) * (west ? -1 : 1);
    return hours <= 23 && rest <= 59;
}

struct TimeOfDay {
    int hour = 0, minute = 0, second = 0, milliseconds = 0, offset_minutes = 0;
};

bool take_time(std::string_view& text, TimeOfDay& time) {
    if (!take_number(text, 2, time.hour) || !take(text, ':') || !take_number(text, 2, time.minute)) return false;
    if (take(text, ':')) {
        if (!take_number(text, 2, time.second)) return false;
        if (take(text, '.') && !take_fraction(text, time.milliseconds)) return false;
    }
    return take_offset(text, time.offset_minutes) && text.empty() && time.hour <= 23 && time.minute <= 59 &&
           time.second <= 59;
}

date::time_zone const* find_zone(std::string_view name) {
    // A peer's program uses a handful of zones; the lookup is remembered per thread because import asks per row.
    thread_local std::unordered_map<std::string, date::time_zone const*> known;
    auto const [place, fresh] = known.try_emplace(std::string(name), nullptr);
    if (fresh) {
        try {
            place->second = date::locate_zone(place->first);
        } catch (std::runtime_error const&) {
            known.erase(place);
            return nullptr;
        }
    }
    return place->second;
}

Error unreadable() {
    return invalid("", "instant", "A time is written with its offset, for example 2026-08-03T10:05:00-04:00.");
}

Error unknown_zone() {
    return invalid("", "time_zone", "A time zone is a name of the IANA database, for example America/New_York.");
}

date::sys_time<std::chrono::milliseconds> to_sys_time(Instant instant) {
    return date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{instant.milliseconds}};
}

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
    auto const digits = std::to_string(number);
    out.append(width - digits.size(), '0');
    out += digits;
}

Date utc_day(Instant instant) {
    auto const days = instant.milliseconds / milliseconds_per_day;
    return {static_cast<std::int32_t>(days - (instant.milliseconds % milliseconds_per_day < 0 ? 1 : 0))};
}

}  // namespace

Result<Instant> Instant::parse(std::string_view text) {
    if (text.size() < 17 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return unreadable();
    auto const date = Date::parse(text.substr(0, 10));
    if (!date) return date.error();
    auto rest = text.substr(11);
    TimeOfDay time;
    if (!take_time(rest, time)) return unreadable();
    Instant const instant{date->days * milliseconds_per_day +
                          (time.hour * 60 + time.minute - time.offset_minutes) * milliseconds_per_minute +
                          time.second * 1000 + time.milliseconds};
    // An offset can carry the first or last evening over; what is accepted must be readable once written in UTC.
    auto const year = year_of(utc_day(instant));
    if (year < earliest_year || year > latest_year) {
        return invalid("", "instant", "The time lies, in UTC, outside the years 1850 to 2200.");
    }
    return instant;
}

std::string to_string(Instant instant) {
    auto const day = utc_day(instant);
    auto const rest = instant.milliseconds - day.days * milliseconds_per_day;
    auto text = to_string(day);
    text += 'T';
    append_padded(text, rest / 3'600'000, 2);
    text += ':';
    append_padded(text, rest / milliseconds_per_minute % 60, 2);
    text += ':';
    append_padded(text, rest / 1000 % 60, 2);
    text += '.';
    append_padded(text, rest % 1000, 3);
    text += 'Z';
    return text;
}

Result<Moment> Moment::parse(std::string_view text) {
    if (text.size() <= 10) {
        auto const date = Date::parse(text);
        if (!date) return date.error();
        return Moment{*date};
    }
    auto const instant = Instant::parse(text);
    if (!instant) return instant.error();
    return Moment{*instant};
}

std::string to_string(Moment const& moment) {
    return std::visit([](auto const& value) { return to_string(value); }, moment.value);
}

bool is_time_zone(std::string_view name) { return !name.empty() && find_zone(name) != nullptr; }

Result<Date> local_date(Instant instant, std::string_view time_zone) {
    auto const* zone = find_zone(time_zone);
    if (zone == nullptr) return unknown_zone();
    auto const days = date::floor<date::days>(zone->to_local(to_sys_time(instant)));
    return Date{static_cast<std::int32_t>(days.time_since_epoch().count())};
}

Result<Date> local_date(Moment const& moment, std::string_view time_zone) {
    if (auto const* date = std::get_if<Date>(&moment.value)) return *date;
    return local_date(std::get<Instant>(moment.value), time_zone);
}

Result<Instant> start_of_day(Date day, std::string_view time_zone) {
    auto const* zone = find_zone(time_zone);
    if (zone == nullptr) return unknown_zone();
    auto const local = date::local_days{date::days{day.days}};
    auto const start = zone->to_sys(local, date::choose::earliest);
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(start.time_since_epoch()).count()};
}

}  // namespace cairn
