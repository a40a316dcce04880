#include "base/present.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
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
    std::optional<Id<Episode>> begun{};  // the episode that the change began
};

struct Asked {
    Permission permission;
    std::string_view command;
};

// Runs `change(referral, changing)` on the stored referral and puts what it made of it, if every rule still holds.
template <class Command, class Change>
Result<Written> change_referral(Permit const& permit, Organization& organization, Asked const& asked,
                                Command const& command, std::string key, Change const& change);
Result<Written> close_referral(Permit const& permit, Organization& organization, std::string_view name,
                               MoveReferral const& command, std::string key, ReferralStatus to);

Result<void> move_to(Referral& referral, ReferralStatus to, Changing const& now);
void check_peer(std::optional<Id<Staff>> const& peer_id, CheckContext const& context, Problems& problems);
void check_new(Referral const& referral, Problems& problems);
Episode new_episode(EnrollReferral const& command, Referral const& referral, Id<Episode> const& id,
                    CheckContext const& context);
std::vector<Preload> records_of(Referral const& referral);

}  // namespace

Result<Written> refer(Permit const& permit, Organization& organization, Referral const& referral, std::string key) {
    if (auto const allowed = permit.require(Permission::refer); !allowed) return allowed.error();
    if (referral.peer_id) {
        if (auto const allowed = permit.require(Permission::assign); !allowed) return allowed.error();
    }
    auto const program = organization.program();
    auto fresh = referral;
    if (fresh.id.is_nil()) fresh.id = organization.ids().next_id<Referral>();
    auto const request = write_request(permit, "refer", std::move(key), to_json(referral),
                                       {stream_of("participant", referral.participant_id)}, records_of(fresh));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        Problems problems;
        check_new(referral, problems);
        auto received = fresh;
        if (received.peer_id) received.status = ReferralStatus::assigned;
        auto const context = check_context(tx, *program);
        check_peer(received.peer_id, context, problems);
        complete_and_check(received, nullptr, context, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_new(tx, std::move(received));
    });
}

Result<Written> assign_referral(Permit const& permit, Organization& organization, AssignReferral const& command,
                                std::string key) {
    return change_referral(permit, organization, {Permission::assign, "assign_referral"}, command, std::move(key),
                           [&](Referral& referral, Changing& now) -> Result<void> {
                               referral.peer_id = command.peer_id;
                               check_peer(referral.peer_id, now.context, now.problems);
                               bool const to_another_peer = referral.status == ReferralStatus::assigned ||
                                                            referral.status == ReferralStatus::reaching_out;
                               if (to_another_peer) return {};
                               return move_to(referral, ReferralStatus::assigned, now);
                           });
}

Result<Written> enroll(Permit const& permit, Organization& organization, EnrollReferral const& command,
                       std::string key) {
    auto const episode_id = command.episode_id.value_or(organization.ids().next_id<Episode>());
    return change_referral(permit, organization, {Permission::enroll, "enroll"}, command, std::move(key),
                           [&](Referral& referral, Changing& now) -> Result<void> {
                               if (auto const moved = move_to(referral, ReferralStatus::enrolled, now); !moved)
                                   return moved;
                               if (auto const alone = require_no_open_episode(now.tx, referral.participant_id); !alone)
                                   return alone;
                               auto episode = new_episode(command, referral, episode_id, now.context);
                               check_peer(episode.peer_id, now.context, now.problems);
                               if (now.tx.exists(episode.id)) return id_taken(record_type<Episode>());
                               complete_and_check(episode, nullptr, now.context, now.problems);
                               if (!now.problems.empty()) return {};
                               now.tx.put(episode);
                               now.begun = episode.id;
                               return {};
                           });
}

Result<Written> decline_referral(Permit const& permit, Organization& organization, DeclineReferral const& command,
                                 std::string key) {
    return change_referral(permit, organization, {Permission::enroll, "decline_referral"}, command, std::move(key),
                           [&](Referral& referral, Changing& now) -> Result<void> {
                               referral.decline_reason = command.decline_reason;
                               return move_to(referral, ReferralStatus::declined, now);
                           });
}

Result<Written> mark_ineligible(Permit const& permit, Organization& organization, MoveReferral const& command,
                                std::string key) {
    return close_referral(permit, organization, "mark_ineligible", command, std::move(key), ReferralStatus::ineligible);
}

Result<Written> mark_duplicate(Permit const& permit, Organization& organization, MoveReferral const& command,
                               std::string key) {
    return close_referral(permit, organization, "mark_duplicate", command, std::move(key), ReferralStatus::duplicate);
}

Result<Written> mark_unreachable(Permit const& permit, Organization& organization, MoveReferral const& command,
                                 std::string key) {
    return close_referral(permit, organization, "mark_unreachable", command, std::move(key),
                          ReferralStatus::unreachable);
}

