#include "features/caseloads/caseload_routes.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "features/caseloads/testing.hpp"
#include "http/testing.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

class CaseloadRoutes : public CaseloadTest {
protected:
    CaseloadRoutes() : api_(routes(), organization().clock()), robin_(episode_of(participant_, peer_)) {
        for (auto const& [name, id] : {std::pair{"ana", peer_}, {"ben", ben_}, {"sue", sue_}, {"eve", eve_}}) {
            api_.door().let_in(name, as(id));
        }
        api_.door().let_in("operator", permit());
    }
    Routes routes() {
        auto all = caseload_routes(organization());
        for (auto& route : worklist_routes(organization())) all.push_back(std::move(route));
        return all;
    }
    std::string cover_body() {
        return R"({"absent_staff_id":")" + to_string(peer_) + R"(","covering_staff_id":")" + to_string(ben_) +
               R"(","from":"2026-11-02","until":"2026-11-09"})";
    }
    std::string transfer_body(std::string const& more = {}) {
        return R"({"from_staff_id":")" + to_string(peer_) + R"(","to_staff_id":")" + to_string(ben_) + '"' + more + "}";
    }
    json::array items(HttpResponse const& response) { return json::parse(response.body).at("items").as_array(); }
    std::string id_in(HttpResponse const& response) {
        return std::string(json::parse(response.body).at("id").as_string());
    }
    std::string without_request_id(HttpResponse const& response) {
        auto body = json::parse(response.body).as_object();
        body.erase("request_id");
        return std::to_string(response.status) + json::serialize(body);
    }
    bool showed(std::string_view operation) {
        auto const& reads = api_.reads().reads;
        return !reads.empty() && reads.back().operation == operation &&
               reads.back().participants.contains(to_string(participant_));
    }

    ApiTester api_;
    Episode robin_;
};
INSTANTIATE_STORE_TESTS(CaseloadRoutes);

TEST_P(CaseloadRoutes, CoverIsArrangedListedAndCancelled) {
    auto const arranged = api_.as("sue").command("/covers", cover_body());
    ASSERT_EQ(arranged.status, 201) << arranged.body;
    for (auto const* name : {"sue", "ana", "ben", "operator"}) {
        EXPECT_EQ(items(api_.as(name).get("/covers?current=true")).size(), 1U) << name;
        EXPECT_EQ(api_.get("/covers/" + id_in(arranged)).header("ETag"), "\"1\"") << name;
    }
    EXPECT_EQ(items(api_.as("eve").get("/covers")).size(), 0U);
    EXPECT_EQ(api_.get("/covers/" + id_in(arranged)).status, 404);
    auto const cancel = "/covers/" + id_in(arranged) + "/cancel";
    EXPECT_EQ(api_.as("ben").command(cancel, "{}", 1).status, 403);
    EXPECT_EQ(api_.as("sue").command(cancel, "{}", 1).status, 200);
    EXPECT_EQ(items(api_.get("/covers?current=true")).size(), 0U);
    EXPECT_EQ(items(api_.get("/covers")).size(), 1U);
}

TEST_P(CaseloadRoutes, ATransferIsPreviewedAndDone) {
    auto const preview = api_.as("sue").post("/caseload-transfers/preview", transfer_body());
    ASSERT_EQ(preview.status, 200) << preview.body;
    EXPECT_EQ(json::parse(preview.body).at("episodes").as_int64(), 1);
    EXPECT_TRUE(showed("preview_caseload_transfer"));
    auto const done = api_.command("/caseload-transfers", transfer_body());
    ASSERT_EQ(done.status, 201) << done.body;
    auto const one = api_.get("/caseload-transfers/" + id_in(done));
    EXPECT_EQ(json::parse(one.body).at("moved").as_array().size(), 1U);
    EXPECT_TRUE(showed("read_caseload_transfer"));
    EXPECT_EQ(items(api_.get("/caseload-transfers"))[0].at("moved").as_int64(), 1);
    EXPECT_EQ(items(api_.as("eve").get("/caseload-transfers")).size(), 0U);
    EXPECT_EQ(api_.get("/caseload-transfers/" + id_in(done)).status, 404);
    EXPECT_EQ(api_.as("ana").get("/caseload-transfers").status, 403);
}

