#include <algorithm>
#include <numeric>

#include "features/evaluation/metrics/metrics.hpp"
#include "features/evaluation/statistics/aalen_johansen.hpp"

namespace cairn::evaluation {

namespace {

constexpr std::uint8_t first_contact = 1, declined = 2, ineligible = 3;
constexpr std::size_t causes = 3;
constexpr std::int32_t shown_days[] = {0, 1, 3, 7, 14, 30, 60, 90};

// The first day on or after receipt on which the participant was reached, or no_day.
Day first_reached(Snapshot const& snapshot, Index referral) {
    Columns const& columns = snapshot.columns();
    Day const received_on = columns.referrals.received_on[referral];
    auto const contacts = snapshot.reached_contacts_of(columns.referrals.participant[referral]);
    auto const found = std::partition_point(contacts.begin(), contacts.end(),
                                            [&](Index c) { return columns.contacts.day[c] < received_on; });
    if (found != contacts.end()) return columns.contacts.day[*found];
    Day const stated = columns.referrals.first_contact_on[referral];
    bool const counts = contacts.empty() && stated != no_day && received_on <= stated && stated <= snapshot.cutoff();
    return counts ? stated : no_day;
}

statistics::Exit exit_of(Snapshot const& snapshot, Index referral) {
    Referrals const& referrals = snapshot.columns().referrals;
    Day const received_on = referrals.received_on[referral];
    Day const reached_on = first_reached(snapshot, referral);
    ReferralState const state = snapshot.state(referral);
    bool const turned_away = state == ReferralState::declined || state == ReferralState::ineligible;
    Day const decided_on = referrals.decided_on[referral];
    if (reached_on != no_day && (!turned_away || decided_on == no_day || reached_on <= decided_on)) {
        return {reached_on - received_on, first_contact};
    }
    if (!turned_away) return {snapshot.cutoff() - received_on, 0};
    std::int32_t const time = decided_on == no_day ? 0 : std::max(0, decided_on - received_on);
    return {time, state == ReferralState::declined ? declined : ineligible};
}

IncidenceAt incidence_at(std::vector<statistics::IncidenceStep> const& curves, std::int32_t day) {
    IncidenceAt result{.day = day};
    if (curves.empty()) return result;
    auto const next =
        std::partition_point(curves.begin(), curves.end(), [&](auto const& step) { return step.time < day; });
    if (next != curves.end()) result.at_risk = next->at_risk;
    std::vector<double> incidence(causes, 0.0);
    if (next != curves.end() && next->time == day) {
        incidence = next->incidence;
    } else if (next != curves.begin()) {
        incidence = std::prev(next)->incidence;
    }
    // After the last follow-up nothing is known, unless nobody was left to whom anything could happen.
    double const settled = std::accumulate(incidence.begin(), incidence.end(), 0.0);
    if (next == curves.end() && settled < 1 - 1e-9) return result;
    result.first_contact = incidence[first_contact - 1];
    result.declined = incidence[declined - 1];
    result.ineligible = incidence[ineligible - 1];
    return result;
}

Group group_of(Labels by, std::vector<statistics::Exit> const& exits) {
    auto const curves = statistics::aalen_johansen(exits, causes);
    auto const reaches = [&](double probability) -> std::optional<double> {
        auto const time = statistics::incidence_reaches(curves, first_contact, probability);
        if (!time) return std::nullopt;
        return *time;
    };
    auto const n = static_cast<std::int64_t>(exits.size());
    auto const reached = std::count_if(exits.begin(), exits.end(),
                                       [](statistics::Exit const& exit) { return exit.cause == first_contact; });
    FirstContact figures{.quartiles = {.numerator = reached,
                                       .denominator = n,
                                       .n = n,
                                       .q1 = reaches(.25),
                                       .median = reaches(.5),
                                       .q3 = reaches(.75)}};
    for (std::int32_t const day : shown_days) figures.incidence_at.push_back(incidence_at(curves, day));
    std::string reason;
    if (!figures.quartiles.median) {
        reason =
            n == 0 ? "no referral was received in the period" : "the incidence of first contact stays below one half";
    }
    return {.by = std::move(by), .figures = std::move(figures), .reason = std::move(reason)};
}

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<std::vector<statistics::Exit>> exits;
    for (Index const referral : snapshot.received_referrals()) {
        std::size_t const group = grouping.group_of(facets_of_referral(snapshot, referral));
        tally_of(exits, group).push_back(exit_of(snapshot, referral));
    }
    exits.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < exits.size(); ++g) groups.push_back(group_of(grouping.labels(g), exits[g]));
    return in_order(std::move(groups));
}

}  // namespace

Metric time_to_first_contact() {
    return {
        .id = "time_to_first_contact",
        .title = "Time from referral to first contact",
        .unit = "days",
        .definition =
            "Days from the day a referral was received to the participant's first reached contact on or after that "
            "day, texts excluded. Having declined or been found ineligible before any contact rules it out and "
            "competes with it; "
            "every other referral without a contact is followed to the cut-off. The quartiles are the days by which "
            "the "
            "incidence of first contact (Aalen-Johansen) has reached a quarter, a half and three quarters of all "
            "referrals; there is none where it never does. incidence_at gives the three incidences by day. A decision "
            "without a day is taken to follow any contact, else to have been made on the day of receipt. The first "
            "contact that a referral states counts only for a participant without any reached contact on record.",
        .numerator = "referrals with a first contact by the cut-off",
        .denominator = "referrals received in the period",
        .exclusions = "referrals marked as duplicates",
        .source = registry_source,
        .benchmark = {.text = "None published.", .source = ""},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
