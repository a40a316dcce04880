// What must hold for an episode, however it came in.
#include "base/present.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

bool has_open_pause(Episode const& episode) { return !episode.pauses.empty() && !episode.pauses.back().to; }

// An import that changes a stored episode keeps what its file does not speak of. What was only ever filled in must then
// follow what it was filled in from.
void forget_what_followed(Episode& episode, Episode const& previous, ProgramSettings const& settings) {
    bool const planned_by_default = previous.planned_end_on == previous.started_on + settings.episode_days;
    if (planned_by_default && episode.planned_end_on == previous.planned_end_on) episode.planned_end_on.reset();
    bool const other_end = episode.end_reason != previous.end_reason;
    if (other_end && episode.status == previous.status) episode.status.reset();
}

void complete(Episode& episode, ProgramSettings const& settings) {
    if (!episode.planned_end_on) episode.planned_end_on = episode.started_on + settings.episode_days;
    if (episode.status) return;
    if (episode.end_reason) {
        episode.status = status_of(*episode.end_reason);
    } else {
        episode.status = has_open_pause(episode) ? EpisodeStatus::paused : EpisodeStatus::active;
    }
}

void check_dates(Episode const& episode, Instant now, std::string_view time_zone, Problems& problems) {
    if (is_in_future(episode.started_on, now, time_zone)) {
        problems.push_back({"started_on", "future", "An episode cannot start after today."});
    }
    if (*episode.planned_end_on < episode.started_on) {
        problems.push_back({"planned_end_on", "order", "The planned end cannot lie before the start."});
    }
    if (!episode.ended_on) return;
    if (*episode.ended_on < episode.started_on) {
        problems.push_back({"ended_on", "order", "An episode cannot end before it starts; the same day is possible."});
    }
    if (is_in_future(*episode.ended_on, now, time_zone)) {
        problems.push_back({"ended_on", "future", "An episode cannot end after today."});
    }
}

void check_end(Episode const& episode, Problems& problems) {
    if (episode.ended_on && !episode.end_reason) {
        problems.push_back({"end_reason", "required", "An episode that ended needs the reason of its end."});
    }
    if (episode.end_reason && !episode.ended_on) {
        problems.push_back({"ended_on", "required", "An episode with the reason of its end needs the day it ended."});
    }
    bool const agrees = episode.end_reason ? *episode.status == status_of(*episode.end_reason)
                                           : is_open(*episode.status) || episode.ended_on.has_value();
    if (!agrees) {
        problems.push_back({"status", "end_reason", "The status and the reason of the end say different things."});
    }
}

struct PauseCheck {
    Episode const& episode;
    Instant now;
    std::string_view time_zone;
    Problems& problems;

    void add(std::size_t index, std::string_view field, std::string code, std::string message) const {
        problems.push_back(
            {"pauses[" + std::to_string(index) + "]." + std::string(field), std::move(code), std::move(message)});
    }

    void check_from(std::size_t i) const {
        auto const from = episode.pauses[i].from;
        if (from < episode.started_on) add(i, "from", "order", "A pause cannot begin before the episode.");
        if (is_in_future(from, now, time_zone)) add(i, "from", "future", "A pause cannot begin after today.");
        if (episode.ended_on && from > *episode.ended_on) {
            add(i, "from", "order", "A pause cannot begin after the episode ended.");
        }
        if (i > 0 && episode.pauses[i - 1].to && from < *episode.pauses[i - 1].to) {
            add(i, "from", "order", "A pause cannot begin before the one before it is over.");
        }
    }

    void check_to(std::size_t i) const {
        auto const& pause = episode.pauses[i];
        if (!pause.to) {
            if (i + 1 < episode.pauses.size()) add(i, "to", "required", "Only the last pause can still go on.");
            return;
        }
        if (*pause.to < pause.from) add(i, "to", "order", "A pause cannot be over before it begins.");
        if (is_in_future(*pause.to, now, time_zone)) add(i, "to", "future", "A pause cannot be over after today.");
        if (episode.ended_on && *pause.to > *episode.ended_on) {
            add(i, "to", "order", "A pause cannot last longer than the episode.");
        }
    }
};

// An imported episode may be paused without anybody knowing since when.
void check_pauses(Episode const& episode, Instant now, std::string_view time_zone, Problems& problems) {
    PauseCheck const check{episode, now, time_zone, problems};
    for (std::size_t i = 0; i < episode.pauses.size(); ++i) {
        check.check_from(i);
        check.check_to(i);
    }
    if (has_open_pause(episode) && *episode.status == EpisodeStatus::active) {
        problems.push_back({"status", "pauses", "An episode whose last pause still goes on is not active."});
    }
}

template <class Record>
void check_named(std::optional<Id<Record>> const& id, std::string_view field, CheckContext const& context,
                 Problems& problems) {
    if (id) context.require(*id, field, problems);
}

void check_references(Episode const& episode, CheckContext const& context, Problems& problems) {
    // An id that is nil is reported by the declared rules already.
    if (!episode.participant_id.is_nil()) context.require(episode.participant_id, "participant_id", problems);
    if (!episode.site_id.is_nil()) context.require(episode.site_id, "site_id", problems);
    check_named(episode.peer_id, "peer_id", context, problems);
    check_named(episode.lcsw_id, "lcsw_id", context, problems);
    check_named(episode.pcp_id, "pcp_id", context, problems);
    if (!episode.referral_id) return;
    auto const referral = context.named(*episode.referral_id, "referral_id", problems);
    if (referral && referral->participant_id != episode.participant_id) {
        problems.push_back({"referral_id", "other_participant", "The referral is of another participant."});
    }
}

}  // namespace

void complete_and_check(Episode& episode, Episode const* previous, CheckContext const& context, Problems& problems) {
    complete(episode, context.program.settings);
    check_declared(episode, previous, context, problems);
    auto const time_zone = time_zone_at(context, episode.site_id);
    check_dates(episode, context.now, time_zone, problems);
    check_end(episode, problems);
    check_pauses(episode, context.now, time_zone, problems);
    check_references(episode, context, problems);
}

Importable episode_importable() {
    return {
        .type = record_type<Episode>(),
        .file = "episodes",
        .required_columns = {"id", "participant_id", "site_id", "started_on"},
        .natural_key = {},
        .complete_and_check = [](void* record, void const* previous, CheckContext const& context, Problems& problems) {
            auto& episode = *static_cast<Episode*>(record);
            auto const* stored = static_cast<Episode const*>(previous);
            if (stored != nullptr) forget_what_followed(episode, *stored, context.program.settings);
            complete_and_check(episode, stored, context, problems);
        }};
}

}  // namespace cairn
