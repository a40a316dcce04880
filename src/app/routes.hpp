// The whole API: the route tables of all slices, and what they are made of besides the organization.
#pragma once

#include "features/program/program.hpp"
#include "http/api.hpp"

namespace cairn {

class ChangeWatch;
class ExchangeJobs;
class Gate;
class Passwords;

// One line for everything that lives as long as the organization is served; constructed in app/ alone.
struct ApiParts {
    Organization& organization;
    ChangeWatch& watch;
    Gate& gate;
    Passwords& passwords;
    ExchangeJobs& exchange;
    CookieRule cookie{};
};

Routes all_routes(ApiParts const& parts);

}  // namespace cairn
