#include "base/bytes.hpp"

#include <sodium.h>

#include <stdexcept>

namespace cairn {

ByteView as_bytes(std::string_view text) { return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()}; }

std::string to_hex(ByteView bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    hex.reserve(bytes.size() * 2);
    for (auto const byte : bytes) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0x0FU];
    }
    return hex;
}

std::optional<Bytes> from_hex(std::string_view hex) {
    Bytes bytes(hex.size() / 2);
    std::size_t written = 0;
    if (hex.size() % 2 != 0) return std::nullopt;
    if (sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &written, nullptr) != 0 ||
        written != bytes.size()) {
        return std::nullopt;
    }
    return bytes;
}

Digest digest_of(std::string_view text, ByteView key) {
    Digest digest{};
    if (crypto_generichash(digest.data(), digest.size(), reinterpret_cast<unsigned char const*>(text.data()),
                           text.size(), key.empty() ? nullptr : key.data(), key.size()) != 0) {
        throw std::logic_error("BLAKE2b takes keys of 16 to 64 bytes");
    }
    return digest;
}

}  // namespace cairn
