// Imports and exports over HTTP, for managers: jobs that are asked for, looked at, stopped, undone and fetched.
#pragma once

#include "http/route.hpp"

namespace cairn {

class ExchangeJobs;

Routes exchange_routes(ExchangeJobs& jobs);

}  // namespace cairn