Result<Written> reopen_referral(Permit const& permit, Organization& organization, MoveReferral const& command,
                                std::string key) {
    return change_referral(
        permit, organization, {Permission::enroll, "reopen_referral"}, command, std::move(key),
        [&](Referral& referral, Changing& now) -> Result<void> {
            if (is_open(referral.status)) {
                return Error{ErrorCode::illegal_transition, "This referral is still open; there is nothing to reopen."};
            }
            referral.decline_reason.reset();
            return move_to(referral, ReferralStatus::reaching_out, now);
        });
}

namespace {

Result<Written> close_referral(Permit const& permit, Organization& organization, std::string_view name,
                               MoveReferral const& command, std::string key, ReferralStatus to) {
    return change_referral(permit, organization, {Permission::enroll, name}, command, std::move(key),
                           [&](Referral& referral, Changing& now) { return move_to(referral, to, now); });
}

Result<void> move_to(Referral& referral, ReferralStatus to, Changing const& now) {
    if (auto const step = check_step(referral.status, to); !step) return step;
    referral.status = to;
    if (is_open(to)) {
        referral.decided_at.reset();
    } else {
        referral.decided_at = Moment{now.context.now};
    }
    return {};
}

// Whoever is given work carries a caseload. Somebody who does not exist is reported with the referral.
void check_peer(std::optional<Id<Staff>> const& peer_id, CheckContext const& context, Problems& problems) {
    auto const peer = peer_id ? context.get(*peer_id) : std::nullopt;
    if (peer) check_carries(*peer, context.now, "peer_id", problems);
}

// Commands and contacts write these; a caller who registers a referral does not know them yet.
void check_new(Referral const& referral, Problems& problems) {
    auto const refuse = [&](std::string field) {
        problems.push_back({std::move(field), "derived", "The program fills this in later; leave it out."});
    };
    if (referral.status != ReferralStatus::received) refuse("status");
    if (referral.decided_at) refuse("decided_at");
    if (referral.decline_reason) refuse("decline_reason");
    if (referral.first_attempt_at) refuse("first_attempt_at");
    if (referral.first_contact_at) refuse("first_contact_at");
}

Episode new_episode(EnrollReferral const& command, Referral const& referral, Id<Episode> const& id,
                    CheckContext const& context) {
    Episode episode;
    episode.id = id;
    episode.participant_id = referral.participant_id;
    episode.site_id = command.site_id.value_or(referral.site_id.value_or(Id<Site>{}));
    episode.peer_id = command.peer_id ? command.peer_id : referral.peer_id;
    episode.lcsw_id = command.lcsw_id;
    episode.pcp_id = command.pcp_id;
    episode.referral_id = referral.id;
    episode.started_on = command.started_on.value_or(local_today(context.now, time_zone_at(context, episode.site_id)));
    episode.planned_end_on = command.planned_end_on;
    episode.pathway = command.pathway;
    episode.study_arm = command.study_arm;
    episode.payer_id = command.payer_id;
    return episode;
}

// The referral and what it refers to, to be read together with the lock.
std::vector<Preload> records_of(Referral const& referral) {
    std::vector<Preload> records{{&record_type<Referral>(), to_string(referral.id)},
                                 {&record_type<Participant>(), to_string(referral.participant_id)}};
    if (referral.site_id) records.push_back({&record_type<Site>(), to_string(*referral.site_id)});
    if (referral.peer_id) records.push_back({&record_type<Staff>(), to_string(*referral.peer_id)});
    return records;
}

std::optional<Referral> stored_referral(Organization& organization, Id<Referral> const& id) {
    std::optional<Referral> referral;
    organization.database().read([&](Reader& reader) { referral = reader.fetch(id); });
    return referral;
}

std::string answer(std::string written, std::optional<Id<Episode>> const& begun) {
    if (!begun) return written;
    written.pop_back();
    return written + ",\"episode_id\":\"" + to_string(*begun) + "\"}";
}

template <class Command, class Change>
Result<Written> change_referral(Permit const& permit, Organization& organization, Asked const& asked,
                                Command const& command, std::string key, Change const& change) {
    if (auto const allowed = permit.require(asked.permission); !allowed) return allowed.error();
    auto const found = stored_referral(organization, command.id);  // only to know whose chart it is in
    if (!found) return not_found(record_type<Referral>().name);
    auto const program = organization.program();
    auto const request = write_request(permit, asked.command, std::move(key), to_json(command),
                                       {stream_of("participant", found->participant_id)}, records_of(*found));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, command.id, command.version);
        if (!stored) return stored.error();
        auto const context = check_context(tx, *program);
        Problems problems;
        Changing now{tx, context, problems};
        auto referral = *stored;
        if (auto const changed = change(referral, now); !changed) return changed.error();
        complete_and_check(referral, &*stored, context, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto written = put_changed(tx, std::move(referral));
        if (!written) return written;
        return answer(*std::move(written), now.begun);
    });
}

}  // namespace
}  // namespace cairn
