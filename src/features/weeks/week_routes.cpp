#include "features/weeks/week_routes.hpp"

#include "base/present.hpp"
#include "features/weeks/week.hpp"

namespace cairn {
namespace {

Result<Date> day_asked(Call const& call, Organization& organization, Staff const& staff) {
    auto const text = call.parameter("week");
    if (!text) return local_today(organization.clock().now(), staff.time_zone);
    auto const day = Date::parse(*text);
    if (!day) return invalid("week", "date", "Give any day of the week, written YYYY-MM-DD.");
    return *day;
}

Result<HttpResponse> week(Call& call, Organization& organization) {
    auto const id = call.id<Staff>("staff_id");
    if (!id) return id.error();
    std::optional<Staff> staff;
    organization.database().read([&](Reader& reader) { staff = reader.fetch(*id); });
    if (!staff || !reads_work_of(call.permit, *staff)) return not_found(record_type<Staff>().name);
    auto const day = day_asked(call, organization, *staff);
    if (!day) return day.error();
    Week week;
    organization.database().read([&](Reader& reader) { week = read_week(reader, call.permit, *id, *day); });
    for (auto const& contact : week.contacts) call.saw(to_string(contact.participant_id));
    return json_response(to_shown_json(record_type<Week>(), &week));
}

}  // namespace

Routes week_routes(Organization& organization) {
    return {{.method = Method::get,
             .path = "/weeks/{staff_id}",
             .needs = Permission::log_activities,
             .operation = "read_week",
             .summary = "Somebody's week: contacts, activities, minutes by kind, and the share of time spent with "
                        "participants. One's own, or that of somebody whom one supervises.",
             .takes = {.query = {{"week", "Any day of the week; today when left out."}}},
             .gives = {.shape = Shape::one, .record = &record_type<Week>()},
             .handle = [&organization](Call& call) { return week(call, organization); }}};
}

}  // namespace cairn
