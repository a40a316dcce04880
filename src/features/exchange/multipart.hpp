// Files sent by a form: the parts of a multipart/form-data body (RFC 7578), as browsers, curl and fetch write them.
//
// Strict: a body that is not exactly that is refused as a whole, and nothing is guessed. None of Debian's libraries
// fits: RESTinio's helper works on its own requests, knows no limits and takes no body without a last line end.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cairn {

inline constexpr std::size_t form_parts_max = 40;
inline constexpr std::size_t form_part_head_bytes_max = 2048;
inline constexpr std::size_t form_boundary_characters_max = 70;  // RFC 2046

struct FormPart {
    std::string name{};
    std::optional<std::string> file_name{};
    std::string_view content{};  // points into the body
};

// The boundary that a Content-Type names; nothing when it is not multipart/form-data with one that RFC 2046 allows.
std::optional<std::string> form_boundary(std::string_view content_type);

// Refuses with `malformed`, or with `too_large` what has more parts than form_parts_max.
Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view boundary);

}  // namespace cairn
