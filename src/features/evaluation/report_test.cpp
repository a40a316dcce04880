#include "features/evaluation/report.hpp"

#include <set>

#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

Problems problems_of(ReportRequest const& request, Columns const& columns = Columns()) {
    auto const report = compute_report(columns, request, end_of_2026());
    return report ? Problems{} : report.error().problems;
}

TEST(ReportRequests, WithAnUnknownDimensionAreToldTheAllowedOnes) {
    auto const problems = problems_of(by({"region", "moon"}));
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].field, "by");
    for (auto const name : dimension_names()) EXPECT_NE(problems[0].message.find(name), std::string::npos);
    EXPECT_EQ(problems[0].message.find("moon"), std::string::npos);
}

TEST(ReportRequests, HearOfAllProblemsAtOnce) {
    ReportRequest const request{.from = Date::parse("2026-02-01").value(),
                                .to = Date::parse("2026-01-31").value(),
                                .by = {"sex", "sex"},
                                .audience = "external"};
    std::set<std::string> codes;
    for (Problem const& problem : problems_of(request)) codes.insert(problem.code);
    EXPECT_EQ(codes, (std::set<std::string>{"repeated_dimension", "not_available", "after_to"}));
}

TEST(ReportRequests, ForAnExternalAudienceAreRefusedNotApproximated) {
    auto const problems = problems_of({.audience = "external"});
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems[0].message.find("suppress small cells"), std::string::npos);
    EXPECT_EQ(problems_of({.audience = "the press"})[0].code, "unknown_audience");
}

TEST(ReportRequests, MayCombineFourDimensionsAndNoMore) {
    EXPECT_TRUE(problems_of(by({"region", "site", "setting", "peer"})).empty());
    EXPECT_EQ(problems_of(by({"region", "site", "setting", "peer", "sex"}))[0].code, "too_many");
}

TEST(ReportRequests, MustNotStartTomorrow) {
    EXPECT_EQ(problems_of({.from = Date::parse("2027-01-01").value(), .to = Date::parse("2027-02-01").value()})[0].code,
              "in_the_future");
    EXPECT_TRUE(problems_of({.from = Date::parse("2026-12-31").value()}).empty());
}

TEST(ReportRequests, ThatGiveTooManyGroupsAreRefused) {
    ColumnsBuilder program;
    for (std::size_t i = 0; i < groups_max; ++i) {
        program.episode({.site = program.site({.name = std::to_string(i)})});
    }
    EXPECT_TRUE(problems_of(by({"site"}), program.columns).empty());
    program.episode({.site = program.site({.name = "one more"})});
    auto const report = compute_report(program.columns, by({"site"}), end_of_2026());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::too_large);
}

TEST(Reports, StartWithTheFirstRecordAndEndToday) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-03-01"});
    program.activity({.day = "2025-11-30"});
    program.contact({.day = "2026-01-01"});
    program.referral({.received_on = "2026-02-01"});
    auto const report = compute_report(program.columns, {}, end_of_2026()).value();
    EXPECT_EQ(to_string(report.from), "2025-11-30");
    EXPECT_EQ(to_string(report.to), "2026-12-31");
}

TEST(Reports, OfNothingCoverToday) {
    auto const report = compute_report(Columns(), {}, end_of_2026()).value();
    EXPECT_EQ(report.from, report.to);
}

TEST(Reports, KnowNothingAfterTodayWhateverTheyAreAsked) {
    ColumnsBuilder program;
    program.episode({.started_on = "2026-12-21"});
    EXPECT_EQ(figures_of<Retention>(program, "retention", up_to("2027-06-30")).curve.at(0).time, 10);
}

TEST(Reports, SplitByEveryDimension) {
    ColumnsBuilder program;
    auto const site = program.site({.name = "Harbor", .region = "north", .setting = "primary_care"});
    auto const person = program.participant(
        {.sex = "female", .race = "white", .ethnicity = "not_hispanic", .primary_substance = "alcohol"});
    program.episode({.participant = person,
                     .site = site,
                     .peer = program.peer("Robin"),
                     .pathway = "undecided",
                     .study_arm = "peer"});
    for (auto const& [dimension, value] :
         {std::pair("region", "north"), std::pair("site", "Harbor"), std::pair("setting", "primary_care"),
          std::pair("peer", "Robin"), std::pair("study_arm", "peer"), std::pair("pathway", "undecided"),
          std::pair("sex", "female"), std::pair("race", "white"), std::pair("ethnicity", "not_hispanic"),
          std::pair("primary_substance", "alcohol")}) {
        auto const groups = groups_of(program, "retention", by({dimension}));
        ASSERT_EQ(groups.size(), 1u);
        EXPECT_EQ(groups[0].by, (Labels{{dimension, value}}));
    }
}

TEST(Reports, TellTwoSitesOfOneNameApart) {
    ColumnsBuilder program;
    program.episode({.site = program.site({.name = "Harbor"})});
    program.episode({.site = program.site({.name = "Harbor"})});
    EXPECT_EQ(labels_of(groups_of(program, "retention", by({"site"}))),
              (std::vector<std::string>{"Harbor", "Harbor (2)"}));
}

TEST(Registry, ExplainsEveryMetric) {
    std::set<std::string_view> ids;
    for (Metric const& metric : metrics()) {
        EXPECT_TRUE(ids.insert(metric.id).second) << metric.id;
        for (auto const words : {metric.title, metric.unit, metric.definition, metric.numerator, metric.denominator,
                                 metric.exclusions, metric.source, metric.benchmark.text}) {
            EXPECT_FALSE(words.empty()) << metric.id;
        }
        EXPECT_TRUE(metric.benchmark.values.empty() || !metric.benchmark.source.empty()) << metric.id;
    }
    for (auto const id : {"enrolment_rate", "monthly_contact_coverage", "contact_mode_share", "contact_minutes",
                          "direct_time_share", "caseload", "retention", "time_to_first_contact", "contacts_per_year"}) {
        EXPECT_TRUE(ids.contains(id)) << id;
    }
    EXPECT_EQ(ids.size(), 18u);
}

}  // namespace
}  // namespace cairn::evaluation
