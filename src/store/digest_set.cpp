#include "store/digest_set.hpp"

#include <algorithm>

namespace cairn {

DigestSet::Prefix DigestSet::prefix_of(Digest const& digest) {
    Prefix prefix{};
    std::copy_n(digest.begin(), prefix.size(), prefix.begin());
    return prefix;
}

void DigestSet::add(Digest const& digest) { members_.push_back(prefix_of(digest)); }

void DigestSet::seal() {
    std::sort(members_.begin(), members_.end());
    met_.assign(members_.size(), false);
}

std::size_t DigestSet::find(Digest const& digest) const {
    auto const prefix = prefix_of(digest);
    auto const at = std::lower_bound(members_.begin(), members_.end(), prefix);
    return at != members_.end() && *at == prefix ? static_cast<std::size_t>(at - members_.begin()) : members_.size();
}

bool DigestSet::meet(Digest const& digest) {
    auto const place = find(digest);
    if (place == members_.size()) return false;
    if (!met_[place]) ++met_count_;
    met_[place] = true;
    return true;
}

bool DigestSet::was_met(Digest const& digest) const {
    auto const place = find(digest);
    return place < members_.size() && met_[place];
}

}  // namespace cairn
