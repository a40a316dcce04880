// Signing in and out, the own password, accounts, the first administrator, and the log of who saw whom.
#pragma once

#include "features/accounts/account.hpp"
#include "http/api.hpp"

namespace cairn {

Routes account_routes(Organization& organization, Gate& gate, Passwords& passwords, CookieRule const& cookie);

Routes access_log_routes(Organization& organization);

}  // namespace cairn
