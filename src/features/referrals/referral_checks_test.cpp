#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ReferralChecks : public testing::Test {
protected:
    Strings problems_of(Referral& referral) {
        Problems problems;
        complete_and_check(referral, nullptr, world.context(), problems);
        return brief(problems);
    }
    Strings problems_of() { return problems_of(world.referral); }

    ChartWorld world{};
    std::string const zone = "America/New_York";
};

TEST_F(ReferralChecks, WhatIsRequiredIsEnough) {
    Referral referral;
    referral.id = id_number<Referral>(9);
    referral.participant_id = world.participant.id;
    referral.received_at = moment("2026-03-01");
    EXPECT_EQ(problems_of(referral), Strings{});
    EXPECT_EQ(referral.status, ReferralStatus::received);
    EXPECT_EQ(referral.received_on, day("2026-03-01"));
}

TEST_F(ReferralChecks, TheLocalDayIsThatOfTheSite) {
    world.referral.received_at = moment("2026-03-02T03:00:00Z");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.referral.received_on, day("2026-03-01"));
    world.site.time_zone = "Asia/Tokyo";
    world.add(world.site);
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.referral.received_on, day("2026-03-02"));
}

TEST_F(ReferralChecks, WithoutASiteTheLocalDayIsThatOfTheProgram) {
    world.referral.site_id.reset();
    world.referral.received_at = moment("2026-03-02T03:00:00Z");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.referral.received_on, day("2026-03-01"));
    world.program().settings.time_zone = "UTC";
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.referral.received_on, day("2026-03-02"));
}

TEST_F(ReferralChecks, NothingLiesInTheFuture) {
    world.referral.received_at = moment("2026-08-03T16:05:00Z");
    EXPECT_EQ(problems_of(), Strings{});
    world.referral.received_at = moment("2026-08-03T16:06:00Z");
    EXPECT_EQ(problems_of(), Strings{"received_at:future"});
    world.referral.received_at = moment("2026-08-04");
    EXPECT_EQ(problems_of(), Strings{"received_at:future"});
}

TEST_F(ReferralChecks, AnImportMayStateAnyStatus) {
    world.referral.status = ReferralStatus::enrolled;
    EXPECT_EQ(problems_of(), Strings{});
    world.referral.decided_at = moment("2026-03-10");
    EXPECT_EQ(problems_of(), Strings{});
    world.referral.status = ReferralStatus::declined;
    world.referral.decline_reason = Code{"not_now"};
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(ReferralChecks, ADecisionFitsTheStatusAndTheTime) {
    world.referral.decided_at = moment("2026-03-10");
    EXPECT_EQ(problems_of(), Strings{"decided_at:status"});
    world.referral.status = ReferralStatus::ineligible;
    world.referral.decided_at = moment("2026-03-01");
    EXPECT_EQ(problems_of(), Strings{});  // the same day
    world.referral.decided_at = moment("2026-02-28");
    EXPECT_EQ(problems_of(), Strings{"decided_at:order"});
    world.referral.decided_at = moment("2026-03-01T14:00:00Z");
    EXPECT_EQ(problems_of(), Strings{"decided_at:order"});
    world.referral.decided_at = moment("2026-08-04");
    EXPECT_EQ(problems_of(), Strings{"decided_at:future"});
}

TEST_F(ReferralChecks, AReasonToDeclineBelongsToADeclinedReferral) {
    world.referral.decline_reason = Code{"moved"};
    EXPECT_EQ(problems_of(), Strings{"decline_reason:status"});
    world.referral.status = ReferralStatus::declined;
    EXPECT_EQ(problems_of(), Strings{});
    world.referral.decline_reason = Code{"elsewhere"};
    EXPECT_EQ(problems_of(), Strings{"decline_reason:not_in_list"});
}

TEST_F(ReferralChecks, AFirstContactThatWasStatedIsAnAttemptToo) {
    world.referral.first_contact_at = moment("2026-03-05");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.referral.first_attempt_at, moment("2026-03-05"));
    world.referral.first_attempt_at = moment("2026-03-06");
    EXPECT_EQ(problems_of(), Strings{"first_contact_at:order"});
}

TEST_F(ReferralChecks, AllProblemsComeAtOnce) {
    Referral referral;
    referral.received_at = moment("2026-08-05");
    referral.site_id = id_number<Site>(90);
    referral.peer_id = id_number<Staff>(90);
    referral.source.word = "elsewhere";
    referral.first_attempt_at = moment("2026-08-06");
    EXPECT_EQ(problems_of(referral),
              (Strings{"id:required", "participant_id:required", "source:not_in_list", "received_at:future",
                       "first_attempt_at:future", "site_id:no_such_record", "peer_id:no_such_record"}));
}

// ---- what an attempt means ----

TEST_F(ReferralChecks, TheEarliestAttemptAndTheEarliestContactAreKept) {
    auto& referral = world.referral;
    EXPECT_TRUE(note_attempt(referral, {moment("2026-03-03T15:00:00Z"), day("2026-03-03"), false}, zone));
    EXPECT_EQ(referral.first_attempt_at, moment("2026-03-03T15:00:00Z"));
    EXPECT_EQ(referral.first_contact_at, std::nullopt);
    EXPECT_TRUE(note_attempt(referral, {moment("2026-03-04T15:00:00Z"), day("2026-03-04"), true}, zone));
    EXPECT_EQ(referral.first_attempt_at, moment("2026-03-03T15:00:00Z"));
    EXPECT_EQ(referral.first_contact_at, moment("2026-03-04T15:00:00Z"));
    EXPECT_FALSE(note_attempt(referral, {moment("2026-03-05T15:00:00Z"), day("2026-03-05"), true}, zone));
    EXPECT_TRUE(note_attempt(referral, {moment("2026-03-02"), day("2026-03-02"), true}, zone));
    EXPECT_EQ(referral.first_attempt_at, moment("2026-03-02"));
    EXPECT_EQ(referral.first_contact_at, moment("2026-03-02"));
}

TEST_F(ReferralChecks, OfTwoAttemptsOnOneDayTheOneWithATimeComesFirst) {
    Attempt const timed{moment("2026-03-02T22:00:00Z"), day("2026-03-02"), true};
    Attempt const whole_day{moment("2026-03-02"), day("2026-03-02"), true};
    EXPECT_TRUE(is_earlier(timed, whole_day));
    EXPECT_FALSE(is_earlier(whole_day, timed));
    EXPECT_FALSE(is_earlier(timed, timed));
}

TEST_F(ReferralChecks, AnAttemptMovesAnAssignedReferralAndNoOther) {
    Attempt const attempt{moment("2026-03-03T15:00:00Z"), day("2026-03-03"), false};
    for (auto const status : {ReferralStatus::received, ReferralStatus::reaching_out, ReferralStatus::enrolled,
                              ReferralStatus::declined, ReferralStatus::unreachable}) {
        world.referral.status = status;
        note_attempt(world.referral, attempt, zone);
        EXPECT_EQ(world.referral.status, status);
    }
    world.referral.status = ReferralStatus::assigned;
    EXPECT_TRUE(note_attempt(world.referral, attempt, zone));
    EXPECT_EQ(world.referral.status, ReferralStatus::reaching_out);
}

}  // namespace
}  // namespace cairn
