#include <algorithm>

#include "base/date.hpp"
#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<std::map<int, std::int64_t>> counts;
    for (Index const contact : snapshot.reached_contacts()) {
        std::size_t const group = grouping.group_of(facets_of_contact(snapshot, contact));
        ++tally_of(counts, group)[year_of(Date{snapshot.columns().contacts.day[contact]})];
    }
    counts.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < counts.size(); ++g) {
        for (int year = year_of(Date{snapshot.from()}); year <= year_of(Date{snapshot.cutoff()}); ++year) {
            Day const first = std::max(snapshot.from(), Date::from_ymd(year, 1, 1).days);
            Day const last = std::min(snapshot.cutoff(), Date::from_ymd(year, 12, 31).days);
            Labels by = grouping.labels(g);
            by.emplace_back("category", std::to_string(year));
            groups.push_back(
                {.by = std::move(by), .figures = Count{.count = counts[g][year], .days = last - first + 1}});
        }
    }
    return in_order(std::move(groups));
}

}  // namespace

Metric contacts_per_year() {
    return {
        .id = "contacts_per_year",
        .title = "Contacts by calendar year",
        .unit = "contacts",
        .definition =
            "Reached contacts in the period by the calendar year of their date. A count has no denominator; days "
            "says how many days of the year lie in the period, so that a part of a year is not read as a whole.",
        .numerator = "reached contacts dated in the year",
        .denominator = "none",
        .exclusions = "texts",
        .source = registry_source,
        .benchmark = {.text = "14,032 contacts in 2023, by 23 coaches",
                      .source = mass_general_brigham,
                      .values = {{.at = "2023", .value = 14032}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
