#include "features/referrals/referral.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(AssignReferral, (), (id, version, peer_id))
BOOST_DESCRIBE_STRUCT(EnrollReferral, (),
                      (id, version, episode_id, started_on, planned_end_on, site_id, peer_id, lcsw_id, pcp_id, pathway,
                       study_arm, payer_id))
BOOST_DESCRIBE_STRUCT(DeclineReferral, (), (id, version, decline_reason))
BOOST_DESCRIBE_STRUCT(MoveReferral, (), (id, version))

// Limits and code lists are those of the referral and the episode, which are checked after the command has changed
// them.
template <>
RecordType const& record_type<AssignReferral>() {
    static RecordType const type = describe<AssignReferral>(
        "assign_referral", {}, {{"id", {.references = "referral"}}, {"peer_id", {.references = "staff"}}});
    return type;
}

template <>
RecordType const& record_type<EnrollReferral>() {
    static RecordType const type = describe<EnrollReferral>("enroll", {},
                                                            {{"id", {.references = "referral"}},
                                                             {"site_id", {.references = "site"}},
                                                             {"peer_id", {.references = "staff"}},
                                                             {"lcsw_id", {.references = "staff"}},
                                                             {"pcp_id", {.references = "staff"}}});
    return type;
}

template <>
RecordType const& record_type<DeclineReferral>() {
    static RecordType const type =
        describe<DeclineReferral>("decline_referral", {}, {{"id", {.references = "referral"}}});
    return type;
}

template <>
RecordType const& record_type<MoveReferral>() {
    static RecordType const type = describe<MoveReferral>("move_referral", {}, {{"id", {.references = "referral"}}});
    return type;
}

}  // namespace cairn
