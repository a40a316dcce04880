#include "features/program/whole_record.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

// The directory is locked as well, so that two edits at the same time cannot close a circle of supervision together.
WholeRecordCommand command(std::string_view name) { return {Permission::edit_staff, name, {directory_stream()}}; }

}  // namespace

Result<Written> register_staff(Permit const& permit, Organization& organization, Staff const& staff, std::string key) {
    return register_whole(permit, organization, command("register_staff"), staff, std::move(key));
}

Result<Written> edit_staff(Permit const& permit, Organization& organization, Staff const& changed, std::string key) {
    return edit_whole(permit, organization, command("edit_staff"), changed, std::move(key));
}

bool reads_work_of(Permit const& permit, Staff const& staff) {
    auto const is_holder = [&](std::optional<Id<Staff>> const& id) {
        return id && !permit.staff_id().empty() && to_string(*id) == permit.staff_id();
    };
    if (is_holder(staff.id)) return true;
    if (!permit.allows(Permission::read_team)) return false;
    return permit.sees_everyone() || is_holder(staff.program_supervisor_id) || is_holder(staff.site_supervisor_id);
}

bool reads_file_of(Permit const& permit, Staff const& staff) {
    return permit.allows(Permission::edit_staff) || reads_work_of(permit, staff);
}

Importable staff_importable() {
    return {.type = record_type<Staff>(),
            .file = "staff",
            .required_columns = {"id", "display_name", "role"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Staff>};
}

}  // namespace cairn
