// Somebody's week over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes week_routes(Organization& organization);

}  // namespace cairn
