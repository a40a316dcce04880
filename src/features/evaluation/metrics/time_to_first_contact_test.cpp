#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

FirstContact first_contact(ColumnsBuilder const& program, ReportRequest const& request = {}) {
    return figures_of<FirstContact>(program, "time_to_first_contact", request);
}

// A referral of 2026-01-01 whose participant was reached so many days later.
Index reached_after(ColumnsBuilder& program, int days) {
    auto const person = program.participant();
    std::string const on = to_string(Date{day("2026-01-01") + days});
    program.contact({.participant = person, .day = on});
    return program.referral({.participant = person});
}

TEST(TimeToFirstContact, GivesTheDaysByWhichAQuarterAHalfAndThreeQuartersWereReached) {
    ColumnsBuilder program;
    for (int const days : {0, 2, 5, 9}) reached_after(program, days);
    auto const figures = first_contact(program);
    EXPECT_EQ(figures.quartiles.n, 4);
    EXPECT_EQ(figures.quartiles.q1, 0.0);
    EXPECT_EQ(figures.quartiles.median, 2.0);
    EXPECT_EQ(figures.quartiles.q3, 5.0);
}

TEST(TimeToFirstContact, LetsDecliningAndIneligibilityCompete) {
    ColumnsBuilder program;
    reached_after(program, 1);
    reached_after(program, 4);
    program.referral({.status = "declined", .decided_on = "2026-01-03"});
    program.referral({.status = "ineligible"});  // no day: on the day of receipt
    auto const figures = first_contact(program);
    EXPECT_EQ(figures.quartiles.numerator, 2);
    EXPECT_EQ(figures.quartiles.median, 4.0);
    EXPECT_EQ(figures.quartiles.q3, std::nullopt);
    auto const& week = figures.incidence_at.at(4);
    EXPECT_EQ(week.day, 14);
    EXPECT_EQ(week.first_contact, .5);
    EXPECT_EQ(week.declined, .25);
    EXPECT_EQ(week.ineligible, .25);
}

TEST(TimeToFirstContact, FollowsOtherReferralsToTheCutOff) {
    ColumnsBuilder program;
    reached_after(program, 1);
    program.referral({.status = "unreachable", .decided_on = "2026-01-05"});
    auto const figures = first_contact(program, up_to("2026-01-11"));
    EXPECT_EQ(figures.incidence_at.at(3).at_risk, 1);  // day 7
    EXPECT_EQ(figures.incidence_at.at(3).first_contact, .5);
    EXPECT_EQ(figures.incidence_at.at(4).first_contact, std::nullopt);  // day 14: nobody was followed so long
}

TEST(TimeToFirstContact, TakesNoTextNoAttemptAndNothingBeforeReceipt) {
    ColumnsBuilder program;
    auto const person = program.participant();
    program.referral({.participant = person, .received_on = "2026-01-10"});
    program.contact({.participant = person, .day = "2026-01-09"});
    program.contact({.participant = person, .day = "2026-01-11", .mode = "text"});
    program.contact({.participant = person, .day = "2026-01-12", .outcome = "no_answer"});
    program.contact({.participant = person, .day = "2026-01-14", .mode = "unknown"});
    EXPECT_EQ(first_contact(program).quartiles.median, 4.0);
}

TEST(TimeToFirstContact, CountsAContactOnTheDayOfDecliningAndNoneAfterIt) {
    ColumnsBuilder program;
    auto const one = program.participant();
    program.referral({.participant = one, .status = "declined", .decided_on = "2026-01-04"});
    program.contact({.participant = one, .day = "2026-01-04"});
    auto const other = program.participant();
    program.referral({.participant = other, .status = "declined", .decided_on = "2026-01-04"});
    program.contact({.participant = other, .day = "2026-01-05"});
    EXPECT_EQ(first_contact(program).quartiles.numerator, 1);
}

TEST(TimeToFirstContact, BelievesTheReferralOnlyWhileNoContactIsKnown) {
    ColumnsBuilder program;
    auto const one = program.participant();
    program.referral({.participant = one, .first_contact_on = "2026-01-03"});
    EXPECT_EQ(first_contact(program).quartiles.median, 2.0);
    program.contact({.participant = one, .day = "2026-01-06"});
    EXPECT_EQ(first_contact(program).quartiles.median, 5.0);
}

TEST(TimeToFirstContact, OfNobodyIsAbsent) {
    auto const figures = first_contact(ColumnsBuilder());
    EXPECT_EQ(figures.quartiles.n, 0);
    EXPECT_FALSE(figures.quartiles.median);
    EXPECT_FALSE(figures.incidence_at.front().first_contact);
}

}  // namespace
}  // namespace cairn::evaluation
