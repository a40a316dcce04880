// The whole API: the route tables of all slices.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes all_routes(Organization& organization);

}  // namespace cairn
