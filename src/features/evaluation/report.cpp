#include "features/evaluation/report.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cairn::evaluation {

namespace {

std::vector<Dimension> read_dimensions(std::vector<std::string> const& names, Problems& problems) {
    std::vector<Dimension> dimensions;
    if (names.size() > dimensions_max) {
        problems.push_back({"by", "too_many", fmt::format("at most {} dimensions can be combined", dimensions_max)});
        return dimensions;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const dimension = dimension_named(names[i]);
        if (!dimension) {
            problems.push_back({"by", "unknown_dimension",
                                fmt::format("dimension {} is unknown; the dimensions are: {}", i + 1,
                                            fmt::join(dimension_names(), ", "))});
        } else if (std::ranges::count(dimensions, *dimension) > 0) {
            problems.push_back({"by", "repeated_dimension", fmt::format("dimension {} was named before", i + 1)});
        } else {
            dimensions.push_back(*dimension);
        }
    }
    return dimensions;
}

void check_audience(std::string_view audience, Problems& problems) {
    if (audience == "internal") return;
    if (audience == "external") {
        problems.push_back(
            {"audience", "not_available",
             "a report for an external audience must suppress small cells, which Cairn does not do yet, so "
             "none is made; the internal report is not for release"});
        return;
    }
    problems.push_back({"audience", "unknown_audience", "the audience must be internal"});
}

// The earliest received_at, started_on or service_date, or nothing when there is no record.
std::optional<Date> first_record(Columns const& columns) {
    std::optional<Date> first;
    for (auto const* days : {&columns.referrals.received_on, &columns.episodes.started_on, &columns.contacts.day,
                             &columns.activities.day}) {
        if (days->empty()) continue;
        Date const earliest{*std::min_element(days->begin(), days->end())};
        if (!first || earliest < *first) first = earliest;
    }
    return first;
}

void check_period(ReportRequest const& request, Date today, Problems& problems) {
    if (!request.from) return;
    if (*request.from > request.to.value_or(today)) {
        problems.push_back({"from", "after_to", "the period must not start after it ends"});
    } else if (*request.from > today) {
        problems.push_back({"from", "in_the_future", "the period must not start after today"});
    }
}

Error too_many_groups() {
    auto const sentence = fmt::format("the dimensions give more than {} groups; name fewer of them", groups_max);
    return {ErrorCode::too_large, sentence, {{"by", "too_many_groups", sentence}}};
}

}  // namespace

Result<std::vector<Dimension>> check_request(ReportRequest const& request, ReportContext const& context) {
    Problems problems;
    auto dimensions = read_dimensions(request.by, problems);
    check_audience(request.audience, problems);
    check_period(request, context.today, problems);
    if (!problems.empty()) return invalid(std::move(problems));
    return dimensions;
}

Result<Report> compute_report(Columns const& columns, ReportRequest const& request, ReportContext const& context) {
    auto const dimensions = check_request(request, context);
    if (!dimensions) return dimensions.error();

    Report report{.organization = context.organization,
                  .generated_at = context.generated_at,
                  .audience = request.audience,
                  .to = request.to.value_or(context.today),
                  .by = *dimensions};
    Date const cutoff = std::min(report.to, context.today);
    report.from = request.from ? *request.from : std::min(first_record(columns).value_or(cutoff), cutoff);
    Snapshot const snapshot(columns, report.from.days, cutoff.days);
    for (Metric const& metric : metrics()) {
        Grouping grouping(columns, report.by);
        MetricReport computed{.metric = &metric, .groups = metric.compute(snapshot, grouping)};
        if (grouping.overflowed()) return too_many_groups();
        report.metrics.push_back(std::move(computed));
    }
    return report;
}

}  // namespace cairn::evaluation
