#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantIdentifier, (), (id, version, participant_id, system, value, voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantIdentifier>() {
    static RecordType const type =
        describe<ParticipantIdentifier>("participant_identifier", {"participant", "participant_id"},
                                        {{"participant_id", {.references = "participant"}},

                                         {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantIdentifier& entry, ParticipantIdentifier const* previous,
                        CheckContext const& context, Problems& problems) {
    check_entry(entry, previous, context, problems);
}

Importable participant_identifier_importable() {
    return {.type = record_type<ParticipantIdentifier>(),
            .file = "participant_identifiers",
            .required_columns = {"participant_id", "system", "value"},
            .natural_key = {"participant_id", "system", "value"},
            .complete_and_check = complete_and_check_whole<ParticipantIdentifier>};
}

}  // namespace cairn
