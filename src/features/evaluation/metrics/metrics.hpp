// One function per metric, in the order of the report, and what several of them need.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "features/evaluation/metric.hpp"

namespace cairn::evaluation {

Metric enrolment_rate();
Metric time_to_first_contact();
Metric monthly_contact_coverage();
Metric retention();
Metric contact_mode_share();
Metric contact_minutes();
Metric contacts_per_year();
Metric direct_time_share();
Metric caseload();
std::vector<Metric> participants_by();  // one per characteristic

inline constexpr std::string_view penn =
    "[Penn] Harris et al. 2022, Integrating peer support services into primary care-based OUD treatment, "
    "Healthcare 10:100641";
inline constexpr std::string_view mass_general_brigham =
    "[MGB] Kane et al. 2024, peer recovery coaches across Mass General Brigham, Psychiatric Services";
inline constexpr std::string_view registry_source = "Cairn metric registry";

// The tally of a group, made when the group is first met.
template <class Tally>
Tally& tally_of(std::vector<Tally>& tallies, std::size_t group) {
    if (tallies.size() <= group) tallies.resize(group + 1);
    return tallies[group];
}

// One group of shares per category, for each group of `grouping`; categories of `always` are there even when empty.
std::vector<Group> shares_by_category(Grouping const& grouping, std::vector<std::map<Word, std::int64_t>> counts,
                                      Dictionary const& words, std::span<Word const> always);

// Puts the groups in the order of their labels.
std::vector<Group> in_order(std::vector<Group> groups);

}  // namespace cairn::evaluation
