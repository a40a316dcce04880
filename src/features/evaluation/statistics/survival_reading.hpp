// What is read off a Kaplan-Meier curve: survival at chosen days and the days of chosen survival.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "features/evaluation/statistics/kaplan_meier.hpp"

namespace cairn::statistics {

struct SurvivalAt {
    std::int32_t time = 0;
    std::int64_t at_risk = 0;  // followed to this time or longer
    std::optional<double> survival{};
    std::optional<double> lower{};
    std::optional<double> upper{};
};

// Input: a curve of kaplan_meier and a time in its unit.
// Output: the curve's value at that time with its limits; nothing but at_risk = 0 after the last follow-up, because the
// curve is not drawn on beyond what was seen. No limits where survival is 0 or 1.
// Source: R's summary(survfit, times), without extend.
SurvivalAt survival_at(std::span<SurvivalStep const> curve, std::int32_t time);

struct SurvivalQuantile {
    std::optional<double> time{};
    std::optional<double> lower{};
    std::optional<double> upper{};
};

// Input: a curve of kaplan_meier; `probability` in (0, 1) of having had the event, 0.5 for the median.
// Output: the first time at which the curve (for the limits: its lower and its upper limit) has come down to
// 1 - probability; where it runs exactly along that level, the middle of that stretch; nothing where it never gets
// there. Source: Brookmeyer and Crowley 1982, Biometrics 38:29-41; the rules and the tolerance of R's quantile.survfit.
SurvivalQuantile survival_quantile(std::span<SurvivalStep const> curve, double probability);

}  // namespace cairn::statistics
