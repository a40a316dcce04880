#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class EpisodeClockTest : public testing::Test {
protected:
    EpisodeClockTest() {
        episode.started_on = start;
        episode.planned_end_on = start + 180;
        episode.status = EpisodeStatus::active;
    }

    // Days are counted from the start, which is day 0.
    EpisodeClock on(int today, std::optional<int> last_reached = std::nullopt) {
        return episode_clock(settings, episode, last_reached ? std::optional(start + *last_reached) : std::nullopt,
                             start + today);
    }
    Stage stage_on(int today) { return episode_stage(settings, episode, start + today); }
    std::optional<int> due(EpisodeClock const& clock) {
        return clock.due_on ? std::optional(*clock.due_on - start) : std::nullopt;
    }
    void end(int ended, EndReason reason) {
        episode.ended_on = start + ended;
        episode.end_reason = reason;
        episode.status = status_of(reason);
    }

    Date const start = day("2026-01-05");
    ProgramSettings settings = default_settings();
    Episode episode{};
};

TEST_F(EpisodeClockTest, StagesAreMonthsOfThirtyDays) {
    EXPECT_EQ(stage_on(0), Stage::initial_engagement);
    EXPECT_EQ(stage_on(29), Stage::initial_engagement);
    EXPECT_EQ(stage_on(30), Stage::early_treatment);
    EXPECT_EQ(stage_on(89), Stage::early_treatment);
    EXPECT_EQ(stage_on(90), Stage::stabilization);
    EXPECT_EQ(stage_on(180), Stage::stabilization);
    EXPECT_EQ(stage_on(181), Stage::extended);
    EXPECT_EQ(on(29).month, 1);
    EXPECT_EQ(on(30).month, 2);
    EXPECT_EQ(on(90).month, 4);
}

TEST_F(EpisodeClockTest, StagesAreTheProgramsChoice) {
    settings.stage_days = 10;
    settings.stabilization_from_month = 3;
    EXPECT_EQ(stage_on(9), Stage::initial_engagement);
    EXPECT_EQ(stage_on(10), Stage::early_treatment);
    EXPECT_EQ(stage_on(20), Stage::stabilization);
}

TEST_F(EpisodeClockTest, AftercareFollowsTheEndForFiveYearsAndNeverADeath) {
    end(40, EndReason::withdrew);
    EXPECT_EQ(stage_on(39), Stage::early_treatment);
    EXPECT_EQ(stage_on(40), Stage::aftercare);
    EXPECT_EQ(stage_on(40 + 5 * 365), Stage::aftercare);
    EXPECT_EQ(stage_on(41 + 5 * 365), Stage::none);
    end(40, EndReason::deceased);
    EXPECT_EQ(stage_on(40), Stage::none);
    EXPECT_EQ(on(60).due_on, std::nullopt);
    EXPECT_EQ(on(60).rule, "");
}

TEST_F(EpisodeClockTest, WithoutAContactTheClockCountsFromTheStart) {
    auto const clock = on(7);
    EXPECT_EQ(clock.counted_from, start);
    EXPECT_EQ(clock.days_without_contact, 7);
    EXPECT_EQ(clock.days_allowed, 7);
    EXPECT_EQ(due(clock), 7);
    EXPECT_EQ(clock.overdue_days, 0);
    EXPECT_EQ(clock.rule, "At most 7 days between reached contacts during initial engagement.");
    EXPECT_EQ(clock.reason, "");
}

TEST_F(EpisodeClockTest, TheDayAfterTheLastDayIsOverdueAndSaysWhy) {
    auto const clock = on(8);
    EXPECT_EQ(due(clock), 7);
    EXPECT_EQ(clock.overdue_days, 1);
    EXPECT_EQ(clock.rule, "At most 7 days between reached contacts during initial engagement.");
    EXPECT_EQ(clock.reason, "8 days without a reached contact.");
}

TEST_F(EpisodeClockTest, EveryStageHasItsOwnNumberOfDays) {
    EXPECT_EQ(due(on(20, 20)), 27);
    EXPECT_EQ(due(on(40, 40)), 54);
    EXPECT_EQ(due(on(100, 100)), 130);
    settings.contact_days_extended = 60;
    EXPECT_EQ(due(on(200, 200)), 260);
    end(40, EndReason::completed);
    EXPECT_EQ(due(on(50)), 130);
    EXPECT_EQ(on(50).days_allowed, 90);
    EXPECT_EQ(on(50).month, 0);
}

