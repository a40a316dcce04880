// What lists of people show of each, and what is opened on purpose.
#pragma once

#include "features/participants/participant.hpp"

namespace cairn {

// Enough to tell people apart.
struct ParticipantRow {
    Id<Participant> id{};
    std::int64_t version = 0;
    std::optional<std::string> given_name{};
    std::optional<std::string> family_name{};
    std::optional<std::string> preferred_name{};
    std::optional<std::string> pronouns{};
    std::optional<Date> birth_date{};
};

// The sealed members of a participant.
struct SealedParticipant {
    Id<Participant> id{};
    std::int64_t version = 0;
    Words justice_involvement{};
};

// Why an entry of a list is removed.
struct RemovalReason {
    std::string reason{};
};

template <>
RecordType const& record_type<ParticipantRow>();
template <>
RecordType const& record_type<SealedParticipant>();
template <>
RecordType const& record_type<RemovalReason>();

}  // namespace cairn
