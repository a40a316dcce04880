#include "features/participants/lists/entry.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantToxicology, (),
                      (id, version, participant_id, date, substances, result, source, voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantToxicology>() {
    static RecordType const type =
        describe<ParticipantToxicology>("participant_toxicology", {"participant", "participant_id"},
                                        {{"participant_id", {.references = "participant"}},
                                         {"substances", {.code_list = "substance"}},
                                         {"result", {.code_list = "toxicology_result"}},
                                         {"source", {.code_list = "toxicology_source"}},
                                         {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantToxicology& entry, ParticipantToxicology const* previous,
                        CheckContext const& context, Problems& problems) {
    auto const participant = check_entry(entry, previous, context, problems);
    check_past_day(entry.date, "date", participant, context, problems);
}

}  // namespace cairn
