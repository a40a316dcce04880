#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

std::vector<Share> months(ColumnsBuilder const& program, ReportRequest const& request = {}) {
    return figures_of<MonthlyCoverage>(program, "monthly_contact_coverage", request).months;
}

TEST(MonthlyContactCoverage, CountsAMonthFromItsFirstToItsLastDay) {
    ColumnsBuilder program;
    auto const person = program.participant_of(program.episode({.started_on = "2026-01-01"}));
    program.contact({.participant = person, .day = "2026-01-30"});  // day 29: month 1
    program.contact({.participant = person, .day = "2026-03-02"});  // day 60: month 3
    auto const by_month = months(program);
    ASSERT_EQ(by_month.size(), 6u);
    EXPECT_EQ(by_month[0].numerator, 1);
    EXPECT_EQ(by_month[1].numerator, 0);
    EXPECT_EQ(by_month[2].numerator, 1);
    EXPECT_EQ(by_month[5].denominator, 1);
}

TEST(MonthlyContactCoverage, LooksOnlyAtMonthsThatHaveFullyPassed) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-01-01"});
    EXPECT_EQ(months(program, up_to("2026-01-29"))[0].denominator, 0);
    EXPECT_FALSE(months(program, up_to("2026-01-29"))[0].value);
    EXPECT_EQ(months(program, up_to("2026-01-30"))[0].denominator, 1);
    EXPECT_EQ(months(program, up_to("2026-01-30"))[1].denominator, 0);
}

TEST(MonthlyContactCoverage, KeepsAnEpisodeInTheMonthInWhichItEnded) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-01-31"});  // day 30
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-01-30"});
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-01-01"});
    auto const by_month = months(program);
    EXPECT_EQ(by_month[0].denominator, 3);
    EXPECT_EQ(by_month[1].denominator, 1);
    EXPECT_EQ(by_month[2].denominator, 0);
}

TEST(MonthlyContactCoverage, TakesAnEpisodeThatEndedAfterTheCutOffAsActive) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-01-01", .ended_on = "2026-03-05"});
    EXPECT_EQ(months(program, up_to("2026-03-01"))[1].denominator, 1);
}

TEST(MonthlyContactCoverage, CountsMeetingsAndCallsThatReachedThePerson) {
    for (auto const& [mode, outcome, counts] :
         {std::tuple("in_person", "reached", 1), std::tuple("phone", "reached", 1), std::tuple("video", "reached", 1),
          std::tuple("text", "reached", 0), std::tuple("unknown", "reached", 0), std::tuple("phone", "no_answer", 0),
          std::tuple("phone", "unknown", 0)}) {
        ColumnsBuilder program;
        auto const person = program.participant_of(program.episode({.started_on = "2026-01-01"}));
        program.contact({.participant = person, .day = "2026-01-05", .mode = mode, .outcome = outcome});
        EXPECT_EQ(months(program)[0].numerator, counts) << mode << " " << outcome;
    }
}

TEST(MonthlyContactCoverage, TakesEpisodesByTheirStartAndContactsByTheirDate) {
    ColumnsBuilder program;
    program.episode({.started_on = "2025-12-31"});
    auto const episode = program.episode({.started_on = "2026-01-01"});
    auto const person = program.participant_of(episode);
    auto const other_episode = program.episode({.participant = person, .started_on = "2024-01-01"});
    program.contact({.participant = person, .day = "2026-01-02", .episode = other_episode});
    ReportRequest const of_2026{.from = Date::parse("2026-01-01").value()};
    EXPECT_EQ(months(program, of_2026)[0].denominator, 1);
    EXPECT_EQ(months(program, of_2026)[0].numerator, 1);
}

}  // namespace
}  // namespace cairn::evaluation
