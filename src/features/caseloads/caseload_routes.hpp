// Cover, transfers, peer proposals and worklists over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes caseload_routes(Organization& organization);
Routes worklist_routes(Organization& organization);

}  // namespace cairn
