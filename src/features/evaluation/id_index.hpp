// Finds the row number of an id while columns are filled: 36 characters become 16 bytes once, and every reference to
// the row is one look into a flat table.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "features/evaluation/columns.hpp"

namespace cairn::evaluation {

class IdIndex {
public:
    // The row must be the number of ids added before. False when `id` is no UUID text.
    bool add(std::string_view id);
    std::size_t size() const { return count_; }
    // The row of the id; `none` for an empty text; nullopt when the id was never added.
    std::optional<Index> find(std::string_view id) const;

private:
    struct Key {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        friend bool operator==(Key, Key) = default;
    };
    struct Slot {
        Key key{};
        Index row = none;  // none: the slot is empty
    };
    static std::optional<Key> key_of(std::string_view id);
    std::size_t slot_of(Key key) const;
    void grow();

    std::vector<Slot> slots_;  // a power of two, at most half full
    std::size_t count_ = 0;
};

}  // namespace cairn::evaluation
