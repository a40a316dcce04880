#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "features/evaluation/report_formats.hpp"
#include "record/csv_writer.hpp"
#include "record/json.hpp"

namespace cairn::evaluation {

namespace {

// One figure. `part` says which of the metric's figures it is, `at` the month, day or quartile it belongs to.
struct Line {
    std::string_view part{};
    std::string at{};
    std::optional<std::int64_t> numerator{}, denominator{};
    std::optional<double> value{}, lower{}, upper{}, std_error{};
    std::optional<std::int64_t> at_risk{}, events{}, censored{};
};

std::string cell(std::optional<std::int64_t> number) { return number ? std::to_string(*number) : ""; }

std::string cell(std::optional<double> number) {
    std::string text;
    if (number) append_json_number(text, *number);
    return text;
}

template <class Number>
std::optional<double> real(std::optional<Number> number) {
    return number ? std::optional<double>(static_cast<double>(*number)) : std::nullopt;
}

Line share_line(std::string_view part, std::string at, Share const& share) {
    return {.part = part,
            .at = std::move(at),
            .numerator = share.numerator,
            .denominator = share.denominator,
            .value = share.value,
            .lower = share.lower,
            .upper = share.upper};
}

Line value_line(std::string_view part, std::string at, std::optional<double> value) {
    return {.part = part, .at = std::move(at), .value = value};
}

using Lines = std::vector<Line>;

Lines lines_of(Share const& share) { return {share_line("share", "", share)}; }

Lines lines_of(AmountShare const& share) {
    return {{.part = "share", .numerator = share.numerator, .denominator = share.denominator, .value = share.value}};
}

Lines lines_of(Count const& count) {
    return {{.part = "count", .numerator = count.count, .value = static_cast<double>(count.count)},
            value_line("days", "", static_cast<double>(count.days))};
}

Lines lines_of(Enrolment const& enrolment) {
    return {share_line("share", "", enrolment.all),
            {.part = "open", .numerator = enrolment.open, .denominator = enrolment.all.denominator},
            share_line("within_30_days", "", enrolment.within_30_days)};
}

Lines lines_of(MonthlyCoverage const& coverage) {
    Lines lines;
    for (std::size_t m = 0; m < coverage.months.size(); ++m) {
        lines.push_back(share_line("month", std::to_string(m + 1), coverage.months[m]));
    }
    return lines;
}

Lines lines_of(Quartiles const& quartiles) {
    Lines lines{value_line("quartile", "q1", quartiles.q1), value_line("quartile", "median", quartiles.median),
                value_line("quartile", "q3", quartiles.q3)};
    for (Line& line : lines) {
        line.numerator = quartiles.numerator;
        line.denominator = quartiles.denominator;
    }
    return lines;
}

Lines lines_of(Caseload const& caseload) {
    Lines lines = lines_of(caseload.quartiles);
    lines.push_back(value_line("range", "min", real(caseload.min)));
    lines.push_back(value_line("range", "max", real(caseload.max)));
    lines.push_back(value_line("without_peer", "", static_cast<double>(caseload.without_peer)));
    return lines;
}

Lines lines_of(Retention const& retention) {
    Lines lines{{.part = "median",
                 .numerator = retention.events,
                 .denominator = retention.n,
                 .value = retention.median.time,
                 .lower = retention.median.lower,
                 .upper = retention.median.upper}};
    for (auto const& at : retention.survival_at) {
        lines.push_back({.part = "survival_at",
                         .at = std::to_string(at.time),
                         .value = at.survival,
                         .lower = at.lower,
                         .upper = at.upper,
                         .at_risk = at.at_risk});
    }
    for (auto const& step : retention.curve) {
        lines.push_back({.part = "curve",
                         .at = std::to_string(step.time),
                         .value = step.survival,
                         .lower = step.lower,
                         .upper = step.upper,
                         .std_error = step.std_error,
                         .at_risk = step.at_risk,
                         .events = step.events,
                         .censored = step.censored});
    }
    return lines;
}

Lines lines_of(FirstContact const& first_contact) {
    Lines lines = lines_of(first_contact.quartiles);
    for (IncidenceAt const& at : first_contact.incidence_at) {
        std::string const day = std::to_string(at.day);
        lines.push_back(
            {.part = "incidence_of_first_contact", .at = day, .value = at.first_contact, .at_risk = at.at_risk});
        lines.push_back({.part = "incidence_of_declining", .at = day, .value = at.declined, .at_risk = at.at_risk});
        lines.push_back({.part = "incidence_of_ineligible", .at = day, .value = at.ineligible, .at_risk = at.at_risk});
    }
    return lines;
}

std::vector<std::string> header(Report const& report) {
    std::vector<std::string> cells{"metric", "title", "unit"};
    for (Dimension const dimension : report.by) cells.emplace_back(name_of(dimension));
    for (std::string_view const name :
         {"category", "part", "at", "numerator", "denominator", "value", "lower", "upper", "std_error", "at_risk",
          "events", "censored", "reason", "definition", "benchmark", "from", "to", "generated_at", "notice"}) {
        cells.emplace_back(name);
    }
    return cells;
}

std::string benchmark_cell(Benchmark const& benchmark) {
    std::string text(benchmark.text);
    if (!benchmark.source.empty()) text.append(" ").append(benchmark.source);
    return text;
}

void append_group(std::string& out, Report const& report, MetricReport const& computed, Group const& group) {
    Metric const& metric = *computed.metric;
    std::vector<std::string> start{std::string(metric.id), std::string(metric.title), std::string(metric.unit)};
    for (auto const& [dimension, value] : group.by) start.push_back(value);
    start.resize(3 + report.by.size() + 1);  // a metric without categories has an empty cell there
    auto const lines = std::visit([](auto const& figures) { return lines_of(figures); }, group.figures);
    for (Line const& line : lines) {
        std::vector<std::string> cells = start;
        // A curve has a row per day: repeating the definition there would be most of the file.
        bool const explained = line.part != "curve";
        for (std::string text :
             {std::string(line.part), line.at, cell(line.numerator), cell(line.denominator), cell(line.value),
              cell(line.lower), cell(line.upper), cell(line.std_error), cell(line.at_risk), cell(line.events),
              cell(line.censored), line.value ? "" : group.reason, explained ? full_definition(metric) : "",
              explained ? benchmark_cell(metric.benchmark) : "", to_string(report.from), to_string(report.to),
              to_string(report.generated_at), std::string(internal_notice)}) {
            cells.push_back(std::move(text));
        }
        append_csv_row(out, cells);
    }
}

}  // namespace

std::string to_csv(Report const& report) {
    std::string out;
    append_csv_row(out, header(report));
    for (MetricReport const& computed : report.metrics) {
        for (Group const& group : computed.groups) append_group(out, report, computed, group);
    }
    return out;
}

}  // namespace cairn::evaluation
