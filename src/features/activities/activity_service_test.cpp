#include <gtest/gtest.h>

#include "features/activities/activity.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ActivityService : public ChartTest {
protected:
    Activity an_activity() {
        Activity activity;
        activity.id = new_id<Activity>();
        activity.staff_id = peer_;
        activity.started_at = moment("2026-11-02T10:00:00Z");
        activity.minutes = 30;
        activity.kind.word = "documentation";
        return activity;
    }
    Activity logged() {
        auto const activity = an_activity();
        log_activity(permit(), organization(), activity, key()).value();
        return *stored(activity.id);
    }
    static Activity as_edited(Activity activity) {
        activity.authored_by.reset();
        return activity;
    }
    Result<Written> void_it(Activity const& activity, std::string reason = "logged twice") {
        return void_activity(permit(), organization(), {activity.id, activity.version, std::move(reason)}, key());
    }
};
INSTANTIATE_STORE_TESTS(ActivityService);

TEST_P(ActivityService, AnActivityIsLoggedInTheFileOfWhoseTimeItWas) {
    auto const activity = logged();
    EXPECT_EQ(activity.service_date, day("2026-11-02"));
    EXPECT_EQ(activity.authored_by, "operator:test");
    std::optional<std::string> stream;
    database().read([&](Reader& reader) {
        stream = reader.text({"SELECT stream FROM journal WHERE record_id = $1 LIMIT 1", {to_string(activity.id)}});
    });
    EXPECT_EQ(stream, to_string(peer_));
}

TEST_P(ActivityService, TheSameActivityTwiceIsLoggedOnce) {
    auto activity = an_activity();
    activity.id = {};
    auto const first = log_activity(permit(), organization(), activity, "log-1");
    auto const again = log_activity(permit(), organization(), activity, "log-1");
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
}

TEST_P(ActivityService, WhatTheProgramWritesCannotBeBrought) {
    auto activity = an_activity();
    activity.staff_id = new_id<Staff>();
    activity.authored_by = "somebody else";
    activity.voided_at = at("2026-11-02T11:00:00Z");
    activity.void_reason = "no";
    EXPECT_EQ(brief(log_activity(permit(), organization(), activity, key()).error().problems),
              (Strings{"authored_by:derived", "voided_at:derived", "void_reason:derived", "staff_id:no_such_record"}));
}

TEST_P(ActivityService, AnAmendedActivityKeepsItsAuthorAndItsStaffMember) {
    auto const activity = logged();
    auto changed = as_edited(activity);
    changed.minutes = 45;
    changed.started_at = moment("2026-11-01T10:00:00Z");
    ASSERT_TRUE(amend_activity(authorize_operator("other"), organization(), changed, key()));
    EXPECT_EQ(stored(activity.id)->minutes, 45);
    EXPECT_EQ(stored(activity.id)->service_date, day("2026-11-01"));
    EXPECT_EQ(stored(activity.id)->authored_by, "operator:test");

    auto const other = new_id<Staff>();
    register_peer(other, "Bea");
    changed.version = 2;
    changed.staff_id = other;
    EXPECT_EQ(brief(amend_activity(permit(), organization(), changed, key()).error().problems),
              Strings{"staff_id:fixed"});
}

TEST_P(ActivityService, AStaleVersionIsRefused) {
    auto const activity = logged();
    ASSERT_TRUE(amend_activity(permit(), organization(), as_edited(activity), key()));
    EXPECT_EQ(amend_activity(permit(), organization(), as_edited(activity), key()).error().code,
              ErrorCode::stale_version);
    EXPECT_EQ(void_it(activity).error().code, ErrorCode::stale_version);
}

TEST_P(ActivityService, AVoidedActivityStaysAndCannotBeChanged) {
    auto const activity = logged();
    EXPECT_EQ(brief(void_it(activity, "").error().problems), Strings{"reason:required"});
    ASSERT_TRUE(void_it(activity));
    auto const voided = *stored(activity.id);
    EXPECT_EQ(voided.void_reason, "logged twice");
    EXPECT_EQ(amend_activity(permit(), organization(), as_edited(voided), key()).error().code,
              ErrorCode::illegal_transition);
    EXPECT_EQ(void_it(voided).error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(history(activity.id), (Strings{"log_activity", "void_activity"}));
}

TEST_P(ActivityService, WithoutThePermissionNothingHappens) {
    auto const activity = logged();
    auto const code = [](auto const& result) { return result.error().code; };
    EXPECT_EQ(code(log_activity(nobody(), organization(), an_activity(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(amend_activity(nobody(), organization(), as_edited(activity), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(void_activity(nobody(), organization(), {activity.id, 1, "no"}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(stored(activity.id)->version, 1);
}

TEST_P(ActivityService, WhatDoesNotExistIsNotFound) {
    auto missing = an_activity();
    missing.version = 1;
    EXPECT_EQ(amend_activity(permit(), organization(), missing, key()).error().code, ErrorCode::not_found);
    EXPECT_EQ(void_it(missing).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace cairn
