#include "features/participants/participant.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(Address, (), (line, city, state, zip))
BOOST_DESCRIBE_STRUCT(EmergencyContact, (), (name, relationship, phone))
BOOST_DESCRIBE_STRUCT(Ally, (), (name, relationship, phone, may_contact))
BOOST_DESCRIBE_STRUCT(Participant, (),
                      (id, version, given_name, family_name, preferred_name, name_key, pronouns, birth_date, sex,
                       gender_identity, race, ethnicity, languages, email, address, housing_status, employment_status,
                       emergency_contact, allies, primary_substance, overdose_count, justice_involvement,
                       peer_preferences, peer_preference_note, registered_by, merged_into_id, in_view_of))

namespace {

constexpr std::size_t note_characters_max = 1000;
constexpr int overdoses_max = 1000;

}  // namespace

template <>
RecordType const& record_type<Address>() {
    static RecordType const type =
        describe<Address>("address", {}, {{"state", {.format = "state"}}, {"zip", {.format = "zip"}}});
    return type;
}

template <>
RecordType const& record_type<EmergencyContact>() {
    static RecordType const type =
        describe<EmergencyContact>("emergency_contact", {}, {{"phone", {.format = "phone"}}});
    return type;
}

template <>
RecordType const& record_type<Ally>() {
    static RecordType const type = describe<Ally>("ally", {}, {{"phone", {.format = "phone"}}});
    return type;
}

template <>
RecordType const& record_type<Participant>() {
    static RecordType const type = describe<Participant>(
        "participant", {"participant", "id"},
        {{"name_key", {.derived = true}},
         {"sex", {.code_list = "sex"}},
         {"gender_identity", {.code_list = "gender_identity"}},
         {"race", {.code_list = "race"}},
         {"ethnicity", {.code_list = "ethnicity"}},
         {"languages", {.code_list = "language"}},
         {"email", {.format = "email"}},
         {"housing_status", {.code_list = "housing_status"}},
         {"employment_status", {.code_list = "employment_status"}},
         {"primary_substance", {.code_list = "substance"}},
         {"overdose_count", {.minimum = 0, .maximum = overdoses_max}},
         // Courts and police must not learn it here (42 CFR 2.61 to 2.67): sealed until opened on purpose.
         {"justice_involvement", {.code_list = "justice_involvement", .sensitivity = Sensitivity::sealed}},
         {"peer_preferences", {.code_list = "peer_offer"}},
         {"peer_preference_note", {.max_characters = note_characters_max}},
         {"registered_by", {.derived = true, .sensitivity = Sensitivity::open}},
         {"merged_into_id", {.references = "participant", .derived = true}},
         {"in_view_of", {.derived = true}}});
    return type;
}

}  // namespace cairn
