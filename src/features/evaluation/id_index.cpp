#include "features/evaluation/id_index.hpp"

#include <array>

namespace cairn::evaluation {

namespace {

constexpr std::uint8_t no_digit = 0xff;

constexpr std::array<std::uint8_t, 256> hex_digits = [] {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(no_digit);
    for (std::uint8_t i = 0; i < 10; ++i) digits[std::size_t{'0'} + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) {
        digits[std::size_t{'a'} + i] = static_cast<std::uint8_t>(10 + i);
        digits[std::size_t{'A'} + i] = static_cast<std::uint8_t>(10 + i);
    }
    return digits;
}();

constexpr std::size_t uuid_characters = 36;
constexpr std::size_t slots_at_first = 64;

}  // namespace

std::optional<IdIndex::Key> IdIndex::key_of(std::string_view id) {
    if (id.size() != uuid_characters) return std::nullopt;
    Key key;
    int digits = 0;
    for (std::size_t i = 0; i < uuid_characters; ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (id[i] != '-') return std::nullopt;
            continue;
        }
        std::uint8_t const digit = hex_digits[static_cast<unsigned char>(id[i])];
        if (digit == no_digit) return std::nullopt;
        std::uint64_t& half = digits++ < 16 ? key.high : key.low;
        half = half << 4U | digit;
    }
    return key;
}

std::size_t IdIndex::slot_of(Key key) const {
    // The low half of a UUIDv7 is random; the multiplication spreads ids of other kinds too.
    std::uint64_t const hash = (key.low ^ key.high) * 0x9e3779b97f4a7c15U;
    std::size_t const mask = slots_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(hash >> 20U) & mask;
    while (slots_[slot].row != none && slots_[slot].key != key) slot = (slot + 1) & mask;
    return slot;
}

void IdIndex::grow() {
    std::vector<Slot> const before = std::move(slots_);
    slots_.assign(before.empty() ? slots_at_first : 2 * before.size(), Slot{});
    for (Slot const& slot : before) {
        if (slot.row != none) slots_[slot_of(slot.key)] = slot;
    }
}

bool IdIndex::add(std::string_view id) {
    auto const key = key_of(id);
    if (!key) return false;
    if (2 * (count_ + 1) > slots_.size()) grow();
    slots_[slot_of(*key)] = {*key, static_cast<Index>(count_++)};
    return true;
}

std::optional<Index> IdIndex::find(std::string_view id) const {
    if (id.empty()) return none;
    auto const key = key_of(id);
    if (!key || slots_.empty()) return std::nullopt;
    Index const row = slots_[slot_of(*key)].row;
    if (row == none) return std::nullopt;
    return row;
}

}  // namespace cairn::evaluation
