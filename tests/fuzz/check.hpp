// What a fuzz target demands of what it has read: ends the run when it does not hold.
#pragma once

#include <cstdlib>
#include <iostream>

namespace cairn::fuzz {

inline void demand(bool holds, char const* what) {
    if (holds) return;
    std::cerr << "does not hold: " << what << '\n';
    std::abort();
}

}  // namespace cairn::fuzz
