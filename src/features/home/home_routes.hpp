// Where somebody starts, over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes home_routes(Organization& organization);

}  // namespace cairn
