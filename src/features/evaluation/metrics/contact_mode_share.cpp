#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

constexpr Word always_shown[] = {mode::in_person, mode::phone, mode::video, unknown};

std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    Columns const& columns = snapshot.columns();
    std::vector<std::map<Word, std::int64_t>> counts;
    for (Index const contact : snapshot.reached_contacts()) {
        std::size_t const group = grouping.group_of(facets_of_contact(snapshot, contact));
        ++tally_of(counts, group)[columns.contacts.mode[contact]];
    }
    return shares_by_category(grouping, std::move(counts), columns.modes, always_shown);
}

}  // namespace

Metric contact_mode_share() {
    return {
        .id = "contact_mode_share",
        .title = "How contacts took place",
        .unit = "share of reached contacts",
        .definition = "Reached contacts in the period by mode; an unknown mode is a category of its own. Limits are "
                      "Wilson's, at 95 %, as if contacts were independent; contacts of one participant resemble each "
                      "other, so the true limits are wider.",
        .numerator = "reached contacts by this mode",
        .denominator = "reached contacts in the period",
        .exclusions = "texts",
        .source = registry_source,
        .benchmark = {.text = "phone 73 %, in person 26 %, video 3 % (sums to 102 % as printed)",
                      .source = penn,
                      .values = {{.at = "in_person", .value = .26},
                                 {.at = "phone", .value = .73},
                                 {.at = "video", .value = .03}}},
        .compute = compute,
    };
}

}  // namespace cairn::evaluation
