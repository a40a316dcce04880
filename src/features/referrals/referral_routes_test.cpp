#include "features/referrals/referral_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"

namespace cairn {
namespace {

class ReferralRoutes : public RouteTest {
protected:
    ReferralRoutes() : RouteTest(referral_routes) {}

    std::string body() {
        return "{\"participant_id\":\"" + to_string(participant_) + "\",\"site_id\":\"" + to_string(site_) +
               "\",\"received_at\":\"2026-11-01T14:00:00Z\",\"urgency\":\"today\"}";
    }
    std::string referred() {
        auto const answer = api().as("mo").command("/referrals", body());
        EXPECT_EQ(answer.status, 201) << answer.body;
        return text_at(answer, "id");
    }
};
INSTANTIATE_STORE_TESTS(ReferralRoutes);

TEST_P(ReferralRoutes, AReferralIsAssignedAndEnrolled) {
    auto const at = "/referrals/" + referred();
    EXPECT_EQ(api().as("ana").get(at).status, 404);
    auto const to_ana = "{\"peer_id\":\"" + to_string(peer_) + "\"}";
    EXPECT_EQ(api().as("mo").command(at + "/assign", to_ana, 1).status, 200);
    EXPECT_EQ(text_at(api().as("ana").get(at), "status"), "assigned");
    EXPECT_EQ(api().command(at + "/assign", to_ana, 2).status, 403);
    auto const enrolled = api().command(at + "/enroll", "{}", 2);
    EXPECT_EQ(enrolled.status, 200) << enrolled.body;
    EXPECT_FALSE(text_at(enrolled, "episode_id").empty());
    EXPECT_EQ(items_of(api().get(at + "/history"), "command"), (Strings{"enroll", "assign_referral", "refer"}));
    EXPECT_EQ(api().command(at + "/decline", "{\"decline_reason\":\"moved\"}", 3).status, 409);
}

TEST_P(ReferralRoutes, ADeclinedOneIsReopenedAndOneThatCannotBeReachedIsClosed) {
    auto const at = "/referrals/" + referred();
    EXPECT_EQ(api().command(at + "/decline", "{}", 1).status, 422);
    EXPECT_EQ(api().command(at + "/decline", "{\"decline_reason\":\"not_now\"}", 1).status, 200);
    EXPECT_EQ(api().command(at + "/reopen", "{}", 2).status, 200);
    EXPECT_EQ(api().command(at + "/unreachable", "{}", 3).status, 200);
    EXPECT_EQ(text_at(api().get(at), "status"), "unreachable");
    EXPECT_EQ(api().command(at + "/unreachable", "{}", 3).status, 412);
    EXPECT_EQ(api().command(at + "/ineligible", "", 4).status, 409);
    auto const again = "/referrals/" + referred();
    EXPECT_EQ(api().command(again + "/duplicate", "{}", 1).status, 200);
}

TEST_P(ReferralRoutes, AreListedByParticipantOrByState) {
    auto const id = referred();
    auto const of_robin = "/referrals?participant_id=" + to_string(participant_);
    EXPECT_EQ(items_of(api().get(of_robin), "id"), Strings{id});
    EXPECT_EQ(items_of(api().get("/referrals?status=received&site_id=" + to_string(site_)), "id"), Strings{id});
    EXPECT_TRUE(items_of(api().get("/referrals?status=enrolled"), "id").empty());
    EXPECT_EQ(api().get("/referrals").status, 422);
    EXPECT_TRUE(items_of(api().as("bea").get(of_robin), "id").empty());
    EXPECT_TRUE(items_of(api().get("/referrals?participant_id=nobody"), "id").empty());
}

TEST_P(ReferralRoutes, NobodyRefersWhomTheyMayNotSee) {
    auto const hidden = api().as("bea").command("/referrals", body());
    EXPECT_EQ(hidden.status, 422);
    auto const nobody = "{\"participant_id\":\"" + to_string(new_id<Participant>()) + "\",\"site_id\":\"" +
                        to_string(site_) + "\",\"received_at\":\"2026-11-01T14:00:00Z\",\"urgency\":\"today\"}";
    auto const missing = api().command("/referrals", nobody);
    EXPECT_EQ(json_of(hidden).at("problems"), json_of(missing).at("problems"));
}

}  // namespace
}  // namespace cairn
