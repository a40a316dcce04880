#include "features/caseloads/worklist.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(ClockState, running, overdue, met, met_late, stopped)
BOOST_DESCRIBE_ENUM(ContactClock, running, overdue, paused)
BOOST_DESCRIBE_ENUM(Stage, initial_engagement, early_treatment, stabilization, extended, aftercare, none)
BOOST_DESCRIBE_ENUM(ReferralStatus, received, assigned, reaching_out, enrolled, declined, unreachable, ineligible,
                    duplicate)
BOOST_DESCRIBE_ENUM(EpisodeStatus, active, paused, completed, disengaged, withdrew, transferred, incarcerated, deceased)
BOOST_DESCRIBE_STRUCT(ClockShown, (), (state, due_at, overdue_minutes, rule))
BOOST_DESCRIBE_STRUCT(ReferralRow, (),
                      (id, version, participant_id, participant_name, site_id, peer_id, status, urgency, received_at,
                       first_attempt, first_contact))
BOOST_DESCRIBE_STRUCT(CaseloadRow, (),
                      (id, version, participant_id, participant_name, site_id, peer_id, status, stage, month,
                       started_on, planned_end_on, last_contact_on, days_without_contact, next_contact_on, clock,
                       due_on, overdue_days, rule, reason))
BOOST_DESCRIBE_STRUCT(OverdueRow, (),
                      (referral_id, episode_id, version, participant_id, participant_name, site_id, peer_id,
                       overdue_minutes, rule, reason))
BOOST_DESCRIBE_STRUCT(UnassignedRow, (),
                      (referral_id, episode_id, version, participant_id, participant_name, site_id, since, urgency,
                       first_attempt, first_contact))

template <>
RecordType const& record_type<ClockShown>() {
    static RecordType const type = describe<ClockShown>("clock", {});
    return type;
}

template <>
RecordType const& record_type<ReferralRow>() {
    static RecordType const type = describe<ReferralRow>("referral_row", {}, {{"urgency", {.code_list = "urgency"}}});
    return type;
}

template <>
RecordType const& record_type<CaseloadRow>() {
    static RecordType const type = describe<CaseloadRow>("caseload_row", {});
    return type;
}

template <>
RecordType const& record_type<OverdueRow>() {
    static RecordType const type = describe<OverdueRow>("overdue_row", {});
    return type;
}

template <>
RecordType const& record_type<UnassignedRow>() {
    static RecordType const type =
        describe<UnassignedRow>("unassigned_row", {}, {{"urgency", {.code_list = "urgency"}}});
    return type;
}

}  // namespace cairn
