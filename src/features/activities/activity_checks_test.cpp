#include "features/activities/activity.hpp"

#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ActivityChecks : public testing::Test {
protected:
    ActivityChecks() {
        activity.id = id_number<Activity>(20);
        activity.staff_id = world.peer.id;
        activity.started_at = moment("2026-08-02T03:00:00Z");
    }

    Strings problems_of() {
        Problems problems;
        complete_and_check(activity, nullptr, world.context(), problems);
        return brief(problems);
    }

    ChartWorld world{};
    Activity activity{};
};

TEST_F(ActivityChecks, WhatIsRequiredIsEnough) {
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(activity.service_date, day("2026-08-01"));
    EXPECT_EQ(activity.time_zone, "America/New_York");
}

TEST_F(ActivityChecks, TheDayIsTheLocalOneOfTheStaffMemberUnlessAZoneIsStated) {
    world.peer.time_zone = "Asia/Tokyo";
    world.add(world.peer);
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(activity.service_date, day("2026-08-02"));
    activity.time_zone = "America/Phoenix";
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(activity.service_date, day("2026-08-01"));
    activity.time_zone = "Nowhere/City";
    EXPECT_EQ(problems_of(), Strings{"time_zone:format"});
}

TEST_F(ActivityChecks, ADayWithoutATimeIsItself) {
    activity.started_at = moment("2026-08-03");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(activity.service_date, day("2026-08-03"));
}

TEST_F(ActivityChecks, AnActivityInTheFutureIsRefused) {
    activity.started_at = moment("2026-08-04");
    EXPECT_EQ(problems_of(), Strings{"started_at:future"});
    activity.started_at = moment("2026-08-03T16:06:00Z");
    EXPECT_EQ(problems_of(), Strings{"started_at:future"});
}

TEST_F(ActivityChecks, AllProblemsComeAtOnce) {
    activity.staff_id = id_number<Staff>(90);
    activity.minutes = 1441;
    activity.kind.word = "elsewhere";
    activity.note = std::string(activity_note_characters_max + 1, 'a');
    activity.voided_at = at("2026-08-02T16:00:00Z");
    EXPECT_EQ(problems_of(), (Strings{"minutes:too_large", "kind:not_in_list", "note:too_long", "void_reason:required",
                                      "staff_id:no_such_record"}));
}

}  // namespace
}  // namespace cairn
