#include <algorithm>
#include <array>

#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

constexpr Day days_per_month = 30;
constexpr std::size_t months = 6;

struct Tally {
    std::array<std::int64_t, months> observed{}, with_contact{};
};

// Bit m is set when a contact in person, by phone or by video lies in the episode's month m + 1.
unsigned months_with_contact(Snapshot const& snapshot, Index episode) {
    Columns const& columns = snapshot.columns();
    Day const start = columns.episodes.started_on[episode];
    auto const contacts = snapshot.reached_contacts_of(columns.episodes.participant[episode]);
    auto next = std::partition_point(contacts.begin(), contacts.end(),
                                     [&](Index c) { return columns.contacts.day[c] < start; });
    unsigned found = 0;
    for (; next != contacts.end(); ++next) {
        Day const month = (columns.contacts.day[*next] - start) / days_per_month;
        if (month >= static_cast<Day>(months)) break;
        Word const by = columns.contacts.mode[*next];
        if (by == mode::in_person || by == mode::phone || by == mode::video) found |= 1U << month;
    }
    return found;
}

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<Tally> tallies;
    for (Index const episode : snapshot.started_episodes()) {
        Tally& tally = tally_of(tallies, grouping.group_of(facets_of_episode(snapshot, episode)));
        Day const start = snapshot.columns().episodes.started_on[episode];
        Day const end = snapshot.ended_on(episode);
        unsigned const found = months_with_contact(snapshot, episode);
        for (std::size_t m = 0; m < months; ++m) {
            Day const first_day = start + days_per_month * static_cast<Day>(m);
            bool const passed = first_day + days_per_month - 1 <= snapshot.cutoff();
            bool const still_there = end == no_day || end >= first_day;
            if (!passed || !still_there) continue;
            ++tally.observed[m];
            if (found & (1U << m)) ++tally.with_contact[m];
        }
    }
    tallies.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < tallies.size(); ++g) {
        MonthlyCoverage coverage;
        for (std::size_t m = 0; m < months; ++m) {
            coverage.months.push_back(share_with_limits(tallies[g].with_contact[m], tallies[g].observed[m]));
        }
        groups.push_back({.by = grouping.labels(g), .figures = std::move(coverage)});
    }
    return in_order(std::move(groups));
}

}  // namespace

Metric monthly_contact_coverage() {
    return {
        .id = "monthly_contact_coverage",
        .title = "Participants with a contact, by month of their episode",
        .unit = "share of episodes",
        .definition =
            "Month m of an episode is the days 30(m - 1) to 30m - 1 after it started. Of the episodes started in the "
            "period whose month m has fully passed at the cut-off and that had not ended before its first day, the "
            "share with at least one reached contact in person, by phone or by video in that month. A contact counts "
            "by "
            "its date, whether or not it names the episode. Only these episodes can be observed in month m, so the "
            "denominator shrinks from month to month and the months are not the same people. Limits are Wilson's, at "
            "95 %.",
        .numerator = "episodes with at least one such contact in month m",
        .denominator = "episodes observed through month m and not ended before it",
        .exclusions = "contacts by text or by an unknown mode",
        .source = registry_source,
        .benchmark = {.text = "82, 76, 71, 57, 54, 42 % in months 1 to 6 (41/50, 34/45, 30/42, 17/30, 14/26, 8/19)",
                      .source = penn,
                      .values = {{.at = "1", .value = 41.0 / 50.0, .numerator = 41, .denominator = 50},
                                 {.at = "2", .value = 34.0 / 45.0, .numerator = 34, .denominator = 45},
                                 {.at = "3", .value = 30.0 / 42.0, .numerator = 30, .denominator = 42},
                                 {.at = "4", .value = 17.0 / 30.0, .numerator = 17, .denominator = 30},
                                 {.at = "5", .value = 14.0 / 26.0, .numerator = 14, .denominator = 26},
                                 {.at = "6", .value = 8.0 / 19.0, .numerator = 8, .denominator = 19}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
