#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantPhone, (),
                      (id, version, participant_id, number, kind, ok_to_text, ok_to_leave_message, voided_at,
                       void_reason))

template <>
RecordType const& record_type<ParticipantPhone>() {
    static RecordType const type =
        describe<ParticipantPhone>("participant_phone", {"participant", "participant_id"},
                                   {{"participant_id", {.references = "participant"}},
                                    {"number", {.format = "phone"}},
                                    {"kind", {.code_list = "phone_kind"}},
                                    {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantPhone& entry, ParticipantPhone const* previous, CheckContext const& context,
                        Problems& problems) {
    check_entry(entry, previous, context, problems);
}

Importable participant_phone_importable() {
    return {.type = record_type<ParticipantPhone>(),
            .file = "participant_phones",
            .required_columns = {"participant_id", "number"},
            .natural_key = {"participant_id", "number"},
            .complete_and_check = complete_and_check_whole<ParticipantPhone>};
}

}  // namespace cairn
