// What everybody in the program may know of a colleague.
#pragma once

#include "features/staff/staff.hpp"

namespace cairn {

struct StaffEntry {
    Id<Staff> id{};
    std::string display_name{};
    Role role = Role::peer;
    std::optional<Profession> profession{};
    std::vector<SiteAssignment> sites{};  // without shares of working time
    Words languages{};
    Words offers{};
    std::optional<Date> ended_on{};
};

template <>
RecordType const& record_type<StaffEntry>();

}  // namespace cairn
