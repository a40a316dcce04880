#pragma once

#include <vector>

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

class ChangeWatch;

// `types`: every record there is.
Routes sync_routes(Organization& organization, std::vector<RecordType const*> types, ChangeWatch& watch);

}  // namespace cairn
