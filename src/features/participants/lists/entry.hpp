// What the seven lists of a participant have in common.
#pragma once

#include "base/present.hpp"
#include "features/participants/participant.hpp"

namespace cairn {

void complete_and_check(ParticipantPhone& entry, ParticipantPhone const* previous, CheckContext const& context,
                        Problems& problems);
void complete_and_check(ParticipantIdentifier& entry, ParticipantIdentifier const* previous,
                        CheckContext const& context, Problems& problems);
void complete_and_check(ParticipantCoverage& entry, ParticipantCoverage const* previous, CheckContext const& context,
                        Problems& problems);
void complete_and_check(ParticipantSubstance& entry, ParticipantSubstance const* previous, CheckContext const& context,
                        Problems& problems);
void complete_and_check(ParticipantMoud& entry, ParticipantMoud const* previous, CheckContext const& context,
                        Problems& problems);
void complete_and_check(ParticipantDiagnosis& entry, ParticipantDiagnosis const* previous, CheckContext const& context,
                        Problems& problems);
void complete_and_check(ParticipantToxicology& entry, ParticipantToxicology const* previous,
                        CheckContext const& context, Problems& problems);

// An entry's participant, and whether it was removed.
struct EntryHead {
    Id<Participant> participant_id{};
    bool voided = false;
    bool reason_given = false;

    template <class Entry>
    explicit EntryHead(Entry const& entry)
        : participant_id(entry.participant_id),
          voided(entry.voided_at.has_value()),
          reason_given(entry.void_reason.has_value()) {}
};

// The problems of an entry's place in the chart; gives the participant when there is one.
std::optional<Participant> check_head(EntryHead const& entry, std::optional<EntryHead> const& previous,
                                      CheckContext const& context, Problems& problems);

// A fact about the participant's past: between birth and today.
void check_past_day(std::optional<Date> const& day, std::string_view field,
                    std::optional<Participant> const& participant, CheckContext const& context, Problems& problems);
// `last` does not come before `first`; either may be unknown.
void check_order(std::optional<Date> const& first, std::optional<Date> const& last, std::string_view last_field,
                 Problems& problems);

template <class Entry>
std::optional<Participant> check_entry(Entry const& entry, Entry const* previous, CheckContext const& context,
                                       Problems& problems) {
    check_declared(entry, previous, context, problems);
    auto const before = previous == nullptr ? std::nullopt : std::optional<EntryHead>(*previous);
    return check_head(EntryHead(entry), before, context, problems);
}

}  // namespace cairn
