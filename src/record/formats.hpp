// Named formats that a declared rule can ask for: "email", "phone", "time_zone", "language", "zip", "state".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn {

// The sentence that says what is wrong, or nothing when `text` fits. Throws std::logic_error for an unknown format.
std::optional<std::string> format_problem(std::string_view format, std::string_view text);

}  // namespace cairn
