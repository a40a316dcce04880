// Referrals: somebody asks the program to reach out to a participant, and what came of it.
//
// A referral that was declined or never reached is kept with its reason: referred but not enrolled is the honest group
// to compare with.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Episode;
struct Participant;
struct Site;
struct Staff;

enum class ReferralStatus : std::uint8_t {
    received,
    assigned,
    reaching_out,
    enrolled,
    declined,
    unreachable,
    ineligible,
    duplicate,
};

struct Referral {
    Id<Referral> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::optional<Id<Site>> site_id{};
    Code source{};   // code list referral_source
    Code setting{};  // code list setting
    Moment received_at{};
    Date received_on{};  // derived: the local day of received_at at the site, else in the program
    Code urgency{};
    std::optional<std::string> reason{};
    Code primary_substance{};  // code list substance; as it was then
    Code payer_kind{};         // as it was then
    ReferralStatus status = ReferralStatus::received;
    std::optional<Moment> decided_at{};        // when it was closed or enrolled; empty while open
    std::optional<Code> decline_reason{};      // only when declined
    std::optional<Moment> first_attempt_at{};  // from contacts, see note_attempt; an import may state both
    std::optional<Moment> first_contact_at{};
    std::optional<Id<Staff>> peer_id{};
};

template <>
RecordType const& record_type<Referral>();

// ---- states (domain §2) ----

struct ReferralStep {
    ReferralStatus from;
    ReferralStatus to;
};
// Every change of state there is.
inline constexpr std::array referral_steps{
    ReferralStep{ReferralStatus::received, ReferralStatus::assigned},
    ReferralStep{ReferralStatus::received, ReferralStatus::enrolled},
    ReferralStep{ReferralStatus::received, ReferralStatus::declined},
    ReferralStep{ReferralStatus::received, ReferralStatus::ineligible},
    ReferralStep{ReferralStatus::received, ReferralStatus::duplicate},
    ReferralStep{ReferralStatus::assigned, ReferralStatus::reaching_out},
    ReferralStep{ReferralStatus::assigned, ReferralStatus::enrolled},
    ReferralStep{ReferralStatus::assigned, ReferralStatus::declined},
    ReferralStep{ReferralStatus::assigned, ReferralStatus::ineligible},
    ReferralStep{ReferralStatus::reaching_out, ReferralStatus::enrolled},
    ReferralStep{ReferralStatus::reaching_out, ReferralStatus::declined},
    ReferralStep{ReferralStatus::reaching_out, ReferralStatus::unreachable},
    ReferralStep{ReferralStatus::unreachable, ReferralStatus::reaching_out},
    ReferralStep{ReferralStatus::declined, ReferralStatus::reaching_out},
};

std::string_view to_string(ReferralStatus status);
bool is_open(ReferralStatus status);  // received, assigned or reaching_out
// Refuses with `illegal_transition`, naming the states that may follow.
Result<void> check_step(ReferralStatus from, ReferralStatus to);

// ---- rules ----

// Fills in what was left out, then appends every problem: declared rules, dates, state, references. `previous` is the
// stored referral that this one replaces, else null.
void complete_and_check(Referral& referral, Referral const* previous, CheckContext const& context, Problems& problems);

// What a contact means for a referral: somebody tried at `at`, on the local day `on`, and perhaps reached the person.
struct Attempt {
    Moment at{};
    Date on{};
    bool reached = false;
};
// Which of two comes first. Of two on one day the one with a time does, because it can be placed.
bool is_earlier(Attempt const& a, Attempt const& b);
// Takes the attempt into first_attempt_at and first_contact_at if it is the earliest, and moves an assigned referral to
// reaching_out. True when anything changed. `time_zone` tells the local day of what the referral holds already.
bool note_attempt(Referral& referral, Attempt const& attempt, std::string_view time_zone);

// ---- the referral's clocks: first attempt within 24 h, first contact within 72 h by default ----

enum class ClockState : std::uint8_t {
    running,   // not met yet, and there is time
    overdue,   // not met, and the time is over
    met,       // in time
    met_late,  // after its time
    stopped,   // decided before it was met
};

struct ReferralClock {
    ClockState state = ClockState::running;
    Instant due_at{};
    std::int64_t overdue_minutes = 0;  // whole minutes past due_at until it was met, or until now
    std::string rule{};                // "A first attempt within 24 hours of the referral."
};

struct ReferralClocks {
    ReferralClock first_attempt{};
    ReferralClock first_contact{};
};

// Pure. A day without a time is read in favor of those who work: received at its end, reached at its beginning, in
// `time_zone`, which must be one that exists.
ReferralClocks referral_clocks(ProgramSettings const& settings, Referral const& referral, Instant now,
                               std::string_view time_zone);

// ---- commands ----

struct AssignReferral {
    Id<Referral> id{};
    std::int64_t version = 0;  // that was seen, as in every command below
    Id<Staff> peer_id{};
};

struct EnrollReferral {
    Id<Referral> id{};
    std::int64_t version = 0;
    std::optional<Id<Episode>> episode_id{};  // for the new episode; the program gives one when left out
    std::optional<Date> started_on{};         // today when left out
    std::optional<Date> planned_end_on{};     // left out: the program's default
    std::optional<Id<Site>> site_id{};        // left out: the referral's
    std::optional<Id<Staff>> peer_id{};       // left out: the referral's
    std::optional<Id<Staff>> lcsw_id{};
    std::optional<Id<Staff>> pcp_id{};
    Code pathway{};
    std::optional<std::string> study_arm{};
    std::optional<std::string> payer_id{};
};

struct DeclineReferral {
    Id<Referral> id{};
    std::int64_t version = 0;
    Code decline_reason{};
};

// For the commands that need nothing else.
struct MoveReferral {
    Id<Referral> id{};
    std::int64_t version = 0;
};

template <>
RecordType const& record_type<AssignReferral>();
template <>
RecordType const& record_type<EnrollReferral>();
template <>
RecordType const& record_type<DeclineReferral>();
template <>
RecordType const& record_type<MoveReferral>();

// A new referral, received; with a peer it is assigned at once, which needs that permission too. The caller may bring
// the id, else it gets one. Attempts are recorded with record_attempt (features/contacts).
// Each command answers {"id":…,"version":…}; `enroll` adds "episode_id".
Result<Written> refer(Permit const& permit, Organization& organization, Referral const& referral, std::string key);
// To a peer, or from one peer to another while it is open.
Result<Written> assign_referral(Permit const& permit, Organization& organization, AssignReferral const& command,
                                std::string key);
// Begins an episode in the same write. Refused while the participant has an open one, which the refusal names.
Result<Written> enroll(Permit const& permit, Organization& organization, EnrollReferral const& command,
                       std::string key);
Result<Written> decline_referral(Permit const& permit, Organization& organization, DeclineReferral const& command,
                                 std::string key);
Result<Written> mark_ineligible(Permit const& permit, Organization& organization, MoveReferral const& command,
                                std::string key);
Result<Written> mark_duplicate(Permit const& permit, Organization& organization, MoveReferral const& command,
                               std::string key);
Result<Written> mark_unreachable(Permit const& permit, Organization& organization, MoveReferral const& command,
                                 std::string key);
// A declined or unreachable referral is worked on again. Why it was closed stands in the journal.
Result<Written> reopen_referral(Permit const& permit, Organization& organization, MoveReferral const& command,
                                std::string key);

Importable referral_importable();

}  // namespace cairn
