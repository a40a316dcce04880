// Reports and definitions of figures over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes evaluation_routes(Organization& organization);

}  // namespace cairn
