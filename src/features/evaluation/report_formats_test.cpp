#include "features/evaluation/report_formats.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"
#include "record/csv_reader.hpp"

namespace cairn::evaluation {
namespace {

// Names that a browser or a spreadsheet would take for something else.
ColumnsBuilder hostile_program() {
    ColumnsBuilder program;
    auto const site = program.site({.name = "<script>alert('x')</script> & \"co\"", .region = "=1+1"});
    auto const referral = program.referral({.received_on = "2026-01-01", .status = "enrolled", .site = site});
    auto const episode =
        program.episode({.started_on = "2026-01-01", .ended_on = "2026-02-01", .site = site, .referral = referral});
    program.episode({.started_on = "2026-01-01", .site = site});
    program.contact({.participant = program.participant_of(episode), .day = "2026-01-02", .minutes = 20});
    return program;
}

Report report_on(ColumnsBuilder const& program, std::vector<std::string> dimensions) {
    auto context = end_of_2026();
    context.organization = "Harbor & <Sons>";
    return compute_report(program.columns, by(std::move(dimensions)), context).value();
}

boost::json::object json_of(ColumnsBuilder const& program, std::vector<std::string> dimensions = {}) {
    return boost::json::parse(to_json(report_on(program, std::move(dimensions)))).as_object();
}

boost::json::object metric_of(boost::json::object const& report, std::string_view id) {
    for (auto const& metric : report.at("metrics").as_array()) {
        if (metric.at("id").as_string() == id) return metric.as_object();
    }
    throw std::logic_error("no such metric");
}

boost::json::object first_group(boost::json::object const& report, std::string_view id) {
    return metric_of(report, id).at("groups").as_array().at(0).as_object();
}

std::vector<std::string> keys(boost::json::object const& object) {
    std::vector<std::string> names;
    for (auto const& member : object) names.emplace_back(member.key());
    return names;
}

TEST(ReportJson, HasTheStableShape) {
    auto const report = json_of(hostile_program());
    EXPECT_EQ(keys(report), (std::vector<std::string>{"organization", "from", "to", "generated_at", "audience",
                                                      "notice", "metrics"}));
    EXPECT_EQ(report.at("from").as_string(), "2026-01-01");
    EXPECT_EQ(report.at("to").as_string(), "2026-12-31");
    EXPECT_EQ(report.at("generated_at").as_string(), "2026-12-31T12:00:00.000Z");
    EXPECT_EQ(report.at("audience").as_string(), "internal");
    for (auto const& metric : report.at("metrics").as_array()) {
        EXPECT_EQ(keys(metric.as_object()),
                  (std::vector<std::string>{"id", "title", "unit", "definition", "benchmark", "groups"}));
        EXPECT_FALSE(metric.at("benchmark").at("text").as_string().empty());
    }
}

TEST(ReportJson, GivesEveryKindOfFigureItsKeys) {
    auto const report = json_of(hostile_program());
    using Keys = std::vector<std::string>;
    EXPECT_EQ(keys(first_group(report, "enrolment_rate")),
              (Keys{"by", "numerator", "denominator", "value", "lower", "upper", "open", "within_30_days"}));
    EXPECT_EQ(keys(first_group(report, "monthly_contact_coverage")), (Keys{"by", "months"}));
    EXPECT_EQ(keys(first_group(report, "monthly_contact_coverage").at("months").as_array().at(0).as_object()),
              (Keys{"month", "numerator", "denominator", "value", "lower", "upper"}));
    EXPECT_EQ(keys(first_group(report, "contact_mode_share")),
              (Keys{"by", "numerator", "denominator", "value", "lower", "upper"}));
    EXPECT_EQ(keys(first_group(report, "contact_minutes")),
              (Keys{"by", "numerator", "denominator", "n", "q1", "median", "q3"}));
    auto const retention = first_group(report, "retention");
    EXPECT_EQ(keys(retention), (Keys{"by", "numerator", "denominator", "n", "events", "median", "median_lower",
                                     "median_upper", "survival_at", "curve"}));
    EXPECT_EQ(keys(retention.at("survival_at").as_array().at(0).as_object()),
              (Keys{"day", "at_risk", "survival", "lower", "upper"}));
    EXPECT_EQ(keys(retention.at("curve").as_array().at(0).as_object()),
              (Keys{"day", "at_risk", "events", "censored", "survival", "std_error", "lower", "upper"}));
}

TEST(ReportJson, LabelsGroupsByEveryDimensionAndByCategory) {
    auto const report = json_of(hostile_program(), {"region", "sex"});
    EXPECT_EQ(boost::json::serialize(first_group(report, "retention").at("by")),
              R"({"region":"=1+1","sex":"unknown"})");
    EXPECT_EQ(boost::json::serialize(first_group(report, "contact_mode_share").at("by")),
              R"({"region":"=1+1","sex":"unknown","category":"in_person"})");
    EXPECT_TRUE(first_group(json_of(hostile_program()), "retention").at("by").as_object().empty());
}

TEST(ReportJson, IsNullWithAReasonWhereThereIsNoNumber) {
    auto const group = first_group(json_of(ColumnsBuilder()), "enrolment_rate");
    EXPECT_TRUE(group.at("value").is_null());
    EXPECT_FALSE(group.at("reason").as_string().empty());
    EXPECT_TRUE(first_group(json_of(ColumnsBuilder()), "retention").at("median").is_null());
}

TEST(ReportJson, WritesNumbersSoThatTheyReadBackTheSame) {
    ColumnsBuilder program;
    for (auto const status : {"enrolled", "declined", "declined"}) program.referral({.status = status});
    EXPECT_EQ(first_group(json_of(program), "enrolment_rate").at("value").as_double(), 1.0 / 3.0);
}

TEST(ReportCsv, HasOneRowPerFigureAndGuardsCells) {
    std::string const text = to_csv(report_on(hostile_program(), {"region"}));
    auto reader = CsvReader::open_text(text).value();
    auto const header = reader.header();
    auto const column = [&](std::string_view name) {
        return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
    };
    ASSERT_LT(column("region"), header.size());
    std::size_t coverage_months = 0;
    while (reader.next() == CsvStep::row) {
        auto const cells = reader.cells();
        EXPECT_TRUE(cells[column("region")] == "'=1+1" || cells[column("region")] == "unknown");
        if (cells[column("part")] == "month") {
            ++coverage_months;
            EXPECT_FALSE(cells[column("definition")].empty());
            EXPECT_FALSE(cells[column("benchmark")].empty());
        }
    }
    EXPECT_EQ(coverage_months, 6u);
}

TEST(ReportPage, EscapesEverythingItDidNotWriteItself) {
    std::string const page = to_html(report_on(hostile_program(), {"site"}));
    EXPECT_EQ(page.find("<script"), std::string::npos);
    EXPECT_EQ(page.find("<Sons>"), std::string::npos);
    EXPECT_NE(page.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
}

TEST(ReportPage, NeedsNothingElse) {
    std::string const page = to_html(report_on(hostile_program(), {"region"}));
    for (auto const word : {"http://", "https://", "src=", "url(", "@import", "<script"}) {
        EXPECT_EQ(page.find(word), std::string::npos) << word;
    }
}

TEST(ReportPage, ShowsDefinitionBenchmarkAndNotice) {
    std::string const page = to_html(report_on(hostile_program(), {}));
    for (Metric const& metric : metrics()) {
        EXPECT_NE(page.find("id=\"" + std::string(metric.id) + "\""), std::string::npos) << metric.id;
    }
    EXPECT_NE(page.find(internal_notice), std::string::npos);
    EXPECT_NE(page.find("5,662/6,785"), std::string::npos);
    EXPECT_EQ(page.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace cairn::evaluation
