#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

TEST(CaseloadMetric, CountsEpisodesActiveAtTheCutOffByTheirPeer) {
    ColumnsBuilder program;
    auto const robin = program.peer("Robin");
    auto const sam = program.peer("Sam");
    program.peer("Nobody's peer yet");
    program.episode({.started_on = "2020-01-01", .peer = robin});
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-06-01", .peer = robin});
    program.episode({.started_on = "2026-05-31", .peer = robin});
    program.episode({.started_on = "2026-06-01", .peer = robin});
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-05-31", .peer = sam});
    program.episode({.started_on = "2026-01-01", .peer = sam});
    program.episode({.started_on = "2026-01-01"});
    ReportRequest const request{.from = Date::parse("2026-01-01").value(), .to = Date::parse("2026-05-31").value()};
    auto const figures = figures_of<Caseload>(program, "caseload", request);
    EXPECT_EQ(figures.quartiles.n, 2);
    EXPECT_EQ(figures.quartiles.numerator, 4);
    EXPECT_EQ(figures.min, 1);
    EXPECT_EQ(figures.max, 3);
    EXPECT_EQ(figures.quartiles.median, 2.0);
    EXPECT_EQ(figures.without_peer, 1);
}

TEST(CaseloadMetric, WithoutActiveEpisodesHasNoFigures) {
    ColumnsBuilder program;
    program.peer();
    auto const groups = groups_of(program, "caseload");
    EXPECT_FALSE(std::get<Caseload>(groups[0].figures).quartiles.median);
    EXPECT_FALSE(std::get<Caseload>(groups[0].figures).max);
    EXPECT_FALSE(groups[0].reason.empty());
}

}  // namespace
}  // namespace cairn::evaluation
