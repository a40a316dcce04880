#include "features/weeks/week.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(WeekContact, (),
                      (id, participant_id, given_name, family_name, preferred_name, started_at, service_date, minutes,
                       mode, place, outcome))
BOOST_DESCRIBE_STRUCT(KindMinutes, (), (kind, entries, minutes))
BOOST_DESCRIBE_STRUCT(Week, (),
                      (staff_id, from, until, contacts_reached, attempts, contact_minutes, activity_minutes,
                       direct_time_share, contacts, activities))

template <>
RecordType const& record_type<WeekContact>() {
    static RecordType const type = describe<WeekContact>("week_contact", {"participant", "participant_id"});
    return type;
}

template <>
RecordType const& record_type<KindMinutes>() {
    static RecordType const type =
        describe<KindMinutes>("kind_minutes", {}, {{"kind", {.code_list = "activity_kind"}}});
    return type;
}

template <>
RecordType const& record_type<Week>() {
    static RecordType const type = describe<Week>("week", {});
    return type;
}

}  // namespace cairn
