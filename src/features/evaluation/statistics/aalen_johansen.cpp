#include "features/evaluation/statistics/aalen_johansen.hpp"

#include <algorithm>
#include <numeric>

#include "features/evaluation/statistics/limits.hpp"

namespace cairn::statistics {

std::vector<IncidenceStep> aalen_johansen(std::span<Exit const> people, std::size_t causes) {
    std::vector<Exit> ordered(people.begin(), people.end());
    std::sort(ordered.begin(), ordered.end(), [](Exit const& a, Exit const& b) { return a.time < b.time; });

    std::vector<IncidenceStep> curves;
    std::vector<double> incidence(causes, 0.0);
    double free_of_all = 1;  // probability of no cause so far
    for (std::size_t first = 0; first < ordered.size();) {
        IncidenceStep step{.time = ordered[first].time,
                           .at_risk = static_cast<std::int64_t>(ordered.size() - first),
                           .censored = 0,
                           .events = std::vector<std::int64_t>(causes, 0),
                           .incidence = {}};
        for (; first < ordered.size() && ordered[first].time == step.time; ++first) {
            ++(ordered[first].cause == 0 ? step.censored : step.events.at(ordered[first].cause - std::size_t{1}));
        }
        double const at_risk = static_cast<double>(step.at_risk);
        for (std::size_t cause = 0; cause < causes; ++cause) {
            incidence[cause] += free_of_all * static_cast<double>(step.events[cause]) / at_risk;
        }
        auto const all = std::accumulate(step.events.begin(), step.events.end(), std::int64_t{0});
        free_of_all *= static_cast<double>(step.at_risk - all) / at_risk;
        step.incidence = incidence;
        curves.push_back(std::move(step));
    }
    return curves;
}

std::optional<std::int32_t> incidence_reaches(std::span<IncidenceStep const> curves, std::size_t cause,
                                              double probability) {
    for (IncidenceStep const& step : curves) {
        if (step.incidence.at(cause - 1) >= probability - probability_tolerance) return step.time;
    }
    return std::nullopt;
}

}  // namespace cairn::statistics
