#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

struct Tally {
    std::int64_t direct = 0, other = 0;  // minutes
};

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    Contacts const& contacts = snapshot.columns().contacts;
    Activities const& activities = snapshot.columns().activities;
    std::vector<Tally> tallies;
    for (Index const contact : snapshot.reached_contacts()) {
        Tally& tally = tally_of(tallies, grouping.group_of(facets_of_contact(snapshot, contact)));
        if (contacts.minutes[contact] != no_minutes) tally.direct += contacts.minutes[contact];
    }
    for (Index a = 0; a < activities.size(); ++a) {
        bool const in_period = snapshot.from() <= activities.day[a] && activities.day[a] <= snapshot.cutoff();
        bool const leave = activities.kind[a] == activity_kind::leave;
        if (!in_period || leave || activities.minutes[a] == no_minutes) continue;
        std::size_t const group = grouping.group_of(facets_of_activity(snapshot, a));
        tally_of(tallies, group).other += activities.minutes[a];
    }
    tallies.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < tallies.size(); ++g) {
        AmountShare share{.numerator = tallies[g].direct, .denominator = tallies[g].direct + tallies[g].other};
        if (share.denominator > 0) {
            share.value = static_cast<double>(share.numerator) / static_cast<double>(share.denominator);
        }
        groups.push_back({.by = grouping.labels(g),
                          .figures = share,
                          .reason = share.value ? "" : "no minutes are on record in the period"});
    }
    return in_order(std::move(groups));
}

}  // namespace

Metric direct_time_share() {
    return {
        .id = "direct_time_share",
        .title = "Time spent with participants",
        .unit = "share of minutes",
        .definition =
            "Minutes of reached contacts out of these and the minutes of other activities, leave excluded, in the "
            "period. Activities belong to a peer and to no site, episode or participant: unless the report is "
            "grouped by peer alone their minutes are in the group unknown, and the share of any other group "
            "compares nothing. No limits: minutes are amounts, not observations.",
        .numerator = "minutes of reached contacts",
        .denominator = "minutes of reached contacts and of activities",
        .exclusions = "texts; attempts that reached nobody; leave; entries without minutes",
        .suppression = Suppression::never_external,
        .source = registry_source,
        .benchmark = {.text = "about 60 %", .source = penn, .values = {{.at = "", .value = .6}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
