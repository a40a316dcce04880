#include <algorithm>

#include "features/evaluation/metrics/metrics.hpp"
#include "features/evaluation/statistics/kaplan_meier.hpp"
#include "features/evaluation/statistics/survival_reading.hpp"

namespace cairn::evaluation {

namespace {

constexpr std::int32_t shown_days[] = {30, 60, 90, 120, 150, 180};

statistics::FollowUp follow_up(Snapshot const& snapshot, Index episode) {
    Episodes const& episodes = snapshot.columns().episodes;
    Day const end = snapshot.ended_on(episode);
    if (end == no_day) return {.time = snapshot.cutoff() - episodes.started_on[episode], .event = false};
    return {.time = end - episodes.started_on[episode], .event = episodes.end_reason[episode] != end_reason::completed};
}

Group group_of(Labels by, std::vector<statistics::FollowUp> const& people) {
    Retention figures{.n = static_cast<std::int64_t>(people.size()),
                      .events = std::count_if(people.begin(), people.end(), [](auto const& one) { return one.event; }),
                      .curve = statistics::kaplan_meier(people)};
    figures.median = statistics::survival_quantile(figures.curve, .5);
    for (std::int32_t const day : shown_days) {
        figures.survival_at.push_back(statistics::survival_at(figures.curve, day));
    }
    std::string reason;
    if (!figures.median.time) {
        reason = people.empty() ? "no episode started in the period"
                                : "retention stays above one half to the end of follow-up";
    }
    return {.by = std::move(by), .figures = std::move(figures), .reason = std::move(reason)};
}

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<std::vector<statistics::FollowUp>> people;
    for (Index const episode : snapshot.first_episodes()) {
        std::size_t const group = grouping.group_of(facets_of_episode(snapshot, episode));
        tally_of(people, group).push_back(follow_up(snapshot, episode));
    }
    people.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < people.size(); ++g) groups.push_back(group_of(grouping.labels(g), people[g]));
    return in_order(std::move(groups));
}

}  // namespace

Metric retention() {
    return {
        .id = "retention",
        .title = "Retention",
        .unit = "probability of still being in the program, by day",
        .definition =
            "Days from the start of a participant's first episode in the period to its end. The event is an end for "
            "any reason but completion. Episodes that are active or paused at the cut-off are followed to it, "
            "completed "
            "ones to the day they ended; both are censored. Kaplan-Meier estimate with Greenwood's standard error and "
            "95 % log-log limits; events on the first day count as at risk on it. There are no limits where retention "
            "is "
            "0 or 1, no value after the last follow-up, and no median where the curve does not come down to one half; "
            "where it runs along one half, the median is the middle of that stretch.",
        .numerator = "first episodes ended for any reason but completion",
        .denominator = "participants with an episode started in the period",
        .exclusions = "further episodes of the same participant",
        .suppression = Suppression::small_cells_and_fixed_times,
        .source = registry_source,
        .benchmark = {.text =
                          "None published for peer episodes. That two-thirds stop medication for opioid use disorder "
                          "within six months, as cited by [Penn], is another measure.",
                      .source = ""},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
