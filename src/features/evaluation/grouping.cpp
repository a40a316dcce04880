#include "features/evaluation/grouping.hpp"

#include <algorithm>
#include <array>

namespace cairn::evaluation {

namespace {

constexpr std::array<std::string_view, 10> names{"region",  "site", "setting", "peer",      "study_arm",
                                                 "pathway", "sex",  "race",    "ethnicity", "primary_substance"};

Word word_of(std::vector<Word> const& column, Index row) { return row == none ? unknown : column[row]; }

// Sites and staff are numbered from 1 here, so that 0 is unknown for every dimension.
std::uint32_t value_of(Columns const& columns, Facets const& facets, Dimension dimension) {
    switch (dimension) {
    case Dimension::region: return word_of(columns.sites.region, facets.site);
    case Dimension::site: return facets.site + 1;
    case Dimension::setting:
        return facets.setting != unknown ? facets.setting : word_of(columns.sites.setting, facets.site);
    case Dimension::peer: return facets.peer + 1;
    case Dimension::study_arm: return word_of(columns.episodes.study_arm, facets.episode);
    case Dimension::pathway: return word_of(columns.episodes.pathway, facets.episode);
    case Dimension::sex: return word_of(columns.participants.sex, facets.participant);
    case Dimension::race: return word_of(columns.participants.race, facets.participant);
    case Dimension::ethnicity: return word_of(columns.participants.ethnicity, facets.participant);
    case Dimension::primary_substance:
        if (facets.primary_substance != unknown) return facets.primary_substance;
        return word_of(columns.participants.primary_substance, facets.participant);
    }
    return unknown;
}

// Two sites or two people may bear one name; the second and further ones are told apart by a number.
std::string distinct_name(std::vector<std::string> const& names_by_id, Index row) {
    auto const same_before = std::count(names_by_id.begin(), names_by_id.begin() + row, names_by_id[row]);
    if (same_before == 0) return names_by_id[row];
    return names_by_id[row] + " (" + std::to_string(same_before + 1) + ")";
}

std::string text_of(Columns const& columns, Dimension dimension, std::uint32_t value) {
    if (value == unknown) return "unknown";
    if (dimension == Dimension::site) return distinct_name(columns.sites.name, value - 1);
    if (dimension == Dimension::peer) return distinct_name(columns.staff.name, value - 1);
    return columns.words.text(static_cast<Word>(value));
}

}  // namespace

std::span<std::string_view const> dimension_names() { return names; }

std::string_view name_of(Dimension dimension) { return names[static_cast<std::size_t>(dimension)]; }

std::optional<Dimension> dimension_named(std::string_view name) {
    auto const found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Dimension>(found - names.begin());
}

Facets facets_of_episode(Snapshot const& snapshot, Index episode) {
    Episodes const& episodes = snapshot.columns().episodes;
    return {.participant = episodes.participant[episode],
            .site = episodes.site[episode],
            .peer = episodes.peer[episode],
            .episode = episode};
}

Facets facets_of_referral(Snapshot const& snapshot, Index referral) {
    Columns const& columns = snapshot.columns();
    Referrals const& referrals = columns.referrals;
    Facets facets{.participant = referrals.participant[referral],
                  .site = referrals.site[referral],
                  .peer = referrals.peer[referral],
                  .episode = snapshot.episode_of_referral(referral),
                  .setting = referrals.setting[referral],
                  .primary_substance = referrals.primary_substance[referral]};
    if (facets.episode == none) return facets;
    if (facets.site == none) facets.site = columns.episodes.site[facets.episode];
    if (facets.peer == none) facets.peer = columns.episodes.peer[facets.episode];
    return facets;
}

Facets facets_of_contact(Snapshot const& snapshot, Index contact) {
    Columns const& columns = snapshot.columns();
    Contacts const& contacts = columns.contacts;
    Facets facets{.participant = contacts.participant[contact],
                  .site = contacts.site[contact],
                  .peer = contacts.peer[contact],
                  .episode = snapshot.episode_at(contacts.participant[contact], contacts.day[contact],
                                                 contacts.episode[contact])};
    if (facets.episode == none) return facets;
    if (facets.site == none) facets.site = columns.episodes.site[facets.episode];
    if (facets.peer == none) facets.peer = columns.episodes.peer[facets.episode];
    return facets;
}

Facets facets_of_activity(Snapshot const& snapshot, Index activity) {
    return {.peer = snapshot.columns().activities.staff[activity]};
}

bool label_before(std::string_view a, std::string_view b) {
    return std::pair(a == "unknown", a) < std::pair(b == "unknown", b);
}

bool labels_before(Labels const& a, Labels const& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](auto const& x, auto const& y) { return label_before(x.second, y.second); });
}

Grouping::Grouping(Columns const& columns, std::span<Dimension const> dimensions)
    : columns_(columns),
      dimensions_(dimensions.begin(), dimensions.end()),
      next_(dimensions.size()),
      counted_(dimensions.size(), 0) {
    if (dimensions_.empty()) values_.emplace_back();
}

std::size_t Grouping::group_of(Facets const& facets) {
    std::uint32_t number = 0;
    bool is_new = false;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
        std::uint32_t const value = value_of(columns_, facets, dimensions_[i]);
        auto const [found, inserted] = next_[i].try_emplace(std::uint64_t{number} << 32U | value, counted_[i]);
        if (inserted) ++counted_[i];
        number = found->second;
        is_new = inserted;
    }
    if (!is_new) return number < values_.size() ? number : 0;
    if (values_.size() == groups_max) {
        overflowed_ = true;
        return 0;
    }
    std::vector<std::uint32_t> values;
    for (Dimension const dimension : dimensions_) values.push_back(value_of(columns_, facets, dimension));
    values_.push_back(std::move(values));
    return number;
}

Labels Grouping::labels(std::size_t group) const {
    Labels labels;
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
        labels.emplace_back(name_of(dimensions_[i]), text_of(columns_, dimensions_[i], values_[group][i]));
    }
    return labels;
}

}  // namespace cairn::evaluation
