#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

using enum EpisodeStatus;

constexpr std::array every_status{active, paused, completed, disengaged, withdrew, transferred, incarcerated, deceased};

// Domain §2, spelled out once more so that a slip in the table shows.
bool is_legal(EpisodeStatus from, EpisodeStatus to) {
    bool const to_an_end = to != active && to != paused;
    if (from == active) return to == paused || to_an_end;
    if (from == paused) return to == active || to_an_end;
    return false;
}

TEST(EpisodeSteps, EveryPairOfStatesIsLegalOrRefusedAsTheProgramSays) {
    for (auto const from : every_status) {
        for (auto const to : every_status) {
            auto const step = check_step(from, to);
            EXPECT_EQ(step.has_value(), is_legal(from, to)) << to_string(from) << " -> " << to_string(to);
            EXPECT_TRUE(step || step.error().code == ErrorCode::illegal_transition);
        }
    }
}

TEST(EpisodeSteps, ARefusalNamesWhatIsPossible) {
    EXPECT_EQ(check_step(active, active).error().message,
              "An episode that is active cannot become active; it can become paused, completed, disengaged, withdrew, "
              "transferred, incarcerated, deceased.");
    EXPECT_EQ(check_step(paused, paused).error().message,
              "An episode that is paused cannot become paused; it can become active, completed, disengaged, withdrew, "
              "transferred, incarcerated, deceased.");
    EXPECT_EQ(check_step(completed, active).error().message,
              "An episode that is completed cannot become active; its end is final, unless the end is corrected.");
}

TEST(EpisodeSteps, EveryReasonEndsInTheStateOfItsName) {
    for (auto const& [reason, status] :
         {std::pair{EndReason::completed, completed}, std::pair{EndReason::disengaged, disengaged},
          std::pair{EndReason::withdrew, withdrew}, std::pair{EndReason::transferred, transferred},
          std::pair{EndReason::incarcerated, incarcerated}, std::pair{EndReason::deceased, deceased}}) {
        EXPECT_EQ(status_of(reason), status);
        EXPECT_FALSE(is_open(status));
    }
    EXPECT_TRUE(is_open(active));
    EXPECT_TRUE(is_open(paused));
}

}  // namespace
}  // namespace cairn
