#include <gtest/gtest.h>

#include <thread>

#include "features/program/testing.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

class StaffService : public OrganizationTest {
protected:
    Staff a_peer(std::string name = "Rosa Diaz") {
        Staff staff;
        staff.id = new_id<Staff>();
        staff.display_name = std::move(name);
        staff.role = Role::peer;
        staff.profession = Profession::peer;
        staff.employment = Employment::employee;
        staff.languages = split_words("en|es");
        staff.work_schedule = {{Weekday::monday, "08:30", "17:00"}};
        staff.caseload_min = 10;
        staff.caseload_max = 20;
        return staff;
    }
    Staff registered(std::string name = "Rosa Diaz") {
        auto const staff = a_peer(std::move(name));
        EXPECT_TRUE(register_staff(permit(), organization(), staff, key()));
        return stored(staff.id).value();
    }
};
INSTANTIATE_STORE_TESTS(StaffService);

TEST_P(StaffService, APeerIsRegisteredWithSiteAndSupervisors) {
    Site site;
    site.id = new_id<Site>();
    site.name = "Northside";
    ASSERT_TRUE(register_site(permit(), organization(), site, key()));
    auto const supervisor = registered("Sam Okafor");
    auto expected = a_peer();
    expected.fte = 1;
    expected.sites = {{site.id, 0.5}};
    expected.program_supervisor_id = supervisor.id;
    auto const written = register_staff(permit(), organization(), expected, key());
    ASSERT_TRUE(written) << to_string(written.error());
    expected.version = 1;
    expected.time_zone = "America/New_York";
    EXPECT_EQ(to_json(stored(expected.id).value()), to_json(expected));
    EXPECT_EQ(history(expected.id), Strings{"register_staff"});
}

TEST_P(StaffService, APeerWhoLeavesKeepsTheirFile) {
    auto staff = registered();
    staff.ended_on = Date::parse("2026-08-31").value();
    ASSERT_TRUE(edit_staff(permit(), organization(), staff, key()));
    EXPECT_EQ(stored(staff.id).value().ended_on, staff.ended_on);
    EXPECT_EQ(history(staff.id), (Strings{"register_staff", "edit_staff"}));
}

TEST_P(StaffService, ACircleOfSupervisionIsRefused) {
    auto first = registered("First");
    auto second = registered("Second");
    second.program_supervisor_id = first.id;
    ASSERT_TRUE(edit_staff(permit(), organization(), second, key()));
    first.program_supervisor_id = second.id;
    auto const refused = edit_staff(permit(), organization(), first, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"program_supervisor_id:circle"});
}

TEST_P(StaffService, TwoEditsAtTheSameTimeCannotCloseACircleTogether) {
    for (int round = 0; round < 10; ++round) {
        auto first = registered("First");
        auto second = registered("Second");
        first.program_supervisor_id = second.id;
        second.program_supervisor_id = first.id;
        auto const first_key = key();
        auto const second_key = key();
        bool first_done = false;
        bool second_done = false;
        {
            std::jthread const one(
                [&] { first_done = edit_staff(permit(), organization(), first, first_key).has_value(); });
            std::jthread const two(
                [&] { second_done = edit_staff(permit(), organization(), second, second_key).has_value(); });
        }
        EXPECT_NE(first_done, second_done);
    }
}

TEST_P(StaffService, AStaleEditAnswersWithBaseAndTheirs) {
    auto const seen = registered();
    auto theirs = seen;
    theirs.display_name = "Rosa Diaz-Lee";
    ASSERT_TRUE(edit_staff(permit(), organization(), theirs, key()));
    auto mine = seen;
    mine.caseload_max = 15;
    auto const refused = edit_staff(permit(), organization(), mine, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::stale_version);
    EXPECT_NE(refused.error().details_json.find("Rosa Diaz-Lee"), std::string::npos);
    EXPECT_NE(refused.error().details_json.find(R"("display_name":"Rosa Diaz")"), std::string::npos);
}

TEST_P(StaffService, NobodyWithoutThePermissionTouchesStaff) {
    EXPECT_EQ(register_staff(nobody(), organization(), a_peer(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(edit_staff(nobody(), organization(), registered(), key()).error().code, ErrorCode::not_allowed);
}

TEST_P(StaffService, AKeyIsGoodForOneRequest) {
    auto const staff = a_peer();
    ASSERT_TRUE(register_staff(permit(), organization(), staff, "once"));
    auto const again = register_staff(permit(), organization(), staff, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(register_staff(permit(), organization(), a_peer("Another"), "once").error().code, ErrorCode::key_reused);
}

}  // namespace
}  // namespace cairn
