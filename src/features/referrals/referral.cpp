#include "features/referrals/referral.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(ReferralStatus, received, assigned, reaching_out, enrolled, declined, unreachable, ineligible,
                    duplicate)
BOOST_DESCRIBE_STRUCT(Referral, (),
                      (id, version, participant_id, site_id, source, setting, received_at, received_on, urgency, reason,
                       primary_substance, payer_kind, status, decided_at, decline_reason, first_attempt_at,
                       first_contact_at, peer_id))

template <>
RecordType const& record_type<Referral>() {
    static RecordType const type = describe<Referral>("referral", {"participant", "participant_id"},
                                                      {{"participant_id", {.references = "participant"}},
                                                       {"site_id", {.references = "site"}},
                                                       {"source", {.code_list = "referral_source"}},
                                                       {"setting", {.code_list = "setting"}},
                                                       {"received_on", {.derived = true}},
                                                       {"urgency", {.code_list = "urgency"}},
                                                       {"reason", {.max_characters = 1000}},
                                                       {"primary_substance", {.code_list = "substance"}},
                                                       {"payer_kind", {.code_list = "payer_kind"}},
                                                       {"status", {.has_default = true}},
                                                       {"decline_reason", {.code_list = "decline_reason"}},
                                                       {"peer_id", {.references = "staff"}}});
    return type;
}

std::string_view to_string(ReferralStatus status) { return boost::describe::enum_to_string(status, ""); }

}  // namespace cairn
