#include "features/caseloads/supervision.hpp"

namespace cairn {

bool arranges_for(Permit const& permit, Staff const& staff) {
    if (permit.sees_everyone()) return true;
    auto const is_me = [&](std::optional<Id<Staff>> const& id) { return id && to_string(*id) == permit.staff_id(); };
    return is_me(staff.id) || is_me(staff.program_supervisor_id) || is_me(staff.site_supervisor_id);
}

Error not_the_supervisor() {
    return Error{ErrorCode::not_allowed, "A supervisor of the person whose caseload it is arranges this."};
}

}  // namespace cairn
