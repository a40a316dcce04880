// Contacts over HTTP.
#pragma once

#include "features/program/program.hpp"
#include "http/reading.hpp"
#include "http/route.hpp"

namespace cairn {

// For lists of contacts elsewhere: a page that begins there goes on with cursors of this operation.
Listing contacts_newest_first();
inline constexpr std::string_view list_contacts_operation = "list_contacts";

Routes contact_routes(Organization& organization);

}  // namespace cairn
