#include "features/activities/activity.hpp"

#include "record/describe.hpp"

namespace cairn {

namespace {

constexpr std::size_t void_reason_characters_max = 500;

}  // namespace

BOOST_DESCRIBE_STRUCT(Activity, (),
                      (id, version, staff_id, started_at, time_zone, service_date, minutes, kind, note, authored_by,
                       voided_at, void_reason))
BOOST_DESCRIBE_STRUCT(VoidActivity, (), (id, version, reason))

template <>
RecordType const& record_type<Activity>() {
    static RecordType const type =
        describe<Activity>("activity", {"staff", "staff_id"},
                           {{"staff_id", {.references = "staff"}},
                            {"time_zone", {.format = "time_zone"}},
                            {"service_date", {.derived = true}},
                            {"minutes", {.minimum = 0, .maximum = activity_minutes_max}},
                            {"kind", {.code_list = "activity_kind"}},
                            {"note", {.max_characters = activity_note_characters_max}},
                            {"authored_by", {.sensitivity = Sensitivity::open}},
                            {"void_reason", {.max_characters = void_reason_characters_max}}});
    return type;
}

template <>
RecordType const& record_type<VoidActivity>() {
    static RecordType const type = describe<VoidActivity>(
        "void_activity", {},
        {{"id", {.references = "activity"}}, {"reason", {.max_characters = void_reason_characters_max}}});
    return type;
}

}  // namespace cairn
