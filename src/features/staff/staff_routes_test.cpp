#include "features/staff/staff_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"

namespace cairn {
namespace {

class StaffRoutes : public RouteTest {
protected:
    StaffRoutes() : RouteTest(staff_routes) {
        auto ana = *stored(peer_);
        ana.email = "ana@example.org";
        ana.sites = {{.site_id = site_, .fte = 0.5}};
        edit_staff(permit(), organization(), ana, key()).value();
        api().door().let_in("ada", holder(manager_, Role::admin));
    }
};
INSTANTIATE_STORE_TESTS(StaffRoutes);

TEST_P(StaffRoutes, TheDirectoryShowsWhatColleaguesMayKnow) {
    auto const list = api().as("cleo").get("/staff?role=peer");
    EXPECT_EQ(items_of(list, "display_name"), (Strings{"Ana", "Bea"}));
    EXPECT_EQ(list.body.find("example.org"), std::string::npos);
    EXPECT_EQ(list.body.find("fte"), std::string::npos);
    EXPECT_EQ(items_of(api().get("/staff?site_id=" + to_string(site_)), "display_name"), Strings{"Ana"});
    auto const one = api().get(path("/staff/", peer_));
    EXPECT_EQ(text_at(one, "display_name"), "Ana");
    EXPECT_EQ(one.body.find("example.org"), std::string::npos);
    auto const first = api().get("/staff?limit=2");
    EXPECT_EQ(items_of(api().get("/staff?limit=2&cursor=" + text_at(first, "next")), "display_name"),
              (Strings{"Cleo", "Mo"}));
}

TEST_P(StaffRoutes, AFileIsReadByItsHolderTheirSupervisorAndWhoKeepsFiles) {
    for (std::string const who : {"ana", "sol", "mo", "ada"}) {
        auto const file = api().as(who).get(path("/staff/", peer_, "/file"));
        EXPECT_EQ(text_at(file, "email"), "ana@example.org") << who;
        EXPECT_EQ(api().get(path("/staff/", peer_, "/file/history")).status, 200) << who;
    }
    for (std::string const who : {"bea", "cleo"}) {
        EXPECT_EQ(api().as(who).get(path("/staff/", peer_, "/file")).status, 404) << who;
        EXPECT_EQ(api().get(path("/staff/", peer_, "/file/history")).status, 404) << who;
    }
}

TEST_P(StaffRoutes, FilesAreKeptByThoseWhoMay) {
    auto const file = api().as("ada").get(path("/staff/", peer_, "/file"));
    auto const version = stored(peer_)->version;
    EXPECT_EQ(file.header("ETag"), '"' + std::to_string(version) + '"');
    EXPECT_EQ(api().edit(path("/staff/", peer_, "/file"), file.body, version).status, 200);
    EXPECT_EQ(api().edit(path("/staff/", peer_, "/file"), file.body, version).status, 412);
    EXPECT_EQ(api().as("sol").edit(path("/staff/", peer_, "/file"), file.body, version).status, 403);
    auto const added = api().as("mo").command("/staff", "{\"display_name\":\"Dee\",\"role\":\"peer\"}");
    EXPECT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(api().command("/staff", "{\"display_name\":\"Dee\",\"role\":\"queen\"}").status, 422);
}

}  // namespace
}  // namespace cairn
