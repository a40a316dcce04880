// Episodes: one enrolment of a participant, 180 days by default, at one site with one peer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "features/episodes/episode_clock.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Participant;
struct Referral;
struct Site;
struct Staff;

// The last six are ends, spelled like their reasons.
enum class EpisodeStatus : std::uint8_t {
    active,
    paused,
    completed,
    disengaged,
    withdrew,
    transferred,
    incarcerated,
    deceased,
};
enum class EndReason : std::uint8_t { completed, disengaged, withdrew, transferred, incarcerated, deceased };

// Days on which the contact clock stands still: from `from`, up to the day before `to`, on which the participant is
// back. A pause without `to` goes on, or lasted until the episode ended.
struct Pause {
    Date from{};
    std::optional<Date> to{};
    std::optional<std::string> reason{};
};

struct Episode {
    Id<Episode> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Id<Site> site_id{};
    std::optional<Id<Staff>> peer_id{};
    std::optional<Id<Staff>> lcsw_id{};
    std::optional<Id<Staff>> pcp_id{};
    std::optional<Id<Referral>> referral_id{};
    Date started_on{};
    std::optional<Date>
        planned_end_on{};  // left out: started_on + the program's episode_days; always there once stored
    std::optional<Date> ended_on{};
    std::optional<EndReason> end_reason{};  // with ended_on, or neither
    std::optional<EpisodeStatus> status{};  // left out: follows end_reason and pauses; always there once stored
    std::vector<Pause> pauses{};            // in order, not overlapping, only the last without `to`
    Code pathway{};                         // the participant's own
    std::optional<std::string> study_arm{};
    std::optional<std::string> payer_id{};
};

template <>
RecordType const& record_type<Pause>();
template <>
RecordType const& record_type<Episode>();

// ---- states (domain §2) ----

struct EpisodeStep {
    EpisodeStatus from;
    EpisodeStatus to;
};
// Every change of state there is. An end is final but can be corrected, which voids it (correct_end).
inline constexpr std::array episode_steps{
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::paused},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::completed},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::disengaged},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::withdrew},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::transferred},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::incarcerated},
    EpisodeStep{EpisodeStatus::active, EpisodeStatus::deceased},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::active},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::completed},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::disengaged},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::withdrew},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::transferred},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::incarcerated},
    EpisodeStep{EpisodeStatus::paused, EpisodeStatus::deceased},
};

std::string_view to_string(EpisodeStatus status);
bool is_open(EpisodeStatus status);  // active or paused
EpisodeStatus status_of(EndReason reason);
// Refuses with `illegal_transition`, naming the states that may follow.
Result<void> check_step(EpisodeStatus from, EpisodeStatus to);

// ---- rules ----

// Fills in what was left out, then appends every problem: declared rules, dates, pauses, state, references. `previous`
// is the stored episode that this one replaces, else null.
void complete_and_check(Episode& episode, Episode const* previous, CheckContext const& context, Problems& problems);

// The refusal that a second open episode meets, naming the first; nothing while the participant has none. Call it
// inside the write that locked the participant's stream.
Result<void> require_no_open_episode(Reader& reader, Id<Participant> const& participant_id);

// ---- commands ----

struct PauseEpisode {
    Id<Episode> id{};
    std::int64_t version = 0;    // that was seen, as in every command below
    std::optional<Date> from{};  // today when left out
    std::optional<std::string> reason{};
};

struct ResumeEpisode {
    Id<Episode> id{};
    std::int64_t version = 0;
    std::optional<Date> to{};  // the day the participant is back; today when left out
};

struct EndEpisode {
    Id<Episode> id{};
    std::int64_t version = 0;
    EndReason end_reason = EndReason::completed;
    std::optional<Date> ended_on{};  // today when left out
};

struct CorrectEnd {
    Id<Episode> id{};
    std::int64_t version = 0;
};

struct ChangePeer {
    Id<Episode> id{};
    std::int64_t version = 0;
    std::optional<Id<Staff>> peer_id{};  // empty: nobody for now
};

struct ChangeSite {
    Id<Episode> id{};
    std::int64_t version = 0;
    Id<Site> site_id{};
};

// What may be put right at any time, as it shall be. Peer, site, pauses and the end have commands of their own.
struct EditEpisode {
    Id<Episode> id{};
    std::int64_t version = 0;
    Date started_on{};
    std::optional<Date> planned_end_on{};  // left out: the program's default again
    std::optional<Id<Staff>> lcsw_id{};
    std::optional<Id<Staff>> pcp_id{};
    std::optional<Id<Referral>> referral_id{};
    Code pathway{};
    std::optional<std::string> study_arm{};
    std::optional<std::string> payer_id{};
};

template <>
RecordType const& record_type<PauseEpisode>();
template <>
RecordType const& record_type<ResumeEpisode>();
template <>
RecordType const& record_type<EndEpisode>();
template <>
RecordType const& record_type<CorrectEnd>();
template <>
RecordType const& record_type<ChangePeer>();
template <>
RecordType const& record_type<ChangeSite>();
template <>
RecordType const& record_type<EditEpisode>();

// Episodes begin with `enroll` (features/referrals). Each command answers {"id":…,"version":…}.
Result<Written> pause_episode(Permit const& permit, Organization& organization, PauseEpisode const& command,
                              std::string key);
Result<Written> resume_episode(Permit const& permit, Organization& organization, ResumeEpisode const& command,
                               std::string key);
// A pause that is still open is left as it is; it lasted until the end.
Result<Written> end_episode(Permit const& permit, Organization& organization, EndEpisode const& command,
                            std::string key);
// Voids the end: the episode is active again, or paused if it was when it ended. Refused while the participant has
// another open episode.
Result<Written> correct_end(Permit const& permit, Organization& organization, CorrectEnd const& command,
                            std::string key);
// Of an open episode. Neither ends it; who and where it was before stands in the journal.
Result<Written> change_peer(Permit const& permit, Organization& organization, ChangePeer const& command,
                            std::string key);
Result<Written> change_site(Permit const& permit, Organization& organization, ChangeSite const& command,
                            std::string key);
Result<Written> edit_episode(Permit const& permit, Organization& organization, EditEpisode const& command,
                             std::string key);

Importable episode_importable();

}  // namespace cairn
