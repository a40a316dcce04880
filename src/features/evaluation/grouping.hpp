// Splits what a metric counts into groups by the dimensions that the report asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "features/evaluation/snapshot.hpp"

namespace cairn::evaluation {

enum class Dimension : std::uint8_t {
    region,
    site,
    setting,
    peer,
    study_arm,
    pathway,
    sex,
    race,
    ethnicity,
    primary_substance
};

// Every dimension by its name, in the order of the enumeration.
std::span<std::string_view const> dimension_names();
std::string_view name_of(Dimension dimension);
std::optional<Dimension> dimension_named(std::string_view name);

// More groups than a person can read, and more than a page or a spreadsheet should carry.
inline constexpr std::size_t dimensions_max = 4;
inline constexpr std::size_t groups_max = 2000;

// Where one counted thing gets its dimensions from; what is none or unknown gives the group `unknown`.
struct Facets {
    Index participant = none;  // sex, race, ethnicity, primary_substance
    Index site = none;         // site, region, setting
    Index peer = none;
    Index episode = none;              // study_arm, pathway
    Word setting = unknown;            // a referral's own, before that of its site
    Word primary_substance = unknown;  // a referral's own, before the participant's
};

Facets facets_of_episode(Snapshot const& snapshot, Index episode);
Facets facets_of_referral(Snapshot const& snapshot, Index referral);
Facets facets_of_contact(Snapshot const& snapshot, Index contact);
Facets facets_of_activity(Snapshot const& snapshot, Index activity);

// (dimension, value) pairs in the order asked for; a metric may add ("category", value).
using Labels = std::vector<std::pair<std::string, std::string>>;

// `unknown` stands last, everything else in the order of its bytes.
bool label_before(std::string_view a, std::string_view b);
bool labels_before(Labels const& a, Labels const& b);

// Numbers the groups of one metric from 0 on, as they occur. Without dimensions there is one group from the start.
class Grouping {
public:
    Grouping(Columns const& columns, std::span<Dimension const> dimensions);

    // The group's number. Once there would be more than groups_max the answer is 0 and `overflowed` is true.
    std::size_t group_of(Facets const& facets);
    std::size_t size() const { return values_.size(); }
    bool overflowed() const { return overflowed_; }
    Labels labels(std::size_t group) const;

private:
    Columns const& columns_;
    std::vector<Dimension> dimensions_;
    // One map per dimension: (number of the values so far, this value) -> number of the values including this one.
    std::vector<std::unordered_map<std::uint64_t, std::uint32_t>> next_;
    std::vector<std::uint32_t> counted_;
    std::vector<std::vector<std::uint32_t>> values_;  // by group, one per dimension
    bool overflowed_ = false;
};

}  // namespace cairn::evaluation
