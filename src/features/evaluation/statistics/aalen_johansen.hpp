// The share of people who have left by each of several ways by each day, when leaving one way rules out the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cairn::statistics {

// One person: followed from day 0 to `time` (days, or any whole unit, >= 0). `cause` 0: censored then; 1 and up: what
// happened then.
struct Exit {
    std::int32_t time = 0;
    std::uint8_t cause = 0;
};

// The curves at one distinct time. Element c - 1 of a vector belongs to cause c.
struct IncidenceStep {
    std::int32_t time = 0;
    std::int64_t at_risk = 0;  // followed to this time or longer
    std::int64_t censored = 0;
    std::vector<std::int64_t> events;
    std::vector<double> incidence;  // probability of having had this cause by now
};

// Input: people in any order, with causes 0 ... `causes`.
// Output: one step per distinct time in ascending order, times with censoring only included.
// Source: Aalen and Johansen 1978, Scand J Stat 5:141-150; R's survfit with a multi-state outcome.
std::vector<IncidenceStep> aalen_johansen(std::span<Exit const> people, std::size_t causes);

// The first time at which the incidence of `cause` has reached `probability` (within probability_tolerance); nullopt if
// it never does.
std::optional<std::int32_t> incidence_reaches(std::span<IncidenceStep const> curves, std::size_t cause,
                                              double probability);

}  // namespace cairn::statistics