TEST_F(EpisodeClockTest, ANewStageGivesMoreDaysToWhoeverIsStillInTime) {
    EXPECT_EQ(due(on(25, 25)), 39);  // on day 32 the stage allows 14 days already
}

TEST_F(EpisodeClockTest, ANewStageDoesNotForgiveWhatIsOverdue) {
    auto const clock = on(31, 20);
    EXPECT_EQ(clock.stage, Stage::early_treatment);
    EXPECT_EQ(due(clock), 27);
    EXPECT_EQ(clock.overdue_days, 4);
    EXPECT_EQ(clock.days_allowed, 7);
    EXPECT_EQ(clock.rule, "At most 7 days between reached contacts during initial engagement.");
}

TEST_F(EpisodeClockTest, AStricterStageHoldsFromItsFirstDay) {
    settings.contact_days_extended = 7;
    EXPECT_EQ(due(on(171, 170)), 180);  // ten days would be fine on day 180 and are too many on day 181
}

TEST_F(EpisodeClockTest, AContactBeforeTheStartDoesNotCount) { EXPECT_EQ(on(3, -5).counted_from, start); }

TEST_F(EpisodeClockTest, APauseStopsTheClock) {
    episode.pauses = {{start + 3, start + 10, {}}};
    auto const clock = on(12);
    EXPECT_FALSE(clock.paused);
    EXPECT_EQ(clock.days_without_contact, 5);  // days 1, 2, 10, 11, 12
    EXPECT_EQ(due(clock), 14);
    EXPECT_EQ(clock.overdue_days, 0);
}

TEST_F(EpisodeClockTest, NothingIsDueDuringAPause) {
    episode.pauses = {{start + 3, std::nullopt, {}}};
    episode.status = EpisodeStatus::paused;
    EXPECT_FALSE(on(2).paused);
    EXPECT_TRUE(on(3).paused);
    auto const clock = on(50);
    EXPECT_TRUE(clock.paused);
    EXPECT_EQ(clock.due_on, std::nullopt);
    EXPECT_EQ(clock.overdue_days, 0);
    EXPECT_EQ(clock.days_without_contact, 2);
    EXPECT_EQ(clock.stage, Stage::early_treatment);
}

TEST_F(EpisodeClockTest, APauseOrAnEndThatComesLaterIsNotKnownYet) {
    episode.pauses = {{start + 3, std::nullopt, {}}};
    end(60, EndReason::deceased);
    EXPECT_EQ(due(on(2)), 7);
    EXPECT_EQ(on(2).stage, Stage::initial_engagement);
    EXPECT_TRUE(on(59).paused);
    EXPECT_FALSE(on(60).paused);
    EXPECT_EQ(on(60).stage, Stage::none);
}

TEST_F(EpisodeClockTest, TheDayOfTheReturnCounts) {
    episode.pauses = {{start + 3, start + 10, {}}};
    EXPECT_TRUE(on(9).paused);
    EXPECT_FALSE(on(10).paused);
}

TEST_F(EpisodeClockTest, OverdueDaysLeaveOutTheDaysOfAPause) {
    episode.pauses = {{start + 10, start + 30, {}}};
    auto const clock = on(31);
    EXPECT_EQ(due(clock), 7);
    EXPECT_EQ(clock.overdue_days, 4);  // days 8, 9, 30, 31
}

TEST_F(EpisodeClockTest, NothingIsDueWhileAPauseOfUnknownBeginningGoesOn) {
    episode.status = EpisodeStatus::paused;
    EXPECT_TRUE(on(50).paused);
    EXPECT_EQ(on(50).due_on, std::nullopt);
}

TEST_F(EpisodeClockTest, AftercareCountsFromTheEndOrALaterContact) {
    end(40, EndReason::disengaged);
    EXPECT_EQ(on(50, 30).counted_from, start + 40);
    EXPECT_EQ(on(60, 55).counted_from, start + 55);
    auto const clock = on(131, 30);
    EXPECT_EQ(clock.overdue_days, 1);
    EXPECT_EQ(clock.rule, "At most 90 days between reached contacts during aftercare.");
}

TEST_F(EpisodeClockTest, NothingIsDueThatWouldFallAfterAftercare) {
    end(40, EndReason::completed);
    int const last = 40 + 5 * 365;
    auto const clock = on(last, last - 10);
    EXPECT_EQ(clock.stage, Stage::aftercare);
    EXPECT_EQ(clock.due_on, std::nullopt);
}

}  // namespace
}  // namespace cairn
