// Fills the columns from the database.
#pragma once

#include <string_view>

#include "access/permit.hpp"
#include "features/evaluation/columns.hpp"
#include "store/database.hpp"

namespace cairn::evaluation {

// The records of the people whom the permit may see, and the work of those whose work it may read (features/staff). One
// scan per table; memory and time grow in proportion to the rows. Voided entries are left out. `time_zone` gives the
// local day of a decision on a referral without a site. Throws std::runtime_error naming table and column when a
// stored value does not fit (the database was altered).
Columns load_columns(Reader& reader, std::string_view time_zone, Permit const& permit);

}  // namespace cairn::evaluation
