#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

constexpr Day early_days = 30;

struct Tally {
    std::int64_t received = 0, enrolled = 0, open = 0;
    std::int64_t received_early = 0, enrolled_early = 0;  // received at least 30 days before the cut-off
};

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<Tally> tallies;
    for (Index const referral : snapshot.received_referrals()) {
        Tally& tally = tally_of(tallies, grouping.group_of(facets_of_referral(snapshot, referral)));
        ReferralState const state = snapshot.state(referral);
        Day const received_on = snapshot.columns().referrals.received_on[referral];
        ++tally.received;
        if (state == ReferralState::open) ++tally.open;
        if (state == ReferralState::enrolled) ++tally.enrolled;
        if (received_on + early_days > snapshot.cutoff()) continue;
        ++tally.received_early;
        Day const enrolled_on = snapshot.enrolled_on(referral);
        if (enrolled_on != no_day && enrolled_on <= received_on + early_days) ++tally.enrolled_early;
    }
    tallies.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < tallies.size(); ++g) {
        Tally const& tally = tallies[g];
        groups.push_back(
            {.by = grouping.labels(g),
             .figures = Enrolment{.all = share_with_limits(tally.enrolled, tally.received),
                                  .open = tally.open,
                                  .within_30_days = share_with_limits(tally.enrolled_early, tally.received_early)},
             .reason = tally.received == 0 ? "no referral was received in the period" : ""});
    }
    return in_order(std::move(groups));
}

}  // namespace

Metric enrolment_rate() {
    return {
        .id = "enrolment_rate",
        .title = "Referrals that led to an enrolment",
        .unit = "share of referrals",
        .definition =
            "Of the referrals received in the period, the share enrolled by the cut-off; referrals still open then are "
            "counted among the received and shown apart (open). Beside it the share enrolled within 30 days of "
            "receipt, among referrals received at least 30 days before the cut-off (within_30_days). A referral is "
            "enrolled on the day on which the earliest episode that names it started, else on the day it was decided; "
            "one that is enrolled with neither day on record does not count as within 30 days. A decision made after "
            "the cut-off is not known yet. Limits are Wilson's, at 95 %.",
        .numerator = "referrals enrolled by the cut-off",
        .denominator = "referrals received in the period",
        .exclusions = "referrals marked as duplicates",
        .source = registry_source,
        .benchmark = {.text = "83.4 % (5,662/6,785); it compares with the first figure",
                      .source = mass_general_brigham,
                      .values = {{.at = "", .value = 5662.0 / 6785.0, .numerator = 5662, .denominator = 6785}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
