// A participant's chart in one answer: what somebody opens who is about to see the person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {

inline constexpr std::size_t chart_entries_max = 200;  // of each list, the newest
inline constexpr std::size_t chart_contacts_max = 50;  // the newest; a cursor leads on

// Where the open episode stands today, or the aftercare of the last one.
struct ChartClock {
    Id<Episode> episode_id{};
    Stage stage = Stage::none;
    int month = 0;
    bool paused = false;
    Date counted_from{};
    int days_without_contact = 0;
    int days_allowed = 0;
    std::optional<Date> due_on{};
    int overdue_days = 0;
    std::string rule{};
    std::string reason{};
};

struct Chart {
    Participant participant{};
    std::vector<ParticipantPhone> phones{};
    std::vector<ParticipantIdentifier> identifiers{};
    std::vector<ParticipantCoverage> coverages{};
    std::vector<ParticipantSubstance> substances{};
    std::vector<ParticipantMoud> moud{};
    std::vector<ParticipantDiagnosis> diagnoses{};
    std::vector<ParticipantToxicology> toxicology{};
    std::vector<Referral> referrals{};
    std::optional<Episode> open_episode{};
    std::vector<Episode> past_episodes{};
    std::optional<ChartClock> clock{};
    std::vector<Contact> contacts{};
    std::optional<std::string> contacts_next{};  // goes on in the list of the participant's contacts
};

template <>
RecordType const& record_type<ChartClock>();
template <>
RecordType const& record_type<Chart>();

// The chart as this permit may see it, without contacts; nothing when the participant does not exist or may not be
// seen. Removed entries are not in it.
std::optional<Chart> read_chart(Reader& reader, Permit const& permit, ProgramSettings const& settings, Instant now,
                                Id<Participant> const& id);
// The newest contacts, one more than chart_contacts_max when there are more. Notes only for those who may read them.
std::vector<Contact> newest_contacts(Reader& reader, Permit const& permit, Id<Participant> const& id);

}  // namespace cairn
