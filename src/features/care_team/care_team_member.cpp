#include "features/care_team/care_team.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(CareTeamMember, (), (id, version, participant_id, staff_id, function, from, until))
BOOST_DESCRIBE_STRUCT(EndCareTeamMember, (), (id, version, until))
BOOST_DESCRIBE_STRUCT(CareTeamEntry, (),
                      (id, version, staff_id, display_name, function, from, until, sees_chart, sees_until))

template <>
RecordType const& record_type<CareTeamMember>() {
    static RecordType const type = describe<CareTeamMember>("care_team_member", {"participant", "participant_id"},
                                                            {{"participant_id", {.references = "participant"}},
                                                             {"staff_id", {.references = "staff"}},
                                                             {"function", {.code_list = "care_team_function"}}});
    return type;
}

template <>
RecordType const& record_type<EndCareTeamMember>() {
    static RecordType const type =
        describe<EndCareTeamMember>("end_care_team_member", {}, {{"id", {.references = "care_team_member"}}});
    return type;
}

template <>
RecordType const& record_type<CareTeamEntry>() {
    static RecordType const type = describe<CareTeamEntry>("care_team_entry", {});
    return type;
}

}  // namespace cairn
