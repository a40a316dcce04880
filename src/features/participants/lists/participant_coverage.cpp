#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantCoverage, (),
                      (id, version, participant_id, payer, kind, from, until, voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantCoverage>() {
    static RecordType const type =
        describe<ParticipantCoverage>("participant_coverage", {"participant", "participant_id"},
                                      {{"participant_id", {.references = "participant"}},
                                       {"kind", {.code_list = "payer_kind"}},
                                       {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantCoverage& entry, ParticipantCoverage const* previous, CheckContext const& context,
                        Problems& problems) {
    check_entry(entry, previous, context, problems);
    check_order(entry.from, entry.until, "until", problems);
}

Importable participant_coverage_importable() {
    return {.type = record_type<ParticipantCoverage>(),
            .file = "participant_coverages",
            .required_columns = {"participant_id"},
            .natural_key = {"participant_id", "payer", "kind", "from"},
            .complete_and_check = complete_and_check_whole<ParticipantCoverage>};
}

}  // namespace cairn
