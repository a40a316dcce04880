// The share of people who have not had an event by each day, when some are followed only for a while.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cairn::statistics {

// One person: followed from day 0 to `time` (days, or any whole unit, >= 0), where the event happened or watching
// ended.
struct FollowUp {
    std::int32_t time = 0;
    bool event = false;
};

// The curve at one distinct time. Events and censorings at a time count as at risk then, at time 0 too.
struct SurvivalStep {
    std::int32_t time = 0;
    std::int64_t at_risk = 0;  // followed to this time or longer
    std::int64_t events = 0;
    std::int64_t censored = 0;
    double survival = 1;                // after the events of this time
    std::optional<double> std_error{};  // Greenwood, of `survival`; none where survival is 0
    std::optional<double> lower{};      // 95 % log-log limits; none where survival is 0 or 1
    std::optional<double> upper{};
};

// Output: one step per distinct time in ascending order, times with censoring only included; empty without people.
// The order of the people does not matter.
// Source: Kaplan and Meier 1958, J Am Stat Assoc 53:457-481; Greenwood 1926; limits Kalbfleisch and Prentice,
// S^exp(-+z sqrt(G)/log S) with G = sum d/(n(n-d)); R's survfit(conf.type = "log-log"), package survival.
std::vector<SurvivalStep> kaplan_meier(std::span<FollowUp const> people);

}  // namespace cairn::statistics
