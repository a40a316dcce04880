#include <gtest/gtest.h>

#include "features/program/testing.hpp"
#include "features/sites/site.hpp"

namespace cairn {
namespace {

class SiteService : public OrganizationTest {
protected:
    Site a_site(std::string name = "Northside Family Practice") {
        Site site;
        site.id = new_id<Site>();
        site.name = std::move(name);
        site.setting.word = "primary_care";
        site.region = "north";
        site.coverage_model = CoverageModel::group;
        site.readiness = {{.item = {"space"}, .done = true, .note = "Room 4"}};
        return site;
    }
    Site registered() {
        auto const site = a_site();
        EXPECT_TRUE(register_site(permit(), organization(), site, key()));
        return stored(site.id).value();
    }
};
INSTANTIATE_STORE_TESTS(SiteService);

TEST_P(SiteService, ARegisteredSiteIsStoredAsGiven) {
    auto expected = a_site();
    auto const written = register_site(permit(), organization(), expected, key());
    ASSERT_TRUE(written) << to_string(written.error());
    EXPECT_EQ(written->result, R"({"id":")" + to_string(expected.id) + R"(","version":1})");
    expected.version = 1;
    expected.time_zone = "America/New_York";
    EXPECT_EQ(to_json(stored(expected.id).value()), to_json(expected));
    EXPECT_EQ(history(expected.id), Strings{"register_site"});
}

TEST_P(SiteService, ASiteWithoutAnIdGetsOne) {
    auto site = a_site();
    site.id = {};
    auto const first = register_site(permit(), organization(), site, "once");
    auto const again = register_site(permit(), organization(), site, "once");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
}

TEST_P(SiteService, AnIdThatIsTakenIsRefused) {
    auto const site = registered();
    EXPECT_EQ(register_site(permit(), organization(), site, key()).error().code, ErrorCode::already_exists);
}

TEST_P(SiteService, AnEditReplacesTheWholeSiteAndKeepsItsHistory) {
    auto site = registered();
    site.name = "Northside Health Center";
    site.region.reset();
    ASSERT_TRUE(edit_site(permit(), organization(), site, key()));
    site.version = 2;
    EXPECT_EQ(to_json(stored(site.id).value()), to_json(site));
    EXPECT_EQ(history(site.id), (Strings{"register_site", "edit_site"}));
}

TEST_P(SiteService, AStaleEditAnswersWithBaseAndTheirs) {
    auto const seen = registered();
    auto theirs = seen;
    theirs.name = "Their name";
    ASSERT_TRUE(edit_site(permit(), organization(), theirs, key()));
    auto mine = seen;
    mine.city = "Philadelphia";
    auto const refused = edit_site(permit(), organization(), mine, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::stale_version);
    EXPECT_NE(refused.error().details_json.find("Their name"), std::string::npos);
    EXPECT_NE(refused.error().details_json.find(seen.name), std::string::npos);
}

TEST_P(SiteService, AnEditStatesTheVersionItSawOfASiteThatExists) {
    auto site = registered();
    site.version = 0;
    EXPECT_EQ(edit_site(permit(), organization(), site, key()).error().code, ErrorCode::version_required);
    auto other = a_site();
    other.version = 1;
    EXPECT_EQ(edit_site(permit(), organization(), other, key()).error().code, ErrorCode::not_found);
}

TEST_P(SiteService, ARefusedSiteLeavesNothingBehind) {
    auto site = a_site();
    site.setting.word = "moon";
    site.zip = "x";
    auto const refused = register_site(permit(), organization(), site, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), (Strings{"setting:not_in_list", "zip:format"}));
    EXPECT_FALSE(stored(site.id));
    EXPECT_EQ(history(site.id), Strings{});
}

TEST_P(SiteService, NobodyWithoutThePermissionTouchesASite) {
    EXPECT_EQ(register_site(nobody(), organization(), a_site(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(edit_site(nobody(), organization(), registered(), key()).error().code, ErrorCode::not_allowed);
}

TEST_P(SiteService, AKeyIsGoodForOneRequest) {
    auto const site = a_site();
    ASSERT_TRUE(register_site(permit(), organization(), site, "once"));
    auto const again = register_site(permit(), organization(), site, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(register_site(permit(), organization(), a_site("Another"), "once").error().code, ErrorCode::key_reused);
}

}  // namespace
}  // namespace cairn
