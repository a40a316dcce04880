// Referrals over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/route.hpp"

namespace cairn {

Routes referral_routes(Organization& organization);

}  // namespace cairn
