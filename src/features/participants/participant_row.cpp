#include "features/participants/participant_row.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantRow, (), (id, version, given_name, family_name, preferred_name, pronouns, birth_date))
BOOST_DESCRIBE_STRUCT(SealedParticipant, (), (id, version, justice_involvement))
BOOST_DESCRIBE_STRUCT(RemovalReason, (), (reason))

template <>
RecordType const& record_type<ParticipantRow>() {
    static RecordType const type = describe<ParticipantRow>("participant_row", {"participant", "id"});
    return type;
}

// Its members are not sealed here: this is how they are opened.
template <>
RecordType const& record_type<SealedParticipant>() {
    static RecordType const type = describe<SealedParticipant>(
        "sealed_participant", {"participant", "id"}, {{"justice_involvement", {.code_list = "justice_involvement"}}});
    return type;
}

template <>
RecordType const& record_type<RemovalReason>() {
    static RecordType const type =
        describe<RemovalReason>("removal_reason", {}, {{"reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

}  // namespace cairn
