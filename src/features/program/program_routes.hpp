// The program's settings and code lists over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes program_routes(Organization& organization);

}  // namespace cairn
