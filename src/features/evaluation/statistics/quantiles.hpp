// Quantiles of observed values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace cairn::statistics {

// Input: values in ascending order, any unit; `probability` within [0, 1].
// Output: the quantile in the values' unit, linear between neighbors; nullopt when there are no values.
// Source: definition 7 of Hyndman and Fan 1996, Am Stat 50:361-365, the default of R's quantile().
std::optional<double> quantile_type7(std::span<std::int32_t const> ascending, double probability);

}  // namespace cairn::statistics
