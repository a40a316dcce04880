// Whether two large sets are the same, in 16 bytes for each member: private to verify.
#pragma once

#include <array>
#include <vector>

#include "base/bytes.hpp"

namespace cairn {

// The members of one pass: those whose digest falls to `index` out of `count`.
struct Pass {
    int index = 0;
    int count = 1;

    bool takes(Digest const& digest) const { return (digest[30] * 256 + digest[31]) % count == index; }
};

class DigestSet {
public:
    void add(Digest const& digest);
    void seal();  // after the last add, before the first meet

    bool meet(Digest const& digest);           // marks the member; false when there is none
    bool was_met(Digest const& digest) const;  // of a member
    bool all_met() const { return met_count_ == members_.size(); }

private:
    using Prefix = std::array<std::uint8_t, 16>;

    static Prefix prefix_of(Digest const& digest);
    std::size_t find(Digest const& digest) const;  // members_.size() when there is none

    std::vector<Prefix> members_;
    std::vector<bool> met_;
    std::size_t met_count_ = 0;
};

}  // namespace cairn
