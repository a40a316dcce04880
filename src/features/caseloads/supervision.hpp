// Whose caseload somebody may arrange.
#pragma once

#include "access/permit.hpp"
#include "features/staff/staff.hpp"

namespace cairn {

// Their own, that of somebody whom they supervise (the program's supervisor or the site's), or with see_everyone any.
bool arranges_for(Permit const& permit, Staff const& staff);

Error not_the_supervisor();

}  // namespace cairn
