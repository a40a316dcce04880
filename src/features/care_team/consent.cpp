#include "features/care_team/care_team.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(Consent, (),
                      (id, version, participant_id, recipient_staff_id, recipient_site_id, purpose, signed_on, until,
                       revoked_at, revoke_reason))
BOOST_DESCRIBE_STRUCT(RevokeConsent, (), (id, version, reason))

template <>
RecordType const& record_type<Consent>() {
    static RecordType const type =
        describe<Consent>("consent", {"participant", "participant_id"},
                          {{"participant_id", {.references = "participant"}},
                           {"recipient_staff_id", {.references = "staff"}},
                           {"recipient_site_id", {.references = "site"}},
                           {"purpose", {.code_list = "consent_purpose"}},
                           {"revoked_at", {.derived = true}},
                           {"revoke_reason", {.max_characters = revoke_reason_characters_max, .derived = true}}});
    return type;
}

template <>
RecordType const& record_type<RevokeConsent>() {
    static RecordType const type = describe<RevokeConsent>(
        "revoke_consent", {},
        {{"id", {.references = "consent"}}, {"reason", {.max_characters = revoke_reason_characters_max}}});
    return type;
}

}  // namespace cairn
