// How an episode goes, drawn before it begins: how long, how it ends, on which of its days somebody is reached.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/demonstration/chance.hpp"
#include "features/episodes/episode.hpp"

namespace cairn::demonstration {

// Days are counted from the first, 0.
struct Course {
    int last_day = 0;
    EndReason end = EndReason::completed;
    std::vector<int> reached{};    // days with a contact, in order; a day may stand twice
    std::vector<int> attempted{};  // days on which nobody was reached, in order
    std::vector<int> texted{};     // in order
    struct Rest {
        int from;
        int to;  // the first day after it
        std::string_view reason;
    };
    std::optional<Rest> pause{};
    std::vector<int> aftercare{};  // days after last_day with a contact, in order
};

// `reached_before` says that the first day has a contact already, so that its month is covered.
Course draw_course(Chance& chance, bool reached_before);

}  // namespace cairn::demonstration
