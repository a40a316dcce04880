#include "features/home/home.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cairn {
namespace {

Home home_as(Role role) { return home_of(authorize_holder("account", "staff", role, {}), "A program"); }

bool offers(Home const& home, std::string_view path) {
    return std::any_of(home.items.begin(), home.items.end(), [&](auto const& item) { return item.path == path; });
}

TEST(Home, SaysToEveryRoleWhatItIsFor) {
    for (auto const role : all_roles) {
        auto const home = home_as(role);
        EXPECT_EQ(home.role, to_string(role));
        EXPECT_TRUE(home.sentence.ends_with('.')) << home.role;
    }
}

TEST(Home, OffersPeersTheirDayAndManagersTheReport) {
    EXPECT_TRUE(offers(home_as(Role::peer), "/worklists/caseload"));
    EXPECT_FALSE(offers(home_as(Role::peer), "/report"));
    EXPECT_TRUE(offers(home_as(Role::manager), "/report"));
    EXPECT_TRUE(offers(home_as(Role::admin), "/access-log"));
    EXPECT_FALSE(offers(home_as(Role::admin), "/participants"));
}

TEST(Home, TellsEvaluatorsAndFinanceWhatTheyMaySeeToday) {
    for (auto const role : {Role::evaluator, Role::finance}) {
        auto const home = home_as(role);
        EXPECT_TRUE(offers(home, "/metric-definitions"));
        EXPECT_FALSE(offers(home, "/report"));
        EXPECT_NE(home.sentence.find("no part of this role"), std::string::npos);
    }
}

}  // namespace
}  // namespace cairn
