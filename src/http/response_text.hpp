// The head of a response as it goes over the wire.
#pragma once

#include <optional>
#include <string>

#include "base/instant.hpp"
#include "http/message.hpp"

namespace cairn {

// Not 1xx, 204 and 304 (RFC 9110 §6.4.1).
bool may_have_body(int status);

std::string_view reason_of(int status);
std::string http_date(Instant at);  // "Sun, 06 Nov 1994 08:49:37 GMT"

// Status line, Date, the response's headers, Content-Length (left out when `length` is nothing, or the status has no
// body), Connection. Throws std::logic_error for a header that would not be one line: nobody may write a second header
// through the value of the first.
std::string response_head(HttpResponse const& response, std::optional<std::size_t> length, bool close, Instant now);

}  // namespace cairn
