// For tests: a program of a few people, where each row says only what the test is about.
#pragma once

#include <string_view>

#include "base/date.hpp"
#include "features/evaluation/columns.hpp"

namespace cairn::evaluation {

inline Day day(std::string_view text) { return text.empty() ? no_day : Date::parse(text).value().days; }

struct SiteRow {
    std::string_view name = "Main Street Clinic";
    std::string_view region{};
    std::string_view setting{};
};
struct ParticipantRow {
    std::string_view sex{};
    std::string_view race{};
    std::string_view ethnicity{};
    std::string_view languages{};
    std::string_view primary_substance{};
    int overdose_count = -1;
};
struct ReferralRow {
    Index participant = none;
    std::string_view received_on = "2026-01-01";
    std::string_view status{};
    std::string_view decided_on{};
    Index site = none;
    Index peer = none;
    std::string_view source{};
    std::string_view setting{};
    std::string_view primary_substance{};
    std::string_view payer_kind{};
    std::string_view first_contact_on{};
};
struct EpisodeRow {
    Index participant = none;
    std::string_view started_on = "2026-01-01";
    std::string_view ended_on{};
    std::string_view end_reason = "disengaged";
    Index site = none;
    Index peer = none;
    Index referral = none;
    std::string_view pathway{};
    std::string_view study_arm{};
};
struct ContactRow {
    Index participant = none;
    std::string_view day = "2026-01-01";
    std::string_view mode = "phone";
    std::string_view outcome = "reached";
    int minutes = no_minutes;
    Index episode = none;
    Index peer = none;
    Index site = none;
};
struct ActivityRow {
    Index staff = none;
    std::string_view day = "2026-01-01";
    std::string_view kind = "documentation";
    int minutes = 30;
};

class ColumnsBuilder {
public:
    Index site(SiteRow const& row) {
        columns.sites.name.emplace_back(row.name);
        columns.sites.region.push_back(columns.words.number(row.region));
        columns.sites.setting.push_back(columns.words.number(row.setting));
        return last(columns.sites);
    }
    Index peer(std::string_view name = "Alex") {
        columns.staff.name.emplace_back(name);
        return last(columns.staff);
    }
    Index participant(ParticipantRow const& row = {}) {
        auto& to = columns.participants;
        to.sex.push_back(columns.words.number(row.sex));
        to.race.push_back(columns.words.number(one_word(row.race)));
        to.ethnicity.push_back(columns.words.number(row.ethnicity));
        to.language.push_back(columns.words.number(one_word(row.languages)));
        to.primary_substance.push_back(columns.words.number(row.primary_substance));
        to.overdose_history.push_back(columns.words.number(overdose_band(row.overdose_count)));
        return last(to);
    }
    // Without a participant, a new one.
    Index referral(ReferralRow const& row) {
        auto& to = columns.referrals;
        to.participant.push_back(row.participant == none ? participant() : row.participant);
        to.site.push_back(row.site);
        to.peer.push_back(row.peer);
        to.received_on.push_back(day(row.received_on));
        to.decided_on.push_back(day(row.decided_on));
        to.first_contact_on.push_back(day(row.first_contact_on));
        to.status.push_back(columns.referral_statuses.number(row.status));
        to.source.push_back(columns.words.number(row.source));
        to.setting.push_back(columns.words.number(row.setting));
        to.primary_substance.push_back(columns.words.number(row.primary_substance));
        to.payer_kind.push_back(columns.words.number(row.payer_kind));
        return last(to);
    }
    // Without a participant, a new one; without ended_on the end_reason is not used.
    Index episode(EpisodeRow const& row) {
        auto& to = columns.episodes;
        to.participant.push_back(row.participant == none ? participant() : row.participant);
        to.site.push_back(row.site);
        to.peer.push_back(row.peer);
        to.referral.push_back(row.referral);
        to.started_on.push_back(day(row.started_on));
        to.ended_on.push_back(day(row.ended_on));
        to.end_reason.push_back(row.ended_on.empty() ? unknown : columns.end_reasons.number(row.end_reason));
        to.pathway.push_back(columns.words.number(row.pathway));
        to.study_arm.push_back(columns.words.number(row.study_arm));
        return last(to);
    }
    void contact(ContactRow const& row) {
        auto& to = columns.contacts;
        to.participant.push_back(row.participant == none ? participant() : row.participant);
        to.episode.push_back(row.episode);
        to.peer.push_back(row.peer);
        to.site.push_back(row.site);
        to.day.push_back(day(row.day));
        to.minutes.push_back(row.minutes);
        to.mode.push_back(columns.modes.number(row.mode));
        to.outcome.push_back(columns.outcomes.number(row.outcome));
    }
    void activity(ActivityRow const& row) {
        auto& to = columns.activities;
        to.staff.push_back(row.staff);
        to.day.push_back(day(row.day));
        to.minutes.push_back(row.minutes);
        to.kind.push_back(columns.activity_kinds.number(row.kind));
    }
    Index participant_of(Index episode) const { return columns.episodes.participant[episode]; }

    Columns columns;

private:
    template <class Table>
    static Index last(Table const& table) {
        return static_cast<Index>(table.size() - 1);
    }
};

}  // namespace cairn::evaluation
