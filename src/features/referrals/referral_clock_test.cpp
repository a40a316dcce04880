#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ReferralClockTest : public testing::Test {
protected:
    ReferralClockTest() { referral.received_at = moment("2026-03-02T15:00:00Z"); }

    ReferralClocks clocks_at(std::string_view now) {
        return referral_clocks(settings, referral, at(now), "America/New_York");
    }

    ProgramSettings settings = default_settings();
    Referral referral{};
};

TEST_F(ReferralClockTest, BothClocksRunFromTheReferral) {
    auto const clocks = clocks_at("2026-03-03T15:00:00Z");
    EXPECT_EQ(clocks.first_attempt.state, ClockState::running);
    EXPECT_EQ(clocks.first_attempt.due_at, at("2026-03-03T15:00:00Z"));
    EXPECT_EQ(clocks.first_attempt.rule, "A first attempt within 24 hours of the referral.");
    EXPECT_EQ(clocks.first_contact.state, ClockState::running);
    EXPECT_EQ(clocks.first_contact.due_at, at("2026-03-05T15:00:00Z"));
    EXPECT_EQ(clocks.first_contact.rule, "A first contact within 72 hours of the referral.");
}

TEST_F(ReferralClockTest, AMomentLaterTheyAreOverdue) {
    EXPECT_EQ(clocks_at("2026-03-03T15:00:00.001Z").first_attempt.state, ClockState::overdue);
    auto const clocks = clocks_at("2026-03-05T15:30:00Z");
    EXPECT_EQ(clocks.first_attempt.overdue_minutes, 2 * 24 * 60 + 30);
    EXPECT_EQ(clocks.first_contact.state, ClockState::overdue);
    EXPECT_EQ(clocks.first_contact.overdue_minutes, 30);
}

TEST_F(ReferralClockTest, AnAttemptInTimeMeetsTheRuleAndALaterOneMeetsItLate) {
    referral.first_attempt_at = moment("2026-03-03T15:00:00Z");
    EXPECT_EQ(clocks_at("2026-03-20T15:00:00Z").first_attempt.state, ClockState::met);
    EXPECT_EQ(clocks_at("2026-03-20T15:00:00Z").first_attempt.overdue_minutes, 0);
    referral.first_attempt_at = moment("2026-03-03T16:00:00Z");
    EXPECT_EQ(clocks_at("2026-03-20T15:00:00Z").first_attempt.state, ClockState::met_late);
    EXPECT_EQ(clocks_at("2026-03-20T15:00:00Z").first_attempt.overdue_minutes, 60);
    EXPECT_EQ(clocks_at("2026-03-20T15:00:00Z").first_contact.state, ClockState::overdue);
}

TEST_F(ReferralClockTest, ADecisionStopsWhatWasNotMet) {
    referral.status = ReferralStatus::declined;
    referral.first_attempt_at = moment("2026-03-02T16:00:00Z");
    auto const clocks = clocks_at("2026-03-20T15:00:00Z");
    EXPECT_EQ(clocks.first_attempt.state, ClockState::met);
    EXPECT_EQ(clocks.first_contact.state, ClockState::stopped);
    EXPECT_EQ(clocks.first_contact.overdue_minutes, 0);
}

TEST_F(ReferralClockTest, ADayWithoutATimeIsReadInFavorOfThoseWhoWork) {
    referral.received_at = moment("2026-03-07");  // clocks go forward in the night after it
    auto const clocks = clocks_at("2026-03-08T12:00:00Z");
    EXPECT_EQ(clocks.first_attempt.due_at, at("2026-03-09T05:00:00Z"));  // 24 hours after midnight, not a day
    referral.first_attempt_at = moment("2026-03-09");
    EXPECT_EQ(clocks_at("2026-03-12T12:00:00Z").first_attempt.state, ClockState::met);
    referral.first_attempt_at = moment("2026-03-10");
    EXPECT_EQ(clocks_at("2026-03-12T12:00:00Z").first_attempt.state, ClockState::met_late);
}

TEST_F(ReferralClockTest, TheHoursAreTheProgramsChoice) {
    settings.referral_first_attempt_hours = 1;
    EXPECT_EQ(clocks_at("2026-03-02T16:00:01Z").first_attempt.state, ClockState::overdue);
    EXPECT_EQ(clocks_at("2026-03-02T16:00:01Z").first_attempt.rule, "A first attempt within 1 hour of the referral.");
}

}  // namespace
}  // namespace cairn
