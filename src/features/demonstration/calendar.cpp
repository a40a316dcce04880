#include "features/demonstration/calendar.hpp"

#include <algorithm>

namespace cairn::demonstration {

// 1970-01-01 was a Thursday.
bool is_weekend(Date date) {
    auto const weekday = ((date.days + 3) % 7 + 7) % 7;  // 0 is Monday
    return weekday >= 5;
}

Date Calendar::date(Instant instant) const {
    // Looked for among the days around the one in UTC, whose midnights are known: far cheaper than the zone's rules.
    auto day = Date{static_cast<std::int32_t>(instant.milliseconds / (minutes_per_day * milliseconds_per_minute))} + 1;
    while (at(day, 0) > instant) day = day - 1;
    return day;
}

Instant Calendar::at(Date date, int minute) const {
    auto known = midnights_.find(date);
    if (known == midnights_.end()) known = midnights_.emplace(date, start_of_day(date, time_zone_).value()).first;
    return later(known->second, minute);
}

int Calendar::minute(Instant instant) const {
    auto const since = instant.milliseconds - at(date(instant), 0).milliseconds;
    return static_cast<int>(since / milliseconds_per_minute);
}

Instant Calendar::next_working(Instant instant) const {
    auto day = date(instant);
    auto const now = minute(instant);
    if (!is_weekend(day) && now >= opening_minute && now < closing_minute) return instant;
    if (now >= closing_minute || is_weekend(day)) day = day + 1;
    while (is_weekend(day)) day = day + 1;
    return at(day, opening_minute + now % (2 * minutes_per_hour));
}

void Diary::plan(Instant at, std::function<void()> what) {
    if (at > until_) return;
    entries_.push({at, order_++, std::move(what)});
}

void Diary::run() {
    while (!entries_.empty()) {
        // The queue gives its entries away as const; this one is removed at once.
        auto entry = std::move(const_cast<Entry&>(entries_.top()));
        entries_.pop();
        clock_.set(std::max(clock_.now(), entry.at));
        entry.what();
    }
    clock_.set(until_);
}

}  // namespace cairn::demonstration
