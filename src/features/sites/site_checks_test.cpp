#include <gtest/gtest.h>

#include "features/program/testing.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

Uuid uuid(char last) { return Uuid::parse(std::string("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e1") + last).value(); }

Site a_site() {
    Site site;
    site.id = {uuid('1')};
    site.name = "Northside Family Practice";
    site.setting.word = "primary_care";
    return site;
}

Staff somebody(Profession profession) {
    Staff staff;
    staff.id = {uuid('9')};
    staff.display_name = "Dr. Ada Cole";
    staff.role = Role::clinician;
    staff.profession = profession;
    staff.time_zone = "America/New_York";
    return staff;
}

Strings problems_of(Site site, CheckWorld const& world = {}, Site const* previous = nullptr) {
    Problems problems;
    complete_and_check(site, previous, world.context(), problems);
    return brief(problems);
}

Date day(std::string_view text) { return Date::parse(text).value(); }

TEST(SiteChecks, ASiteNeedsOnlyItsName) {
    EXPECT_EQ(problems_of(a_site()), Strings{});
    auto site = a_site();
    site.name = " ";
    EXPECT_EQ(problems_of(site), Strings{"name:required"});
}

TEST(SiteChecks, ASiteWithoutAZoneTakesTheProgramsOwn) {
    CheckWorld world;
    world.program().settings.time_zone = "America/Chicago";
    auto site = a_site();
    Problems problems;
    complete_and_check(site, nullptr, world.context(), problems);
    EXPECT_EQ(site.time_zone, "America/Chicago");
    EXPECT_TRUE(problems.empty());
}

TEST(SiteChecks, EveryBrokenFieldIsNamed) {
    auto site = a_site();
    site.setting.word = "moon";
    site.state = "Pennsylvania";
    site.zip = "1910";
    site.time_zone = "Mars/Base";
    EXPECT_EQ(problems_of(site), (Strings{"setting:not_in_list", "state:format", "zip:format", "time_zone:format"}));
}

TEST(SiteChecks, TheChampionIsAPcpWhoIsKnown) {
    auto site = a_site();
    site.champion_pcp_id = Id<Staff>{uuid('9')};
    EXPECT_EQ(problems_of(site), Strings{"champion_pcp_id:no_such_record"});
    CheckWorld with_pcp;
    with_pcp.add(somebody(Profession::pcp));
    EXPECT_EQ(problems_of(site, with_pcp), Strings{});
    CheckWorld with_nurse;
    with_nurse.add(somebody(Profession::nurse));
    EXPECT_EQ(problems_of(site, with_nurse), Strings{"champion_pcp_id:profession"});
}

TEST(SiteChecks, ReadinessIsAcceptedItemByItem) {
    auto site = a_site();
    site.readiness = {{.item = {"space"}, .done = true, .done_on = day("2026-08-03")}, {.item = {"policies"}}};
    EXPECT_EQ(problems_of(site), Strings{});
}

TEST(SiteChecks, ReadinessRefusesRepetitionsAndDaysThatCannotBe) {
    auto site = a_site();
    site.readiness = {{.item = {"space"}, .done_on = day("2026-08-01")},
                      {.item = {"space"}, .done = true, .done_on = day("2026-08-05")},
                      {.item = {"coffee"}}};
    EXPECT_EQ(problems_of(site), (Strings{"readiness[2].item:not_in_list", "readiness[0].done_on:order",
                                          "readiness[1].item:repeated", "readiness[1].done_on:future"}));
}

TEST(SiteChecks, ARetiredSettingStaysWithTheSiteThatHadIt) {
    auto site = a_site();
    site.setting.word = "poorhouse";
    EXPECT_EQ(problems_of(site), Strings{"setting:not_in_list"});
    auto const before = site;
    EXPECT_EQ(problems_of(site, {}, &before), Strings{});
}

}  // namespace
}  // namespace cairn
