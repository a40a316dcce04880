#include "features/sites/site_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"

namespace cairn {
namespace {

class SiteRoutes : public RouteTest {
protected:
    SiteRoutes() : RouteTest(site_routes) {}
};
INSTANTIATE_STORE_TESTS(SiteRoutes);

TEST_P(SiteRoutes, EverybodyReadsThemAndThoseWhoMayKeepThem) {
    auto const added = api().as("mo").command("/sites", "{\"name\":\"Elm Street Hospital\",\"setting\":\"inpatient\"}");
    ASSERT_EQ(added.status, 201) << added.body;
    auto const id = text_at(added, "id");
    EXPECT_EQ(items_of(api().as("cleo").get("/sites"), "name"),
              (Strings{"Cedar Avenue Health Center", "Elm Street Hospital"}));
    EXPECT_EQ(items_of(api().get("/sites?setting=inpatient"), "id"), Strings{id});
    auto const read = api().get("/sites/" + id);
    EXPECT_EQ(read.header("ETag"), "\"1\"");
    EXPECT_EQ(api().edit("/sites/" + id, read.body, 1).status, 403);
    EXPECT_EQ(api().as("mo").edit("/sites/" + id, read.body, 1).status, 200);
    EXPECT_EQ(items_of(api().get("/sites/" + id + "/history"), "version"), (Strings{"2", "1"}));
    EXPECT_EQ(api().command("/sites", "{\"setting\":\"nowhere\"}").status, 422);
}

}  // namespace
}  // namespace cairn
