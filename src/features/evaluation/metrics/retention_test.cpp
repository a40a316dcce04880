#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

Retention retention_of(ColumnsBuilder const& program, ReportRequest const& request = {}) {
    return figures_of<Retention>(program, "retention", request);
}

TEST(RetentionMetric, CountsEveryEndButCompletionAsAnEvent) {
    ColumnsBuilder program;
    for (auto const reason :
         {"completed", "disengaged", "withdrew", "transferred", "incarcerated", "deceased", "unknown"}) {
        program.episode({.started_on = "2026-01-01", .ended_on = "2026-02-01", .end_reason = reason});
    }
    auto const figures = retention_of(program);
    EXPECT_EQ(figures.n, 7);
    EXPECT_EQ(figures.events, 6);
    ASSERT_EQ(figures.curve.size(), 1u);
    EXPECT_EQ(figures.curve[0].time, 31);
    EXPECT_EQ(figures.curve[0].censored, 1);
}

TEST(RetentionMetric, FollowsWhoIsActiveAtTheCutOffUpToIt) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-03-02"});
    program.episode({.started_on = "2026-01-11"});
    auto const figures = retention_of(program, up_to("2026-03-01"));
    EXPECT_EQ(figures.events, 0);
    ASSERT_EQ(figures.curve.size(), 2u);
    EXPECT_EQ(figures.curve[0].time, 49);
    EXPECT_EQ(figures.curve[1].time, 59);
}

TEST(RetentionMetric, CountsAnEndOnTheFirstDay) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-01-01"});
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-07-01", .end_reason = "completed"});
    auto const figures = retention_of(program);
    EXPECT_EQ(figures.curve[0].time, 0);
    EXPECT_EQ(figures.curve[0].at_risk, 2);
    EXPECT_EQ(figures.curve[0].survival, .5);
    EXPECT_EQ(figures.survival_at[0].survival, .5);
}

TEST(RetentionMetric, TakesEachPersonsFirstEpisodeInThePeriod) {
    ColumnsBuilder program;
    auto const person = program.participant();
    program.episode({.participant = person, .started_on = "2026-05-01"});
    program.episode({.participant = person, .started_on = "2026-03-01", .ended_on = "2026-03-11"});
    program.episode({.participant = person, .started_on = "2025-03-01", .ended_on = "2025-03-02"});
    auto const all = retention_of(program);
    EXPECT_EQ(all.n, 1);
    EXPECT_EQ(all.curve[0].time, 1);
    auto const of_2026 = retention_of(program, {.from = Date::parse("2026-01-01").value()});
    EXPECT_EQ(of_2026.n, 1);
    EXPECT_EQ(of_2026.curve[0].time, 10);
}

TEST(RetentionMetric, OfOnePersonWhoStaysHasNoMedianAndNoLimits) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-12-01"});
    auto const groups = groups_of(program, "retention");
    auto const figures = std::get<Retention>(groups[0].figures);
    EXPECT_FALSE(figures.median.time);
    EXPECT_FALSE(groups[0].reason.empty());
    EXPECT_EQ(figures.survival_at[0].survival, 1.0);  // day 30, the day of the cut-off
    EXPECT_FALSE(figures.survival_at[0].lower);
    EXPECT_FALSE(figures.survival_at[1].survival);  // day 60
}

TEST(RetentionMetric, OfNobodyIsOneEmptyGroup) {
    auto const figures = retention_of(ColumnsBuilder());
    EXPECT_EQ(figures.n, 0);
    EXPECT_TRUE(figures.curve.empty());
    EXPECT_EQ(figures.survival_at.size(), 6u);
}

TEST(RetentionMetric, OfNobodyByADimensionIsNoGroup) {
    EXPECT_TRUE(groups_of(ColumnsBuilder(), "retention", by({"sex"})).empty());
}

}  // namespace
}  // namespace cairn::evaluation
