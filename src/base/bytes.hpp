// Byte strings, hexadecimal, and BLAKE2b digests (RFC 7693, by libsodium).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;

inline constexpr std::size_t digest_bytes = 32;
using Digest = std::array<std::uint8_t, digest_bytes>;

ByteView as_bytes(std::string_view text);
std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view hex);  // nullopt unless an even number of hexadecimal digits

// BLAKE2b-256 of `text`, keyed when `key` is not empty (16 to 64 bytes).
Digest digest_of(std::string_view text, ByteView key = {});

}  // namespace cairn