TEST_P(CaseloadRoutes, APlannedTransferIsCancelled) {
    auto const planned =
        api_.as("sue").command("/caseload-transfers", transfer_body(R"(,"effective_on":"2026-11-09")"));
    ASSERT_EQ(planned.status, 201) << planned.body;
    EXPECT_EQ(items(api_.get("/caseload-transfers?current=true")).size(), 1U);
    auto const cancel = "/caseload-transfers/" + id_in(planned) + "/cancel";
    EXPECT_EQ(api_.command(cancel, "{}").status, 428);
    EXPECT_EQ(api_.command(cancel, "{}", 1).status, 200);
    EXPECT_EQ(api_.command(cancel, "{}", 2).status, 409);
    EXPECT_EQ(items(api_.get("/caseload-transfers?current=true")).size(), 0U);
}

TEST_P(CaseloadRoutes, ATransferShowsOnlyThoseOfThePeopleItMovedWhomTheReaderMaySee) {
    auto const planned =
        api_.as("operator")
            .command("/caseload-transfers", transfer_body(R"(,"effective_on":"2026-11-09","items":[{"episode_id":")" +
                                                          to_string(robin_.id) + R"("}])"));
    ASSERT_EQ(planned.status, 201) << planned.body;
    auto const path = "/caseload-transfers/" + id_in(planned);
    EXPECT_EQ(json::parse(api_.as("sue").get(path).body).at("items").as_array().size(), 1U);
    change_staff(peer_, [](Staff& staff) { staff.program_supervisor_id.reset(); });
    // Sue still supervises Ben, who is to receive them, and may know of the transfer.
    auto const shown = json::parse(api_.get(path).body).as_object();
    EXPECT_EQ(shown.at("status").as_string(), "planned");
    EXPECT_FALSE(shown.contains("items"));
}

TEST_P(CaseloadRoutes, AProposalIsMadeForAReferralOneMaySee) {
    auto const referral = referral_of(somebody("Lou"), peer_);
    change_staff(ben_, [&](Staff& staff) { staff.sites = {{site_, std::nullopt}}; });
    auto const path = "/referrals/" + to_string(referral.id) + "/peer-proposal";
    auto const proposed = items(api_.as("sue").get(path));
    ASSERT_EQ(proposed.size(), 1U);
    EXPECT_EQ(proposed[0].at("display_name").as_string(), "Ben");
    EXPECT_FALSE(proposed[0].at("reasons").as_array().empty());
    auto const unknown = "/referrals/" + to_string(new_id<Referral>()) + "/peer-proposal";
    EXPECT_EQ(without_request_id(api_.as("eve").get(path)), without_request_id(api_.get(unknown)));
    EXPECT_EQ(api_.as("ana").get(path).status, 403);
}

TEST_P(CaseloadRoutes, WorklistsShowWhomOneMaySeeAndSaySo) {
    referral_of(participant_, peer_);
    api_.as("ana");
    EXPECT_EQ(items(api_.get("/worklists/caseload")).size(), 1U);
    EXPECT_TRUE(showed("list_caseload"));
    EXPECT_EQ(items(api_.get("/worklists/referrals-to-reach")).size(), 1U);
    EXPECT_TRUE(showed("list_referrals_to_reach"));
    EXPECT_EQ(items(api_.get("/worklists/overdue")).size(), 1U);
    EXPECT_TRUE(showed("list_overdue"));
    EXPECT_EQ(items(api_.get("/worklists/unassigned")).size(), 0U);
    auto const of_ana = "?staff_id=" + to_string(peer_);
    EXPECT_EQ(items(api_.as("sue").get("/worklists/caseload" + of_ana)).size(), 1U);
    EXPECT_EQ(items(api_.as("eve").get("/worklists/caseload" + of_ana)).size(), 0U);
    EXPECT_EQ(api_.as("ben").get("/worklists/caseload" + of_ana).status, 403);
    EXPECT_EQ(api_.get("/worklists/caseload?staff_id=ana").status, 422);
    EXPECT_EQ(api_.as("operator").get("/worklists/caseload").status, 422);
}

TEST_P(CaseloadRoutes, PagesOfAWorklistAreReachedByItsOwnCursorOnly) {
    referral_of(somebody("Lou"), peer_);
    referral_of(somebody("Mel"), peer_);
    auto const first = json::parse(api_.as("ana").get("/worklists/referrals-to-reach?limit=1").body);
    auto const cursor = std::string(first.at("next").as_string());
    auto const second = json::parse(api_.get("/worklists/referrals-to-reach?limit=1&cursor=" + cursor).body);
    EXPECT_EQ(second.at("items").as_array()[0].at("participant_name").as_string(), "Mel");
    EXPECT_TRUE(second.at("next").is_null());
    EXPECT_EQ(api_.get("/worklists/overdue?cursor=" + cursor).status, 422);
}

}  // namespace
}  // namespace cairn
