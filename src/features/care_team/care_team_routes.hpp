// Care teams and consents over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes care_team_routes(Organization& organization);

}  // namespace cairn
