#include "features/evaluation/statistics/wilson.hpp"

#include <cmath>

namespace cairn::statistics {

std::optional<Interval> wilson_limits(std::int64_t successes, std::int64_t trials) {
    if (trials <= 0) return std::nullopt;
    double const n = static_cast<double>(trials);
    double const p = static_cast<double>(successes) / n;
    double const z2 = normal_quantile_975 * normal_quantile_975;
    double const center = p + z2 / (2 * n);
    double const half = normal_quantile_975 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    double const scale = 1 + z2 / n;
    // At none and at all the interval touches the border exactly; rounding must not say otherwise.
    return Interval{successes == 0 ? 0.0 : (center - half) / scale,
                    successes == trials ? 1.0 : (center + half) / scale};
}

}  // namespace cairn::statistics
