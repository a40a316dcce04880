#include "features/evaluation/figures.hpp"

#include <algorithm>

#include "features/evaluation/statistics/quantiles.hpp"
#include "features/evaluation/statistics/wilson.hpp"

namespace cairn::evaluation {

Share share_with_limits(std::int64_t numerator, std::int64_t denominator) {
    Share share{.numerator = numerator, .denominator = denominator};
    auto const limits = statistics::wilson_limits(numerator, denominator);
    if (!limits) return share;
    share.value = static_cast<double>(numerator) / static_cast<double>(denominator);
    share.lower = limits->lower;
    share.upper = limits->upper;
    return share;
}

Quartiles quartiles_of(std::vector<std::int32_t> values, std::int64_t denominator) {
    std::sort(values.begin(), values.end());
    auto const n = static_cast<std::int64_t>(values.size());
    return {.numerator = n,
            .denominator = denominator,
            .n = n,
            .q1 = statistics::quantile_type7(values, .25),
            .median = statistics::quantile_type7(values, .5),
            .q3 = statistics::quantile_type7(values, .75)};
}

}  // namespace cairn::evaluation
