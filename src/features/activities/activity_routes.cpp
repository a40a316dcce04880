#include "features/activities/activity_routes.hpp"

#include "features/activities/activity.hpp"
#include "features/history/history.hpp"
#include "features/program/routing.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

std::optional<Staff> staff_of(Database& database, std::string_view id) {
    auto const uuid = Uuid::parse(id);
    std::optional<Staff> staff;
    if (uuid) database.read([&](Reader& reader) { staff = reader.fetch(Id<Staff>{*uuid}); });
    return staff;
}

// An activity of somebody whose work the caller may not read is one that does not exist.
Result<Activity> read_activity(Call& call, Organization& organization) {
    auto activity = read_visible<Activity>(call, organization.database());
    if (!activity) return activity;
    auto const staff = staff_of(organization.database(), to_string(activity->staff_id));
    if (!staff || !reads_work_of(call.permit, *staff)) return not_found(record_type<Activity>().name);
    return activity;
}

Result<HttpResponse> list_activities(Call& call, Organization& organization) {
    auto const whose = call.parameter("staff_id").value_or(call.permit.staff_id());
    auto const staff = staff_of(organization.database(), whose);
    if (!staff || !reads_work_of(call.permit, *staff)) return not_found(record_type<Staff>().name);
    Listing listing{.columns = column_list(record_type<Activity>(), "a."),
                    .from = "activity a",
                    .order = {"a.service_date", "a.started_at", "a.id"},
                    .descending = true};
    listing.where("a.staff_id = " + listing.bind(to_string(staff->id)));
    return list_page<Activity>(call, organization.database(), std::move(listing));
}

Routes reading(Organization& organization) {
    return {
        list_route<Activity>({.path = "/activities",
                              .needs = Permission::log_activities,
                              .operation = "list_activities",
                              .summary = "Activities of one member of staff, the newest first, voided ones among them: "
                                         "one's own, or those of the supervised."},
                             {{"staff_id", "Whose; one's own when left out."}},
                             [&organization](Call& call) { return list_activities(call, organization); }),
        {.method = Method::get,
         .path = "/activities/{id}",
         .needs = Permission::log_activities,
         .operation = "read_activity",
         .summary = "One activity.",
         .gives = {.shape = Shape::one, .record = &record_type<Activity>()},
         .handle = [&organization](Call& call) -> Result<HttpResponse> {
             auto const activity = read_activity(call, organization);
             if (!activity) return activity.error();
             return record_response(*activity);
         }},
        history_route<Activity>(organization,
                                {.path = "/activities/{id}/history",
                                 .needs = Permission::log_activities,
                                 .operation = "activity_history",
                                 .summary = "Every version of an activity: who changed what, and when."},
                                {}, read_activity),
    };
}

}  // namespace

Routes activity_routes(Organization& organization) {
    auto routes = reading(organization);
    routes.push_back(create_route<Activity>(organization,
                                            {.path = "/activities",
                                             .needs = Permission::log_activities,
                                             .operation = "log_activity",
                                             .summary = "Logs work time that is not a contact: one's own, or with the "
                                                        "permission void_any_entry anybody's."},
                                            log_activity, "activities"));
    routes.push_back(edit_route<Activity>(organization,
                                          {.path = "/activities/{id}",
                                           .needs = Permission::log_activities,
                                           .operation = "amend_activity",
                                           .summary = "The whole activity as it shall be; by its author, or with the "
                                                      "permission void_any_entry."},
                                          amend_activity));
    routes.push_back(command_route<VoidActivity>(organization,
                                                 {.path = "/activities/{id}/void",
                                                  .needs = Permission::log_activities,
                                                  .operation = "void_activity",
                                                  .summary = "An activity that counts nowhere from now on, and why."},
                                                 void_activity));
    return routes;
}

}  // namespace cairn
