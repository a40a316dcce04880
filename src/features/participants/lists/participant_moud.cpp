#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantMoud, (),
                      (id, version, participant_id, medication, started_on, stopped_on, voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantMoud>() {
    static RecordType const type =
        describe<ParticipantMoud>("participant_moud", {"participant", "participant_id"},
                                  {{"participant_id", {.references = "participant"}},
                                   {"medication", {.code_list = "medication"}},
                                   {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantMoud& entry, ParticipantMoud const* previous, CheckContext const& context,
                        Problems& problems) {
    auto const participant = check_entry(entry, previous, context, problems);
    check_past_day(entry.started_on, "started_on", participant, context, problems);
    check_past_day(entry.stopped_on, "stopped_on", participant, context, problems);
    check_order(entry.started_on, entry.stopped_on, "stopped_on", problems);
}

Importable participant_moud_importable() {
    return {.type = record_type<ParticipantMoud>(),
            .file = "participant_moud",
            .required_columns = {"participant_id", "medication"},
            .natural_key = {"participant_id", "medication", "started_on"},
            .complete_and_check = complete_and_check_whole<ParticipantMoud>};
}

}  // namespace cairn
