#include "features/weeks/week_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"
#include "features/weeks/week.hpp"

namespace cairn {
namespace {

TEST(Week, BeginsOnMonday) {
    EXPECT_EQ(monday_of(day("2026-11-02")), day("2026-11-02"));
    EXPECT_EQ(monday_of(day("2026-11-08")), day("2026-11-02"));
    EXPECT_EQ(monday_of(day("2026-11-09")), day("2026-11-09"));
    EXPECT_EQ(monday_of(day("1969-12-31")), day("1969-12-29"));
}

class WeekRoutes : public RouteTest {
protected:
    WeekRoutes() : RouteTest(week_routes) { enrolled(); }

    void log(std::string_view at, std::string_view mode, std::string_view outcome, int minutes) {
        Contact contact{.participant_id = participant_, .peer_id = peer_, .started_at = moment(at)};
        contact.mode.word = mode;
        contact.outcome.word = outcome;
        contact.minutes = minutes;
        contact.note = "a note";
        log_contact(permit(), organization(), contact, key()).value();
    }
    void work(std::string_view at, std::string_view kind, int minutes) {
        Activity activity{.staff_id = peer_, .started_at = moment(at)};
        activity.kind.word = kind;
        activity.minutes = minutes;
        log_activity(permit(), organization(), activity, key()).value();
    }
};
INSTANTIATE_STORE_TESTS(WeekRoutes);

TEST_P(WeekRoutes, TellsWhatWasDoneAndWhereTheTimeWent) {
    log("2026-10-26", "phone", "reached", 40);
    log("2026-11-01", "in_person", "reached", 20);
    log("2026-10-27", "text", "reached", 5);
    log("2026-10-27", "phone", "no_answer", 2);
    log("2026-10-25", "phone", "reached", 60);  // the week before
    work("2026-10-28", "documentation", 30);
    work("2026-10-28", "documentation", 10);
    work("2026-10-29", "leave", 480);
    auto const answer = api().as("ana").get(path("/weeks/", peer_, "?week=2026-10-30"));
    ASSERT_EQ(answer.status, 200) << answer.body;
    auto const week = json_of(answer);
    EXPECT_EQ(week.at("from").as_string(), "2026-10-26");
    EXPECT_EQ(week.at("until").as_string(), "2026-11-01");
    EXPECT_EQ(week.at("contacts_reached").as_int64(), 2);
    EXPECT_EQ(week.at("attempts").as_int64(), 1);
    EXPECT_EQ(week.at("contact_minutes").as_int64(), 60);
    EXPECT_EQ(boost::json::serialize(week.at("activity_minutes")),
              "[{\"kind\":\"documentation\",\"entries\":2,\"minutes\":40},"
              "{\"kind\":\"leave\",\"entries\":1,\"minutes\":480}]");
    EXPECT_EQ(week.at("direct_time_share").to_number<double>(), 0.6);
    EXPECT_EQ(week.at("contacts").as_array().size(), 4U);
    EXPECT_EQ(week.at("activities").as_array().size(), 3U);
    EXPECT_EQ(answer.body.find("a note"), std::string::npos);
    EXPECT_EQ(api().reads().reads.back().participants, std::set<std::string>{to_string(participant_)});
}

TEST_P(WeekRoutes, IsOnesOwnOrThatOfTheSupervised) {
    auto const at = path("/weeks/", peer_);
    EXPECT_EQ(api().as("sol").get(at).status, 200);
    EXPECT_EQ(api().as("mo").get(at).status, 200);
    EXPECT_EQ(api().as("bea").get(at).status, 404);
    EXPECT_EQ(api().as("cleo").get(at).status, 403);
    EXPECT_EQ(api().as("ana").get(at + "?week=someday").status, 422);
    EXPECT_FALSE(json_of(api().get(at)).contains("direct_time_share"));
}

TEST_P(WeekRoutes, FiguresCountEverybodyAndRowsOnlyPeopleInSight) {
    log("2026-10-26", "phone", "reached", 40);
    database().maintain([&](Maintenance& session) {
        session.execute({"UPDATE episode SET peer_id = $1", {to_string(bea_)}});
        session.execute({"UPDATE referral SET peer_id = $1", {to_string(bea_)}});
    });
    auto const week = json_of(api().as("ana").get(path("/weeks/", peer_, "?week=2026-10-30")));
    EXPECT_EQ(week.at("contacts_reached").as_int64(), 1);
    EXPECT_FALSE(week.contains("contacts"));
}

}  // namespace
}  // namespace cairn
