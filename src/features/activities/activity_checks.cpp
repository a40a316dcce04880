// What must hold for an activity, however it came in.
#include "base/present.hpp"
#include "features/activities/activity.hpp"
#include "features/program/whole_record.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

std::string default_time_zone(std::optional<Staff> const& staff, CheckContext const& context) {
    return staff && !staff->time_zone.empty() ? staff->time_zone : context.program.settings.time_zone;
}

void complete(Activity& activity, std::optional<Staff> const& staff, CheckContext const& context) {
    if (!activity.time_zone) activity.time_zone = default_time_zone(staff, context);
    auto const day = local_date(activity.started_at, *activity.time_zone);
    activity.service_date = day ? *day : local_date(activity.started_at, "UTC").value();
}

void check_void(Activity const& activity, Problems& problems) {
    if (activity.voided_at.has_value() == activity.void_reason.has_value()) return;
    problems.push_back({activity.voided_at ? "void_reason" : "voided_at", "required",
                        "A voided activity has both the time and the reason."});
}

}  // namespace

void complete_and_check(Activity& activity, Activity const* previous, CheckContext const& context, Problems& problems) {
    Problems references;
    auto const staff =
        activity.staff_id.is_nil() ? std::nullopt : context.named(activity.staff_id, "staff_id", references);
    complete(activity, staff, context);
    check_declared(activity, previous, context, problems);
    if (is_in_future(activity.started_at, context.now, *activity.time_zone)) {
        problems.push_back({"started_at", "future", "An activity cannot lie in the future."});
    }
    check_void(activity, problems);
    problems.insert(problems.end(), references.begin(), references.end());
}

Importable activity_importable() {
    return {.type = record_type<Activity>(),
            .file = "activities",
            .required_columns = {"id", "staff_id", "started_at"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Activity>};
}

}  // namespace cairn
