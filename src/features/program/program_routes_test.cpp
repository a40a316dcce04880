#include "features/program/program_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"

namespace cairn {
namespace {

class ProgramRoutes : public RouteTest {
protected:
    ProgramRoutes() : RouteTest(program_routes) {}
};
INSTANTIATE_STORE_TESTS(ProgramRoutes);

TEST_P(ProgramRoutes, SettingsAreReadByAllAndChangedByThoseWhoMay) {
    auto const read = api().as("cleo").get("/settings");
    EXPECT_EQ(read.header("ETag"), "\"1\"");
    EXPECT_EQ(boost::json::value_to<int>(json_of(read).at("episode_days")), 180);
    EXPECT_EQ(api().edit("/settings", read.body, 1).status, 403);
    auto changed = json_of(read);
    changed["episode_days"] = 200;
    EXPECT_EQ(api().as("mo").edit("/settings", boost::json::serialize(changed), 1).status, 200);
    EXPECT_EQ(api().edit("/settings", boost::json::serialize(json_of(api().get("/settings"))), 0 + 2).status, 200);
    changed.erase("version");
    EXPECT_EQ(api().edit("/settings", boost::json::serialize(changed), 1).status, 412);
    EXPECT_EQ(items_of(api().get("/settings/history"), "command").back(), "seed_program");
    EXPECT_EQ(items_of(api().get("/settings/history"), "actor").back(), "cairn");
}

TEST_P(ProgramRoutes, WordsAreListedAddedAndRetired) {
    auto const list = api().as("cleo").get("/code-list-entries?list=contact_mode");
    EXPECT_EQ(items_of(list, "word"), (Strings{"in_person", "phone", "text", "video"}));
    auto const word =
        "{\"list\":\"contact_mode\",\"word\":\"letter\",\"display\":\"Letter\",\"active\":true,\"source\":\"our own\"}";
    EXPECT_EQ(api().command("/code-list-entries", word).status, 403);
    auto const added = api().as("mo").command("/code-list-entries", word);
    ASSERT_EQ(added.status, 201) << added.body;
    auto const at = "/code-list-entries/" + text_at(added, "id");
    auto const retired = "{\"list\":\"contact_mode\",\"word\":\"letter\",\"display\":\"Letter\",\"active\":false,"
                         "\"source\":\"our own\"}";
    EXPECT_EQ(api().send("PUT", at, retired, {{"Idempotency-Key", "k"}}).status, 428);
    EXPECT_EQ(api().edit(at, retired, 1).status, 200);
    EXPECT_EQ(api().edit(at, retired, 1).status, 412);
    EXPECT_EQ(items_of(api().get(at + "/history"), "changes").front(),
              "[{\"field\":\"active\",\"before\":true,\"after\":false}]");
}

}  // namespace
}  // namespace cairn
