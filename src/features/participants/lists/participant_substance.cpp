#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ParticipantSubstance, (),
                      (id, version, participant_id, substance, ever_regular, years_regular, last_used_on, route,
                       voided_at, void_reason))

template <>
RecordType const& record_type<ParticipantSubstance>() {
    static RecordType const type =
        describe<ParticipantSubstance>("participant_substance", {"participant", "participant_id"},
                                       {{"participant_id", {.references = "participant"}},
                                        {"substance", {.code_list = "substance"}},
                                        {"years_regular", {.minimum = 0, .maximum = age_years_max}},
                                        {"route", {.code_list = "route"}},
                                        {"void_reason", {.max_characters = removal_reason_characters_max}}});
    return type;
}

void complete_and_check(ParticipantSubstance& entry, ParticipantSubstance const* previous, CheckContext const& context,
                        Problems& problems) {
    auto const participant = check_entry(entry, previous, context, problems);
    check_past_day(entry.last_used_on, "last_used_on", participant, context, problems);
    if (entry.ever_regular == false && entry.years_regular.value_or(0) > 0) {
        problems.push_back(
            {"years_regular", "contradiction", "Years of regular use contradict that it was never regular."});
    }
}

Importable participant_substance_importable() {
    return {.type = record_type<ParticipantSubstance>(),
            .file = "participant_substances",
            .required_columns = {"participant_id", "substance"},
            .natural_key = {"participant_id", "substance"},
            .complete_and_check = complete_and_check_whole<ParticipantSubstance>};
}

}  // namespace cairn
