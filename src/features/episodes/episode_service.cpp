#include "base/present.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

struct Changing {
    Tx& tx;
    CheckContext const& context;
    Problems& problems;
    Date today{};  // at the episode's site
};

struct Asked {
    Permission permission;
    std::string_view command;
};

// Runs `change(episode, changing)` on the stored episode and puts what it made of it, if every rule still holds.
template <class Command, class Change>
Result<Written> change_episode(Permit const& permit, Organization& organization, Asked const& asked,
                               Command const& command, std::string key, Change const& change);

Result<void> move_to(Episode& episode, EpisodeStatus to) {
    auto const step = check_step(*episode.status, to);
    if (step) episode.status = to;
    return step;
}

// Who and where: of an episode that goes on.
Result<void> require_open(Episode const& episode) {
    if (is_open(*episode.status)) return {};
    return Error{ErrorCode::illegal_transition,
                 "Peer and site change while an episode is active or paused; this one has ended."};
}

}  // namespace

Result<Written> pause_episode(Permit const& permit, Organization& organization, PauseEpisode const& command,
                              std::string key) {
    return change_episode(
        permit, organization, {Permission::manage_episodes, "pause_episode"}, command, std::move(key),
        [&](Episode& episode, Changing const& now) -> Result<void> {
            episode.pauses.push_back({command.from.value_or(now.today), std::nullopt, command.reason});
            return move_to(episode, EpisodeStatus::paused);
        });
}

Result<Written> resume_episode(Permit const& permit, Organization& organization, ResumeEpisode const& command,
                               std::string key) {
    return change_episode(permit, organization, {Permission::manage_episodes, "resume_episode"}, command,
                          std::move(key), [&](Episode& episode, Changing const& now) -> Result<void> {
                              bool const known = !episode.pauses.empty() && !episode.pauses.back().to;
                              if (known) episode.pauses.back().to = command.to.value_or(now.today);
                              return move_to(episode, EpisodeStatus::active);
                          });
}

Result<Written> end_episode(Permit const& permit, Organization& organization, EndEpisode const& command,
                            std::string key) {
    return change_episode(permit, organization, {Permission::manage_episodes, "end_episode"}, command, std::move(key),
                          [&](Episode& episode, Changing const& now) -> Result<void> {
                              episode.end_reason = command.end_reason;
                              episode.ended_on = command.ended_on.value_or(now.today);
                              return move_to(episode, status_of(command.end_reason));
                          });
}

Result<Written> correct_end(Permit const& permit, Organization& organization, CorrectEnd const& command,
                            std::string key) {
    return change_episode(permit, organization, {Permission::manage_episodes, "correct_end"}, command, std::move(key),
                          [&](Episode& episode, Changing const& now) -> Result<void> {
                              if (is_open(*episode.status)) {
                                  return Error{ErrorCode::illegal_transition,
                                               "Only the end of an episode that has ended can be corrected."};
                              }
                              if (auto const alone = require_no_open_episode(now.tx, episode.participant_id); !alone)
                                  return alone;
                              bool const was_paused = !episode.pauses.empty() && !episode.pauses.back().to;
                              episode.status = was_paused ? EpisodeStatus::paused : EpisodeStatus::active;
                              episode.ended_on.reset();
                              episode.end_reason.reset();
                              return {};
                          });
}

Result<Written> change_peer(Permit const& permit, Organization& organization, ChangePeer const& command,
                            std::string key) {
    return change_episode(permit, organization, {Permission::assign, "change_peer"}, command, std::move(key),
                          [&](Episode& episode, Changing const& now) -> Result<void> {
                              episode.peer_id = command.peer_id;
                              auto const peer = command.peer_id ? now.context.get(*command.peer_id) : std::nullopt;
                              if (peer) check_carries(*peer, now.context.now, "peer_id", now.problems);
                              return require_open(episode);
                          });
}

Result<Written> change_site(Permit const& permit, Organization& organization, ChangeSite const& command,
                            std::string key) {
    return change_episode(permit, organization, {Permission::assign, "change_site"}, command, std::move(key),
                          [&](Episode& episode, Changing const&) -> Result<void> {
                              episode.site_id = command.site_id;
                              return require_open(episode);
                          });
}

Result<Written> edit_episode(Permit const& permit, Organization& organization, EditEpisode const& command,
                             std::string key) {
    return change_episode(permit, organization, {Permission::manage_episodes, "edit_episode"}, command, std::move(key),
                          [&](Episode& episode, Changing const&) -> Result<void> {
                              episode.started_on = command.started_on;
                              episode.planned_end_on = command.planned_end_on;
                              episode.lcsw_id = command.lcsw_id;
                              episode.pcp_id = command.pcp_id;
                              episode.referral_id = command.referral_id;
                              episode.pathway = command.pathway;
                              episode.study_arm = command.study_arm;
                              episode.payer_id = command.payer_id;
                              return {};
                          });
}

Result<void> require_no_open_episode(Reader& reader, Id<Participant> const& participant_id) {
    auto const open =
        reader.text({"SELECT id FROM episode WHERE participant_id = $1 AND status IN ('active', 'paused') "
                     "ORDER BY started_on, id LIMIT 1",
                     {to_string(participant_id)}});
    if (!open) return {};
    return Error{ErrorCode::illegal_transition,
                 "This participant has an open episode, " + *open + "; end it first, or go on with it.",
                 {},
                 "{\"episode_id\":\"" + *open + "\"}"};
}

namespace {

// The last pause is what pause and resume speak of: their caller knows `from` and `to`, not `pauses[2].from`.
void name_fields_of_the_command(Problems& problems) {
    for (auto& problem : problems) {
        auto const dot = problem.field.find("].");
        if (dot != std::string::npos) problem.field.erase(0, dot + 2);
    }
}

std::optional<Episode> stored_episode(Organization& organization, Id<Episode> const& id) {
    std::optional<Episode> episode;
    organization.database().read([&](Reader& reader) { episode = reader.fetch(id); });
    return episode;
}

template <class Command, class Change>
Result<Written> change_episode(Permit const& permit, Organization& organization, Asked const& asked,
                               Command const& command, std::string key, Change const& change) {
    if (auto const allowed = permit.require(asked.permission); !allowed) return allowed.error();
    auto const found = stored_episode(organization, command.id);  // only to know whose chart it is in
    if (!found) return not_found(record_type<Episode>().name);
    auto const program = organization.program();
    auto const request = write_request(permit, asked.command, std::move(key), to_json(command),
                                       {stream_of("participant", found->participant_id)},
                                       {{&record_type<Episode>(), to_string(command.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, command.id, command.version);
        if (!stored) return stored.error();
        auto const context = check_context(tx, *program);
        auto const today = local_today(context.now, time_zone_at(context, stored->site_id));
        auto episode = *stored;
        Problems problems;
        if (auto const changed = change(episode, Changing{tx, context, problems, today}); !changed) {
            return changed.error();
        }
        complete_and_check(episode, &*stored, context, problems);
        name_fields_of_the_command(problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_changed(tx, std::move(episode));
    });
}

}  // namespace
}  // namespace cairn
