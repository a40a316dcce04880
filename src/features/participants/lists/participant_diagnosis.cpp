#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantDiagnosis, (),
                      (id, version, participant_id, kind, severity, since, asserted_by, voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantDiagnosis>() {
    static RecordType const type =
        describe<ParticipantDiagnosis>("participant_diagnosis", {"participant", "participant_id"},
                                       {{"participant_id", {.references = "participant"}},
                                        {"kind", {.code_list = "diagnosis_kind"}},
                                        {"severity", {.code_list = "severity"}},
                                        {"asserted_by", {.code_list = "asserted_by"}},
                                        {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantDiagnosis& entry, ParticipantDiagnosis const* previous, CheckContext const& context,
                        Problems& problems) {
    auto const participant = check_entry(entry, previous, context, problems);
    check_past_day(entry.since, "since", participant, context, problems);
}

Importable participant_diagnosis_importable() {
    return {.type = record_type<ParticipantDiagnosis>(),
            .file = "participant_diagnoses",
            .required_columns = {"participant_id", "kind"},
            .natural_key = {"participant_id", "kind", "since"},
            .complete_and_check = complete_and_check_whole<ParticipantDiagnosis>};
}

}  // namespace cairn
