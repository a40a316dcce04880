#include "features/activities/activity_routes.hpp"

#include <gtest/gtest.h>

#include "features/activities/activity.hpp"
#include "features/history/testing.hpp"

namespace cairn {
namespace {

class ActivityRoutes : public RouteTest {
protected:
    ActivityRoutes() : RouteTest(activity_routes) {}

    static std::string body(Id<Staff> const& whose, std::string_view more = "") {
        return "{\"staff_id\":\"" + to_string(whose) +
               "\",\"started_at\":\"2026-11-02T10:00:00Z\",\"kind\":\"documentation\",\"minutes\":30" +
               std::string(more) + "}";
    }
    std::string logged() {
        auto const answer = api().as("ana").command("/activities", body(peer_));
        EXPECT_EQ(answer.status, 201) << answer.body;
        return text_at(answer, "id");
    }
};
INSTANTIATE_STORE_TESTS(ActivityRoutes);

TEST_P(ActivityRoutes, PeopleLogTheirOwnTimeAndManagersAnybodys) {
    auto const id = logged();
    EXPECT_EQ(text_at(api().get("/activities/" + id), "kind"), "documentation");
    auto const others = api().as("bea").command("/activities", body(peer_));
    EXPECT_EQ(others.status, 403);
    EXPECT_EQ(api().as("sol").command("/activities", body(peer_)).status, 403);
    EXPECT_EQ(api().as("mo").command("/activities", body(peer_)).status, 201);
}

TEST_P(ActivityRoutes, WorkIsReadByWhoDidItTheirSupervisorAndManagers) {
    auto const id = logged();
    for (std::string const who : {"ana", "sol", "mo"}) {
        EXPECT_EQ(api().as(who).get("/activities/" + id).status, 200) << who;
        EXPECT_EQ(items_of(api().get("/activities?staff_id=" + to_string(peer_)), "id"), Strings{id}) << who;
        EXPECT_EQ(api().get("/activities/" + id + "/history").status, 200) << who;
    }
    api().as("bea");
    EXPECT_EQ(api().get("/activities/" + id).status, 404);
    EXPECT_EQ(api().get("/activities/" + id + "/history").status, 404);
    EXPECT_EQ(api().get("/activities?staff_id=" + to_string(peer_)).status, 404);
    EXPECT_TRUE(items_of(api().get("/activities"), "id").empty());
    EXPECT_EQ(api().as("cleo").get("/activities").status, 403);
}

TEST_P(ActivityRoutes, AmendingAndVoidingAreTheAuthors) {
    auto const id = logged();
    auto const changed = body(peer_, ",\"note\":\"notes of the visit\"");
    EXPECT_EQ(api().as("bea").edit("/activities/" + id, changed, 1).status, 404);
    EXPECT_EQ(api().as("bea").command("/activities/" + id + "/void", "{\"reason\":\"mine\"}", 1).status, 404);
    EXPECT_EQ(api().as("sol").edit("/activities/" + id, changed, 1).status, 403);
    EXPECT_EQ(api().as("ana").edit("/activities/" + id, changed, 1).status, 200);
    EXPECT_EQ(api().edit("/activities/" + id, changed, 1).status, 412);
    EXPECT_EQ(api().command("/activities/" + id + "/void", "{\"reason\":\"twice\"}", 2).status, 200);
    EXPECT_EQ(text_at(api().get("/activities/" + id), "void_reason"), "twice");
}

}  // namespace
}  // namespace cairn
