// Local days and times of the demonstration's one time zone, and what is to happen when.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/date.hpp"
#include "base/instant.hpp"

namespace cairn::demonstration {

inline constexpr std::int64_t milliseconds_per_minute = 60'000;
inline constexpr int minutes_per_hour = 60;
inline constexpr int minutes_per_day = 24 * minutes_per_hour;
inline constexpr int opening_minute = 8 * minutes_per_hour + 30;  // of an ordinary working day
inline constexpr int closing_minute = 17 * minutes_per_hour;

inline Instant later(Instant instant, int minutes) {
    return {instant.milliseconds + minutes * milliseconds_per_minute};
}

bool is_weekend(Date date);

class Calendar {
public:
    explicit Calendar(std::string time_zone) : time_zone_(std::move(time_zone)) {}

    std::string const& time_zone() const { return time_zone_; }
    Date date(Instant instant) const;
    Instant at(Date date, int minute) const;  // minutes since local midnight
    int minute(Instant instant) const;
    // The instant itself when somebody works then, else the next morning on which somebody does, at about the same
    // number of minutes past opening as past midnight, so that nights do not pile up at one minute.
    Instant next_working(Instant instant) const;

private:
    std::string time_zone_;
    mutable std::map<Date, Instant> midnights_{};
};

// Runs what was planned in the order of time, with the clock set to each time.
class Diary {
public:
    Diary(FixedClock& clock, Instant until) : clock_(clock), until_(until) {}

    // What lies before the present happens now.
    void plan(Instant at, std::function<void()> what);
    // Up to and including `until`; what lies after it never happens.
    void run();
    Instant until() const { return until_; }

private:
    struct Entry {
        Instant at;
        std::uint64_t order;
        std::function<void()> what;
    };
    struct Later {
        bool operator()(Entry const& a, Entry const& b) const { return a.at != b.at ? a.at > b.at : a.order > b.order; }
    };

    FixedClock& clock_;
    Instant until_;
    std::uint64_t order_ = 0;
    std::priority_queue<Entry, std::vector<Entry>, Later> entries_{};
};

}  // namespace cairn::demonstration
