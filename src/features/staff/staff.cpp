#include "features/staff/staff_entry.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(Role, peer, supervisor, clinician, manager, evaluator, finance, admin, integration)
BOOST_DESCRIBE_ENUM(Profession, peer, pcp, lcsw, psychiatrist, nurse, therapist, other)
BOOST_DESCRIBE_ENUM(Employment, employee, contractor, volunteer)
BOOST_DESCRIBE_ENUM(Weekday, monday, tuesday, wednesday, thursday, friday, saturday, sunday)
BOOST_DESCRIBE_STRUCT(SiteAssignment, (), (site_id, fte))
BOOST_DESCRIBE_STRUCT(WorkHours, (), (weekday, from, to))
BOOST_DESCRIBE_STRUCT(Staff, (),
                      (id, version, display_name, email, role, profession, licensed, employment, fte, time_zone,
                       work_schedule, languages, offers, sites, program_supervisor_id, site_supervisor_id, caseload_min,
                       caseload_max, ended_on))
BOOST_DESCRIBE_STRUCT(StaffEntry, (), (id, display_name, role, profession, sites, languages, offers, ended_on))

namespace {

constexpr Sensitivity open = Sensitivity::open;
constexpr double fte_max = 2;
constexpr int caseload_most = 500;
constexpr std::size_t time_of_day_characters = 5;

}  // namespace

template <>
RecordType const& record_type<SiteAssignment>() {
    static RecordType const type =
        describe<SiteAssignment>("site_assignment", {},
                                 {{"site_id", {.references = "site", .sensitivity = open}},
                                  {"fte", {.minimum = 0, .maximum = fte_max, .sensitivity = open}}});
    return type;
}

template <>
RecordType const& record_type<WorkHours>() {
    static RecordType const type =
        describe<WorkHours>("work_hours", {},
                            {{"weekday", {.sensitivity = open}},
                             {"from", {.max_characters = time_of_day_characters, .sensitivity = open}},
                             {"to", {.max_characters = time_of_day_characters, .sensitivity = open}}});
    return type;
}

// Who works in the program is no secret. What a peer offers of their own experience is shared for matching only, so it
// keeps the stricter default.
template <>
RecordType const& record_type<Staff>() {
    static RecordType const type =
        describe<Staff>("staff", {"staff", "id"},
                        {{"id", {.sensitivity = open}},
                         {"version", {.sensitivity = open}},
                         {"display_name", {.sensitivity = open}},
                         {"email", {.format = "email", .sensitivity = open}},
                         {"role", {.sensitivity = open}},
                         {"profession", {.sensitivity = open}},
                         {"licensed", {.sensitivity = open}},
                         {"employment", {.sensitivity = open}},
                         {"fte", {.minimum = 0, .maximum = fte_max, .sensitivity = open}},
                         {"time_zone", {.format = "time_zone", .has_default = true, .sensitivity = open}},
                         {"work_schedule", {.sensitivity = open}},
                         {"languages", {.code_list = "language", .sensitivity = open}},
                         {"offers", {.code_list = "peer_offer"}},
                         {"sites", {.sensitivity = open}},
                         {"program_supervisor_id", {.references = "staff", .sensitivity = open}},
                         {"site_supervisor_id", {.references = "staff", .sensitivity = open}},
                         {"caseload_min", {.minimum = 0, .maximum = caseload_most, .sensitivity = open}},
                         {"caseload_max", {.minimum = 0, .maximum = caseload_most, .sensitivity = open}},
                         {"ended_on", {.sensitivity = open}}});
    return type;
}

// Here because it shares its enums with the staff record.
template <>
RecordType const& record_type<StaffEntry>() {
    static RecordType const type = describe<StaffEntry>(
        "staff_entry", {}, {{"languages", {.code_list = "language"}}, {"offers", {.code_list = "peer_offer"}}});
    return type;
}

}  // namespace cairn
