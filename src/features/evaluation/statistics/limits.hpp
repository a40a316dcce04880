// What every interval of the statistics shares: its level and its shape.
#pragma once

namespace cairn::statistics {

// The 97.5 % point of the standard normal distribution: all intervals are two-sided at 95 %.
inline constexpr double normal_quantile_975 = 1.959963984540054;

// How near two probabilities must be to count as one when a curve is read backwards: R's sqrt(.Machine$double.eps),
// because a survival of one half may have been computed as 0.5000000001.
inline constexpr double probability_tolerance = 1.490116119384765696e-8;

struct Interval {
    double lower = 0;
    double upper = 0;
};

}  // namespace cairn::statistics
