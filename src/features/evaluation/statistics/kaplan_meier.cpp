#include "features/evaluation/statistics/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "features/evaluation/statistics/limits.hpp"

namespace cairn::statistics {

namespace {

void set_spread(SurvivalStep& step, double greenwood) {
    if (step.survival <= 0) return;
    step.std_error = step.survival * std::sqrt(greenwood);
    if (step.survival >= 1) return;
    double const log_survival = std::log(step.survival);
    double const shift = normal_quantile_975 * std::sqrt(greenwood) / log_survival;
    step.lower = std::exp(log_survival * std::exp(-shift));  // log S < 0, so shift < 0 and this is the larger exponent
    step.upper = std::exp(log_survival * std::exp(shift));
}

}  // namespace

std::vector<SurvivalStep> kaplan_meier(std::span<FollowUp const> people) {
    std::vector<FollowUp> ordered(people.begin(), people.end());
    std::sort(ordered.begin(), ordered.end(), [](FollowUp const& a, FollowUp const& b) { return a.time < b.time; });

    std::vector<SurvivalStep> curve;
    double survival = 1;
    double greenwood = 0;
    for (std::size_t first = 0; first < ordered.size();) {
        SurvivalStep step{.time = ordered[first].time, .at_risk = static_cast<std::int64_t>(ordered.size() - first)};
        for (; first < ordered.size() && ordered[first].time == step.time; ++first) {
            ++(ordered[first].event ? step.events : step.censored);
        }
        if (step.events > 0) {
            double const at_risk = static_cast<double>(step.at_risk);
            double const staying = static_cast<double>(step.at_risk - step.events);
            survival *= staying / at_risk;
            if (step.events < step.at_risk) greenwood += static_cast<double>(step.events) / (at_risk * staying);
        }
        step.survival = survival;
        set_spread(step, greenwood);
        curve.push_back(step);
    }
    return curve;
}

}  // namespace cairn::statistics
