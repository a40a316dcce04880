#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

Enrolment enrolment(ColumnsBuilder const& program, ReportRequest const& request = {}) {
    return figures_of<Enrolment>(program, "enrolment_rate", request);
}

TEST(EnrolmentRate, CountsOpenReferralsAsReceivedAndLeavesDuplicatesOut) {
    ColumnsBuilder program;
    program.referral({.status = "enrolled", .decided_on = "2026-01-10"});
    program.referral({.status = "declined", .decided_on = "2026-01-10"});
    program.referral({.status = "reaching_out"});
    program.referral({.status = "unreachable", .decided_on = "2026-02-10"});
    program.referral({.status = "duplicate", .decided_on = "2026-01-02"});
    auto const figures = enrolment(program);
    EXPECT_EQ(figures.all.numerator, 1);
    EXPECT_EQ(figures.all.denominator, 4);
    EXPECT_EQ(figures.all.value, .25);
    EXPECT_EQ(figures.open, 1);
}

TEST(EnrolmentRate, DoesNotKnowWhatWasDecidedAfterTheCutOff) {
    ColumnsBuilder program;
    program.referral({.received_on = "2026-03-01", .status = "enrolled", .decided_on = "2026-03-20"});
    program.referral({.received_on = "2026-03-01", .status = "declined", .decided_on = "2026-03-21"});
    program.referral({.received_on = "2026-03-01", .status = "duplicate", .decided_on = "2026-03-21"});
    program.referral({.received_on = "2026-03-21", .status = "received"});
    auto const figures = enrolment(program, up_to("2026-03-20"));
    EXPECT_EQ(figures.all.numerator, 1);
    EXPECT_EQ(figures.all.denominator, 3);
    EXPECT_EQ(figures.open, 2);
}

TEST(EnrolmentRate, TakesTheDayOfEnrolmentFromTheEpisodeThatNamesTheReferral) {
    ColumnsBuilder program;
    auto const referral = program.referral({.received_on = "2026-03-01", .status = "enrolled"});
    program.episode({.started_on = "2026-04-01", .referral = referral});
    EXPECT_EQ(enrolment(program, up_to("2026-03-31")).open, 1);
    EXPECT_EQ(enrolment(program, up_to("2026-04-01")).all.numerator, 1);
    // 31 days after receipt
    EXPECT_EQ(enrolment(program, up_to("2026-04-01")).within_30_days.numerator, 0);
    EXPECT_EQ(enrolment(program, up_to("2026-04-01")).within_30_days.denominator, 1);
}

TEST(EnrolmentRate, CountsAnOpenReferralThatAnEpisodeNamesAsEnrolled) {
    ColumnsBuilder program;
    auto const referral = program.referral({.received_on = "2026-03-01", .status = "received"});
    program.episode({.started_on = "2026-03-05", .referral = referral});
    EXPECT_EQ(enrolment(program).all.numerator, 1);
    EXPECT_EQ(enrolment(program).open, 0);
}

TEST(EnrolmentRate, LooksAtThirtyDaysOnlyWhereThirtyDaysHavePassed) {
    ColumnsBuilder program;
    program.referral({.received_on = "2026-03-01", .status = "enrolled", .decided_on = "2026-03-31"});  // day 30
    program.referral({.received_on = "2026-03-01", .status = "enrolled"});  // nobody knows when
    program.referral({.received_on = "2026-03-02", .status = "enrolled", .decided_on = "2026-03-02"});
    auto const figures = enrolment(program, up_to("2026-03-31"));
    EXPECT_EQ(figures.all.numerator, 3);
    EXPECT_EQ(figures.within_30_days.numerator, 1);
    EXPECT_EQ(figures.within_30_days.denominator, 2);
}

TEST(EnrolmentRate, OfNoReferralsHasNoValueAndSaysWhy) {
    auto const groups = groups_of(ColumnsBuilder(), "enrolment_rate");
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_FALSE(std::get<Enrolment>(groups[0].figures).all.value);
    EXPECT_FALSE(groups[0].reason.empty());
}

TEST(EnrolmentRate, GroupsByTheReferralsOwnSettingAndSubstanceFirst) {
    ColumnsBuilder program;
    auto const site = program.site({.setting = "primary_care"});
    auto const person = program.participant({.primary_substance = "alcohol"});
    program.referral({.participant = person, .site = site, .setting = "inpatient", .primary_substance = "fentanyl"});
    program.referral({.participant = person, .site = site});
    EXPECT_EQ(labels_of(groups_of(program, "enrolment_rate", by({"setting", "primary_substance"}))),
              (std::vector<std::string>{"inpatient/fentanyl", "primary_care/alcohol"}));
}

TEST(EnrolmentRate, TakesArmSiteAndPeerFromTheEpisodeWhenTheReferralHasNone) {
    ColumnsBuilder program;
    auto const referral = program.referral({.status = "enrolled"});
    program.episode({.site = program.site({.name = "Harbor"}),
                     .peer = program.peer("Robin"),
                     .referral = referral,
                     .study_arm = "peer"});
    program.referral({.status = "ineligible"});
    EXPECT_EQ(labels_of(groups_of(program, "enrolment_rate", by({"study_arm", "site", "peer"}))),
              (std::vector<std::string>{"peer/Harbor/Robin", "unknown/unknown/unknown"}));
}

}  // namespace
}  // namespace cairn::evaluation
