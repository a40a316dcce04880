// Normalizing and folding: never out of bounds, and doing it twice changes nothing.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.hpp"
#include "check.hpp"

using namespace cairn;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const normal = normalize_text(text);
    fuzz::demand(normal.has_value() == (is_valid_utf8(text) && text.find('\0') == text.npos),
                 "exactly UTF-8 is accepted");
    if (!normal) return 0;
    fuzz::demand(normalize_text(*normal).value() == *normal, "normal text is left as it is");
    fuzz::demand(is_valid_utf8(fold_text(*normal)), "folded text is UTF-8");
    return 0;
}
