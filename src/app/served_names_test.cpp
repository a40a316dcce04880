#include "app/served_names.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

TEST(ServedNames, AreNamesHostsAndDatabases) {
    auto const served =
        parse_served_names({"north=sqlite:/srv/north.db", "south@south.example.org=postgresql://db/south?options=a=b"});
    ASSERT_TRUE(served) << to_string(served.error());
    EXPECT_EQ(served->at(0).name, "north");
    EXPECT_EQ(served->at(0).prefix(), "/north");
    EXPECT_EQ(served->at(0).database, "sqlite:/srv/north.db");
    EXPECT_EQ(served->at(1).host, "south.example.org");
    EXPECT_EQ(served->at(1).prefix(), "");
    EXPECT_EQ(served->at(1).database, "postgresql://db/south?options=a=b");
}

TEST(ServedNames, OneAloneStandsForTheWholeServer) {
    EXPECT_EQ(parse_served_names({"north=sqlite:n.db"})->front().prefix(), "");
    EXPECT_TRUE(parse_served_names({})->empty());
}

TEST(ServedNames, RefuseWhatCouldBeTakenForSomethingElse) {
    for (std::string const wrong :
         {"north", "north=", "=sqlite:n.db", "North=sqlite:n.db", "a/b=sqlite:n.db", "-a=sqlite:n.db",
          "api=sqlite:n.db", "metrics=sqlite:n.db", "a@=sqlite:n.db", "a@b c=sqlite:n.db", "..=sqlite:n.db"}) {
        EXPECT_FALSE(parse_served_names({wrong})) << wrong;
    }
    EXPECT_FALSE(parse_served_names({std::string(organization_name_characters_max + 1, 'a') + "=sqlite:n.db"}));
}

TEST(ServedNames, RefuseARepeatedNameHostOrDatabase) {
    EXPECT_FALSE(parse_served_names({"a=sqlite:1.db", "a=sqlite:2.db"}));
    EXPECT_FALSE(parse_served_names({"a=sqlite:1.db", "b=sqlite:1.db"}));
    EXPECT_FALSE(parse_served_names({"a@h=sqlite:1.db", "b@h=sqlite:2.db"}));
    EXPECT_TRUE(parse_served_names({"a@h=sqlite:1.db", "b@i=sqlite:2.db"}));
}

}  // namespace
}  // namespace cairn
