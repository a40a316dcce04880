// Text as the program stores it: UTF-8 in Normalization Form C without U+0000 (Unicode UAX #15, by utf8proc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cairn {

// Refuses bytes that are not UTF-8 and U+0000; otherwise returns NFC.
Result<std::string> normalize_text(std::string_view text);
bool is_valid_utf8(std::string_view text);

// Folded for sorting and search: case and accents removed, white space collapsed and trimmed. Compared bytewise.
std::string fold_text(std::string_view text);

std::size_t count_characters(std::string_view utf8);  // Unicode code points
std::string_view trim(std::string_view text);         // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::vector<std::string> const& parts, std::string_view separator);

}  // namespace cairn
