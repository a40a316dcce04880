#pragma once

#include <vector>

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

// The queue of possible duplicates, merging and undoing it. `types`: every record there is.
Routes duplicate_routes(Organization& organization, std::vector<RecordType const*> types);

}  // namespace cairn
