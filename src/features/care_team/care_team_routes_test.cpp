#include "features/care_team/care_team_routes.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "features/care_team/care_team.hpp"
#include "features/episodes/testing.hpp"
#include "http/testing.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

class CareTeamRoutes : public ChartTest {
protected:
    CareTeamRoutes() : api_(care_team_routes(organization()), organization().clock()) {
        let_in("mo", Role::manager);
        let_in("ana", Role::peer);
        let_in("stranger", Role::supervisor, to_string(new_id<Staff>()));
        enrolled();
    }
    void let_in(std::string const& name, Role role, std::string staff = {}) {
        if (staff.empty()) staff = to_string(peer_);
        api_.door().let_in(name, authorize_holder(name, staff, role, day("2026-11-02")));
    }
    std::string chart(std::string const& rest) { return "/participants/" + to_string(participant_) + rest; }
    std::string consent_body() {
        return R"({"recipient_staff_id":")" + to_string(peer_) + R"(","purpose":"treatment","signed_on":"2026-11-01"})";
    }
    json::array items(HttpResponse const& response) { return json::parse(response.body).at("items").as_array(); }
    std::string without_request_id(HttpResponse const& response) {
        auto body = json::parse(response.body).as_object();
        body.erase("request_id");
        return std::to_string(response.status) + json::serialize(body);
    }

    ApiTester api_;
};
INSTANTIATE_STORE_TESTS(CareTeamRoutes);

TEST_P(CareTeamRoutes, AConsentIsGivenReadAndRevoked) {
    auto const given = api_.as("mo").command(chart("/consents"), consent_body());
    ASSERT_EQ(given.status, 201) << given.body;
    auto const id = std::string(json::parse(given.body).at("id").as_string());
    EXPECT_EQ(given.header("Location"), "/api/v1/consents/" + id);

    auto const listed = items(api_.as("ana").get(chart("/consents")));
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("purpose").as_string(), "treatment");

    auto const one = api_.get("/consents/" + id);
    EXPECT_EQ(one.header("ETag"), "\"1\"");
    EXPECT_EQ(api_.as("mo").command("/consents/" + id + "/revoke", "{}").status, 428);
    EXPECT_EQ(api_.command("/consents/" + id + "/revoke", "{}", 1).status, 200);
    EXPECT_TRUE(json::parse(api_.get("/consents/" + id).body).as_object().contains("revoked_at"));
    EXPECT_EQ(api_.command("/consents/" + id + "/revoke", "{}", 2).status, 409);
}

TEST_P(CareTeamRoutes, SomebodyJoinsTheTeamAndLeavesIt) {
    auto const joined = api_.as("mo").command(chart("/care-team"), R"({"staff_id":")" + to_string(peer_) +
                                                                       R"(","function":"nurse","from":"2026-11-01"})");
    ASSERT_EQ(joined.status, 201) << joined.body;
    auto const id = std::string(json::parse(joined.body).at("id").as_string());
    auto const team = items(api_.as("ana").get(chart("/care-team")));
    ASSERT_EQ(team.size(), 1U);
    EXPECT_EQ(team[0].at("display_name").as_string(), "Ana");
    EXPECT_FALSE(team[0].at("sees_chart").as_bool());
    EXPECT_EQ(api_.get("/care-team-members/" + id).header("ETag"), "\"1\"");
    EXPECT_EQ(api_.as("mo").command("/care-team-members/" + id + "/end", R"({"until":"2026-11-05"})", 1).status, 200);
}

TEST_P(CareTeamRoutes, TheBodyDoesNotContradictTheAddress) {
    auto const body = R"({"participant_id":")" + to_string(new_id<Participant>()) + R"("})";
    auto const refused = api_.as("mo").command(chart("/consents"), body);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find("contradicts"), std::string::npos);
}

TEST_P(CareTeamRoutes, APeerReadsButDoesNotArrange) {
    EXPECT_EQ(api_.as("ana").command(chart("/consents"), consent_body()).status, 403);
    EXPECT_EQ(api_.command(chart("/care-team"), "{}").status, 403);
    EXPECT_EQ(api_.get(chart("/care-team")).status, 200);
}

TEST_P(CareTeamRoutes, EveryReadSaysWhomItShowed) {
    api_.as("ana").get(chart("/care-team"));
    ASSERT_EQ(api_.reads().reads.size(), 1U);
    EXPECT_EQ(api_.reads().reads[0].operation, "list_care_team");
    EXPECT_TRUE(api_.reads().reads[0].participants.contains(to_string(participant_)));
}

TEST_P(CareTeamRoutes, AStrangersAnswerIsThatOfAPersonWhoDoesNotExist) {
    auto const given = api_.as("mo").command(chart("/consents"), consent_body());
    auto const consent = std::string(json::parse(given.body).at("id").as_string());
    auto const nobody = "/participants/" + to_string(new_id<Participant>());
    api_.as("stranger");
    for (std::string const list : {"/consents", "/care-team"}) {
        EXPECT_EQ(without_request_id(api_.get(chart(list))), without_request_id(api_.get(nobody + list)));
        EXPECT_EQ(api_.get(chart(list)).status, 404);
    }
    EXPECT_EQ(without_request_id(api_.command(chart("/consents"), consent_body())),
              without_request_id(api_.command(nobody + "/consents", consent_body())));
    auto const unknown = to_string(new_id<Consent>());
    EXPECT_EQ(without_request_id(api_.get("/consents/" + consent)),
              without_request_id(api_.get("/consents/" + unknown)));
    EXPECT_EQ(without_request_id(api_.command("/consents/" + consent + "/revoke", "{}", 1)),
              without_request_id(api_.command("/consents/" + unknown + "/revoke", "{}", 1)));
    EXPECT_EQ(api_.reads().reads.size(), 0U);
}

}  // namespace
}  // namespace cairn
