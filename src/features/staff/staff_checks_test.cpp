#include <gtest/gtest.h>

#include "features/program/testing.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

Uuid uuid(char last) { return Uuid::parse(std::string("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e1") + last).value(); }

Staff a_peer(char last = '1') {
    Staff staff;
    staff.id = {uuid(last)};
    staff.display_name = "Rosa Diaz";
    staff.role = Role::peer;
    staff.profession = Profession::peer;
    staff.time_zone = "America/New_York";
    return staff;
}

Site a_site(char last) {
    Site site;
    site.id = {uuid(last)};
    site.name = "Northside";
    site.time_zone = "America/New_York";
    return site;
}

Strings problems_of(Staff staff, CheckWorld const& world = {}) {
    Problems problems;
    complete_and_check(staff, nullptr, world.context(), problems);
    return brief(problems);
}

TEST(StaffChecks, APeerNeedsOnlyANameAndARole) { EXPECT_EQ(problems_of(a_peer()), Strings{}); }

TEST(StaffChecks, EveryBrokenFieldIsNamed) {
    auto staff = a_peer();
    staff.email = "rosa";
    staff.fte = 3;
    staff.languages = split_words("en|klingon");
    staff.offers = split_words("veteran|astronaut");
    staff.caseload_min = 20;
    staff.caseload_max = 10;
    EXPECT_EQ(problems_of(staff), (Strings{"email:format", "fte:too_large", "languages:not_in_list",
                                           "offers:not_in_list", "caseload_max:order"}));
}

TEST(StaffChecks, AWeekOfWorkIsAccepted) {
    auto staff = a_peer();
    staff.work_schedule = {{Weekday::monday, "08:30", "12:00"},
                           {Weekday::monday, "12:00", "17:00"},
                           {Weekday::saturday, "18:00", "24:00"}};
    EXPECT_EQ(problems_of(staff), Strings{});
}

TEST(StaffChecks, HoursThatNoWeekHasAreRefused) {
    auto staff = a_peer();
    staff.work_schedule = {{Weekday::monday, "8:30", "24:01"},
                           {Weekday::monday, "09:60", "ab:cd"},
                           {Weekday::tuesday, "12:00", "12:00"},
                           {Weekday::friday, "08:00", "12:00"},
                           {Weekday::friday, "11:59", "13:00"}};
    EXPECT_EQ(problems_of(staff),
              (Strings{"work_schedule[0].from:format", "work_schedule[0].to:format", "work_schedule[1].from:format",
                       "work_schedule[1].to:format", "work_schedule[2].to:order", "work_schedule[4]:overlap"}));
}

TEST(StaffChecks, SharesOfTheSitesMayFillThePosition) {
    CheckWorld world;
    world.add(a_site('7'));
    world.add(a_site('8'));
    auto staff = a_peer();
    staff.fte = 0.3;
    staff.sites = {{{uuid('7')}, 0.1}, {{uuid('8')}, 0.2}};
    EXPECT_EQ(problems_of(staff, world), Strings{});
}

TEST(StaffChecks, SharesMustNotExceedThePositionNorNameASiteTwiceOrNone) {
    CheckWorld world;
    world.add(a_site('7'));
    auto staff = a_peer();
    staff.fte = 0.5;
    staff.sites = {{{uuid('7')}, 0.4}, {{uuid('7')}, 0.2}, {{uuid('8')}, std::nullopt}};
    EXPECT_EQ(problems_of(staff, world),
              (Strings{"sites[1].site_id:repeated", "sites[2].site_id:no_such_record", "sites:too_large"}));
}

TEST(StaffChecks, TwoSupervisorsAreNormal) {
    CheckWorld world;
    world.add(a_peer('2'));
    world.add(a_peer('3'));
    auto staff = a_peer();
    staff.program_supervisor_id = Id<Staff>{uuid('2')};
    staff.site_supervisor_id = Id<Staff>{uuid('3')};
    EXPECT_EQ(problems_of(staff, world), Strings{});
}

TEST(StaffChecks, NobodySupervisesThemselvesAndSupervisorsExist) {
    auto staff = a_peer();
    staff.program_supervisor_id = staff.id;
    staff.site_supervisor_id = Id<Staff>{uuid('3')};
    EXPECT_EQ(problems_of(staff), (Strings{"program_supervisor_id:self", "site_supervisor_id:no_such_record"}));
}

TEST(StaffChecks, ALineOfSupervisionNeverRunsInACircle) {
    auto second = a_peer('2');
    second.program_supervisor_id = Id<Staff>{uuid('3')};
    auto third = a_peer('3');
    third.program_supervisor_id = Id<Staff>{uuid('1')};
    CheckWorld world;
    world.add(second);
    world.add(third);
    auto staff = a_peer('1');
    staff.program_supervisor_id = second.id;
    EXPECT_EQ(problems_of(staff, world), Strings{"program_supervisor_id:circle"});
    // The other line is another matter: local work may be supervised by somebody whose practice one supervises.
    staff.program_supervisor_id.reset();
    staff.site_supervisor_id = third.id;
    EXPECT_EQ(problems_of(staff, world), Strings{});
}

TEST(StaffChecks, ACircleFurtherUpIsRefusedInsteadOfFollowedForever) {
    auto second = a_peer('2');
    second.site_supervisor_id = Id<Staff>{uuid('3')};
    auto third = a_peer('3');
    third.site_supervisor_id = second.id;
    CheckWorld world;
    world.add(second);
    world.add(third);
    auto staff = a_peer();
    staff.site_supervisor_id = second.id;
    EXPECT_EQ(problems_of(staff, world), Strings{"site_supervisor_id:circle"});
}

}  // namespace
}  // namespace cairn
