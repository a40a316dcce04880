#include "features/contacts/contact.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(Contact, (),
                      (id, version, participant_id, episode_id, referral_id, peer_id, site_id, started_at, time_zone,
                       service_date, minutes, mode, place, outcome, support, topics, note, next_contact_on, after_hours,
                       authored_by, voided_at, void_reason))
BOOST_DESCRIBE_STRUCT(VoidContact, (), (id, version, reason))

template <>
RecordType const& record_type<Contact>() {
    static RecordType const type = describe<Contact>("contact", {"participant", "participant_id"},
                                                     {{"participant_id", {.references = "participant"}},
                                                      {"episode_id", {.references = "episode"}},
                                                      {"referral_id", {.references = "referral"}},
                                                      {"peer_id", {.references = "staff"}},
                                                      {"site_id", {.references = "site"}},
                                                      {"time_zone", {.format = "time_zone"}},
                                                      {"minutes", {.minimum = 0, .maximum = contact_minutes_max}},
                                                      {"mode", {.code_list = "contact_mode"}},
                                                      {"place", {.code_list = "contact_place"}},
                                                      {"outcome", {.code_list = "contact_outcome"}},
                                                      {"support", {.code_list = "contact_support"}},
                                                      {"topics", {.code_list = "contact_topic"}},
                                                      {"note", {.max_characters = contact_note_characters_max}},
                                                      {"authored_by", {.sensitivity = Sensitivity::open}},
                                                      {"void_reason", {.max_characters = void_reason_characters_max}}});
    return type;
}

template <>
RecordType const& record_type<VoidContact>() {
    static RecordType const type = describe<VoidContact>(
        "void_contact", {},
        {{"id", {.references = "contact"}}, {"reason", {.max_characters = void_reason_characters_max}}});
    return type;
}

}  // namespace cairn
