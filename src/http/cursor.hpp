// Opaque cursors: sealed with a key of the organization, so that nobody outside can read, forge or move them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace cairn {

inline constexpr std::size_t cursor_characters_max = 16384;
inline constexpr std::size_t cursor_key_bytes = 32;  // XChaCha20-Poly1305

class Cursors {
public:
    // `key` holds cursor_key_bytes.
    Cursors(Bytes key, Randomness& randomness);

    // URL-safe text that only this organization can open again, for the same `purpose` (the route).
    std::string seal(std::string_view purpose, std::string_view text) const;
    std::optional<std::string> open(std::string_view purpose, std::string_view cursor) const;

private:
    Bytes key_;
    Randomness& randomness_;
};

}  // namespace cairn
