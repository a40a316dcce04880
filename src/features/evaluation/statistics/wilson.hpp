// Limits of a proportion.
#pragma once

#include <cstdint>
#include <optional>

#include "features/evaluation/statistics/limits.hpp"

namespace cairn::statistics {

// Input: `successes` of `trials` independent yes-or-no observations, 0 <= successes <= trials.
// Output: the 95 % score interval without continuity correction, within [0, 1]; nullopt when there are no trials.
// Source: Wilson 1927, J Am Stat Assoc 22:209-212; R's prop.test(correct = FALSE).
std::optional<Interval> wilson_limits(std::int64_t successes, std::int64_t trials);

}  // namespace cairn::statistics
