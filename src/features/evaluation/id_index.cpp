#include "features/evaluation/id_index.hpp"

#include <cstring>
#include <utility>

namespace cairn::evaluation {

namespace {

constexpr std::size_t uuid_characters = 36;
constexpr std::size_t slots_at_first = 64;

// Eight hexadecimal digits as a number that no other eight give; their order in it does not matter here.
std::uint64_t from_eight_digits(char const* digits) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, digits, sizeof eight);
    // Letters have the bit of 64 set and count from 1 in their low half: a is 9 + 1.
    eight = (eight & 0x0f0f0f0f0f0f0f0fU) + 9 * (eight >> 6U & 0x0101010101010101U);
    eight = (eight | eight >> 4U) & 0x00ff00ff00ff00ffU;
    eight = (eight | eight >> 8U) & 0x0000ffff0000ffffU;
    return (eight | eight >> 16U) & 0xffffffffU;
}

}  // namespace

std::optional<IdIndex::Key> IdIndex::key_of(std::string_view id) {
    if (id.size() != uuid_characters) return std::nullopt;
    if (id[8] != '-' || id[13] != '-' || id[18] != '-' || id[23] != '-') return std::nullopt;
    char digits[32];
    std::memcpy(digits, id.data(), 8);
    std::memcpy(digits + 8, id.data() + 9, 4);
    std::memcpy(digits + 12, id.data() + 14, 4);
    std::memcpy(digits + 16, id.data() + 19, 4);
    std::memcpy(digits + 20, id.data() + 24, 12);
    return Key{from_eight_digits(digits) << 32U | from_eight_digits(digits + 8),
               from_eight_digits(digits + 16) << 32U | from_eight_digits(digits + 24)};
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
