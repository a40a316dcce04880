// Participants and their lists over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes participant_routes(Organization& organization);

}  // namespace cairn
