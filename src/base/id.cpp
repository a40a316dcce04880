#include "base/id.hpp"

#include <algorithm>
#include <cstring>

namespace cairn {
namespace {

constexpr std::size_t text_size = 36;
// Where the two digits of each byte stand; the gaps are dashes.
constexpr std::array<std::size_t, 16> digits_at = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::array<std::size_t, 4> dashes_at = {8, 13, 18, 23};

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Error unreadable() { return invalid("", "id", "An id is a UUID such as 0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11."); }

}  // namespace

Result<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != text_size) return unreadable();
    for (auto const at : dashes_at) {
        if (text[at] != '-') return unreadable();
    }
    Uuid uuid;
    for (std::size_t byte = 0; byte < uuid.bytes.size(); ++byte) {
        int const high = hex_value(text[digits_at[byte]]);
        int const low = hex_value(text[digits_at[byte] + 1]);
        if (high < 0 || low < 0) return unreadable();
        uuid.bytes[byte] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return uuid;
}

std::string to_string(Uuid const& uuid) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(text_size, '-');
    for (std::size_t byte = 0; byte < uuid.bytes.size(); ++byte) {
        text[digits_at[byte]] = digits[uuid.bytes[byte] >> 4U];
        text[digits_at[byte] + 1] = digits[uuid.bytes[byte] & 0x0FU];
    }
    return text;
}

Uuid IdSource::next() {
    auto const milliseconds = static_cast<std::uint64_t>(clock_.now().milliseconds);
    std::uint64_t stamp = 0;
    Uuid uuid;
    {
        std::scoped_lock const lock(mutex_);
        last_ = std::max(milliseconds << 12U, last_ + 1);
        stamp = last_;
        randomness_.fill({uuid.bytes.data() + 8, 8});
    }
    auto const time = stamp >> 12U;
    auto const counter = stamp & 0xFFFU;
    for (unsigned byte = 0; byte < 6; ++byte) {
        uuid.bytes[byte] = static_cast<std::uint8_t>(time >> (8 * (5 - byte)));
    }
    uuid.bytes[6] = static_cast<std::uint8_t>(0x70U | counter >> 8U);
    uuid.bytes[7] = static_cast<std::uint8_t>(counter);
    uuid.bytes[8] = static_cast<std::uint8_t>((uuid.bytes[8] & 0x3FU) | 0x80U);
    return uuid;
}

}  // namespace cairn

std::size_t std::hash<cairn::Uuid>::operator()(cairn::Uuid const& uuid) const noexcept {
    // The last eight bytes of a UUIDv7 are random, but ids brought in from elsewhere need not be v7: mix both halves.
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, uuid.bytes.data(), 8);
    std::memcpy(&low, uuid.bytes.data() + 8, 8);
    return static_cast<std::size_t>((high * 0x9E3779B97F4A7C15ULL) ^ low);
}
