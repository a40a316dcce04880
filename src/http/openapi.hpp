// The API's description in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0), written from the route table and the
// records that it names, so that it cannot say anything else than what the program does.
#pragma once

#include <string>
#include <string_view>

#include "http/route.hpp"

namespace cairn {

// JSON text, indented, ending in a newline; the same for the same routes. `base` is the address that all paths lie
// below, "/api/v1".
std::string openapi_document(Routes const& routes, std::string_view base, std::string_view version);

}  // namespace cairn
