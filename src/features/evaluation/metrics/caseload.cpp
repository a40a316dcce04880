#include <algorithm>

#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

struct Tally {
    std::map<Index, std::int32_t> episodes_by_peer;
    std::int64_t without_peer = 0;
};

Group group_of(Labels by, Tally const& tally) {
    std::vector<std::int32_t> loads;
    std::int64_t episodes = 0;
    for (auto const& [peer, count] : tally.episodes_by_peer) {
        loads.push_back(count);
        episodes += count;
    }
    Caseload figures{.without_peer = tally.without_peer};
    if (!loads.empty()) {
        auto const [least, most] = std::minmax_element(loads.begin(), loads.end());
        figures.min = *least;
        figures.max = *most;
    }
    auto const peers = static_cast<std::int64_t>(loads.size());
    figures.quartiles = quartiles_of(std::move(loads), peers);
    figures.quartiles.numerator = episodes;
    return {.by = std::move(by), .figures = figures, .reason = peers == 0 ? "no peer has an active episode" : ""};
}

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<Tally> tallies;
    for (Index const episode : snapshot.active_episodes()) {
        Tally& tally = tally_of(tallies, grouping.group_of(facets_of_episode(snapshot, episode)));
        Index const peer = snapshot.columns().episodes.peer[episode];
        if (peer == none) {
            ++tally.without_peer;
        } else {
            ++tally.episodes_by_peer[peer];
        }
    }
    tallies.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < tallies.size(); ++g) groups.push_back(group_of(grouping.labels(g), tallies[g]));
    return in_order(std::move(groups));
}

}  // namespace

Metric caseload() {
    return {
        .id = "caseload",
        .title = "Caseload per peer",
        .unit = "active episodes per peer",
        .definition =
            "Episodes active or paused at the cut-off, whenever they started, counted by their peer; median, "
            "quartiles (R type 7) and range over the peers who have at least one. Active episodes without a peer "
            "are nobody's caseload and are shown apart (without_peer). Grouped by anything but peer, a peer's "
            "caseload is the part of it that lies in the group.",
        .numerator = "active episodes with a peer",
        .denominator = "peers with at least one active episode",
        .exclusions = "peers without an active episode",
        .suppression = Suppression::never_external,
        .source = registry_source,
        .benchmark = {.text = "10 to 20 participants per peer",
                      .source = penn,
                      .values = {{.at = "min", .value = 10}, {.at = "max", .value = 20}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
