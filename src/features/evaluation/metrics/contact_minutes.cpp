#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

struct Tally {
    std::vector<std::int32_t> minutes;
    std::int64_t contacts = 0;
};

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    Contacts const& contacts = snapshot.columns().contacts;
    std::vector<Tally> tallies;
    for (Index const contact : snapshot.reached_contacts()) {
        Tally& tally = tally_of(tallies, grouping.group_of(facets_of_contact(snapshot, contact)));
        ++tally.contacts;
        if (contacts.minutes[contact] != no_minutes) tally.minutes.push_back(contacts.minutes[contact]);
    }
    tallies.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < tallies.size(); ++g) {
        bool const nothing = tallies[g].minutes.empty();
        groups.push_back({.by = grouping.labels(g),
                          .figures = quartiles_of(std::move(tallies[g].minutes), tallies[g].contacts),
                          .reason = nothing ? "no reached contact in the period has its minutes on record" : ""});
    }
    return in_order(std::move(groups));
}

}  // namespace

Metric contact_minutes() {
    return {
        .id = "contact_minutes",
        .title = "Length of a contact",
        .unit = "minutes",
        .definition = "Median and quartiles (R type 7) of the minutes of reached contacts in the period.",
        .numerator = "reached contacts with their minutes on record",
        .denominator = "reached contacts in the period",
        .exclusions = "texts; contacts without minutes",
        .source = registry_source,
        .benchmark = {.text = "median 25 minutes, quartiles 11 and 45",
                      .source = penn,
                      .values = {{.at = "q1", .value = 11}, {.at = "median", .value = 25}, {.at = "q3", .value = 45}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
