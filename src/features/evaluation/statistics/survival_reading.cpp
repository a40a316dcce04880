#include "features/evaluation/statistics/survival_reading.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "features/evaluation/statistics/limits.hpp"

namespace cairn::statistics {

namespace {

// A step function that starts at (0, 0): from `time` on, the share who had the event.
struct Level {
    double time = 0;
    double share = 0;
};

// Where `levels`, whose last drawn time is `end`, reach `probability`.
std::optional<double> reaches(std::vector<Level> levels, double end, double probability) {
    double const last_share = levels.back().share;
    // A limit may turn back by a little where few are left; R reads it in the order of its height.
    std::stable_sort(levels.begin(), levels.end(), [](Level a, Level b) { return a.share < b.share; });
    auto const first_with = [&](double share) {
        return std::find_if(levels.begin(), levels.end(), [&](Level level) { return level.share >= share; });
    };
    auto const from = first_with(probability - probability_tolerance);
    if (from == levels.end()) return std::nullopt;
    if (std::abs(probability - last_share) < probability_tolerance) return (from->time + end) / 2;
    auto const to = first_with(probability + probability_tolerance);
    if (to == levels.end()) return std::nullopt;
    return (from->time + to->time) / 2;
}

// `survival_of` picks the curve or one of its limits; steps where it has no value, and those where it repeats a value,
// are passed over.
template <class Pick>
std::optional<double> time_of(std::span<SurvivalStep const> curve, double probability, Pick survival_of) {
    std::vector<Level> levels{Level{}};
    for (SurvivalStep const& step : curve) {
        std::optional<double> const survival = survival_of(step);
        if (survival && 1 - *survival != levels.back().share) levels.push_back({double(step.time), 1 - *survival});
    }
    return reaches(std::move(levels), double(curve.back().time), probability);
}

}  // namespace

SurvivalAt survival_at(std::span<SurvivalStep const> curve, std::int32_t time) {
    SurvivalAt result{.time = time};
    auto const next =
        std::partition_point(curve.begin(), curve.end(), [&](auto const& step) { return step.time < time; });
    if (next == curve.end()) return result;
    result.at_risk = next->at_risk;
    result.survival = 1;
    if (next == curve.begin() && next->time > time) return result;
    SurvivalStep const& step = next->time == time ? *next : *std::prev(next);
    result.survival = step.survival;
    result.lower = step.lower;
    result.upper = step.upper;
    return result;
}

SurvivalQuantile survival_quantile(std::span<SurvivalStep const> curve, double probability) {
    if (curve.empty()) return {};
    return {
        .time = time_of(curve, probability, [](SurvivalStep const& step) { return std::optional(step.survival); }),
        .lower = time_of(curve, probability, [](SurvivalStep const& step) { return step.lower; }),
        .upper = time_of(curve, probability, [](SurvivalStep const& step) { return step.upper; }),
    };
}

}  // namespace cairn::statistics
