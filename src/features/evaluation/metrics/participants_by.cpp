#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

using CategoryOf = Word (*)(Columns const&, Index episode);

template <auto column>
Word of_participant(Columns const& columns, Index episode) {
    return (columns.participants.*column)[columns.episodes.participant[episode]];
}

template <auto column>
Word of_referral(Columns const& columns, Index episode) {
    Index const referral = columns.episodes.referral[episode];
    return referral == none ? unknown : (columns.referrals.*column)[referral];
}

Word primary_substance_of(Columns const& columns, Index episode) {
    Word const own = of_participant<&Participants::primary_substance>(columns, episode);
    return own != unknown ? own : of_referral<&Referrals::primary_substance>(columns, episode);
}

Word setting_of(Columns const& columns, Index episode) {
    Index const site = columns.episodes.site[episode];
    Word const own = site == none ? unknown : columns.sites.setting[site];
    return own != unknown ? own : of_referral<&Referrals::setting>(columns, episode);
}

template <CategoryOf category_of>
std::vector<Group> compute(Snapshot const& snapshot, Grouping& grouping) {
    std::vector<std::map<Word, std::int64_t>> counts;
    for (Index const episode : snapshot.first_episodes()) {
        std::size_t const group = grouping.group_of(facets_of_episode(snapshot, episode));
        ++tally_of(counts, group)[category_of(snapshot.columns(), episode)];
    }
    return shares_by_category(grouping, std::move(counts), snapshot.columns().words, {});
}

Metric by(std::string_view id, std::string_view title, std::string_view definition, Compute compute) {
    return {
        .id = id,
        .title = title,
        .unit = "share of participants enrolled",
        .definition = definition,
        .numerator = "participants in this category",
        .denominator =
            "participants with an episode started in the period, each counted once, in the group of the first",
        .exclusions = "none; unknown is a category",
        .source = registry_source,
        .benchmark = {.text = "No single figure; compare the tables in [Penn] section 3 and [MGB] Outcomes.",
                      .source = "[Penn] Harris et al. 2022, Healthcare 10:100641; [MGB] Kane et al. 2024, Psychiatric "
                                "Services"},
        .compute = compute,
    };
}

}  // namespace

std::vector<Metric> participants_by() {
    return {
        by("participants_by_sex", "Participants by sex",
           "Participants enrolled in the period by sex as recorded. Limits are Wilson's, at 95 %.",
           compute<of_participant<&Participants::sex>>),
        by("participants_by_race", "Participants by race",
           "Participants enrolled in the period by race; whoever named several is in the category multiple. Limits are "
           "Wilson's, at 95 %.",
           compute<of_participant<&Participants::race>>),
        by("participants_by_ethnicity", "Participants by ethnicity",
           "Participants enrolled in the period by ethnicity. Limits are Wilson's, at 95 %.",
           compute<of_participant<&Participants::ethnicity>>),
        by("participants_by_language", "Participants by language",
           "Participants enrolled in the period by language; whoever named several is in the category multiple. Limits "
           "are Wilson's, at 95 %.",
           compute<of_participant<&Participants::language>>),
        by("participants_by_primary_substance", "Participants by primary substance",
           "Participants enrolled in the period by primary substance as recorded for the participant, else in the "
           "referral that the episode names. Limits are Wilson's, at 95 %.",
           compute<primary_substance_of>),
        by("participants_by_overdose_history", "Participants by overdose history",
           "Participants enrolled in the period by whether any overdose is on record: none, any or unknown. Limits are "
           "Wilson's, at 95 %.",
           compute<of_participant<&Participants::overdose_history>>),
        by("participants_by_payer_kind", "Participants by kind of payer",
           "Participants enrolled in the period by the kind of payer at the time of the referral that the episode "
           "names. "
           "Limits are Wilson's, at 95 %.",
           compute<of_referral<&Referrals::payer_kind>>),
        by("participants_by_setting", "Participants by setting",
           "Participants enrolled in the period by the setting of the episode's site, else of the referral that the "
           "episode names. Limits are Wilson's, at 95 %.",
           compute<setting_of>),
        by("participants_by_source", "Participants by source of referral",
           "Participants enrolled in the period by the source of the referral that the episode names. Limits are "
           "Wilson's, at 95 %.",
           compute<of_referral<&Referrals::source>>),
    };
}

}  // namespace cairn::evaluation
