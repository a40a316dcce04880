#include "features/evaluation/evaluation_routes.hpp"

#include <algorithm>

#include "features/evaluation/evaluation.hpp"
#include "features/evaluation/evaluation_rows.hpp"
#include "features/evaluation/metric.hpp"

namespace cairn {
namespace {

// A page of figures is a document of its own: it loads nothing and runs nothing.
constexpr std::string_view page_policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

HttpResponse report_response(std::string report, ReportFormat format) {
    HttpResponse response{.body = std::move(report)};
    switch (format) {
    case ReportFormat::json: response.headers = {{"Content-Type", "application/json"}}; break;
    case ReportFormat::csv: response.headers = {{"Content-Type", "text/csv; charset=utf-8"}}; break;
    case ReportFormat::html:
        response.headers = {{"Content-Type", "text/html; charset=utf-8"},
                            {"Content-Security-Policy", std::string(page_policy)}};
        break;
    }
    return response;
}

Result<HttpResponse> report(Call& call, Organization& organization) {
    auto asked = read_body<ReportAsked>(call);
    if (!asked) return asked.error();
    ReportRequest request{.from = asked->from, .to = asked->to, .by = std::move(asked->by.words)};
    if (asked->audience) request.audience = *std::move(asked->audience);
    auto made = program_report(call.permit, organization, request, asked->format);
    if (!made) return made.error();
    return report_response(*std::move(made), asked->format);
}

MetricDefinition definition_of(evaluation::Metric const& metric) {
    MetricDefinition definition{.id = std::string(metric.id),
                                .title = std::string(metric.title),
                                .unit = std::string(metric.unit),
                                .definition = std::string(metric.definition),
                                .numerator = std::string(metric.numerator),
                                .denominator = std::string(metric.denominator),
                                .exclusions = std::string(metric.exclusions),
                                .source = std::string(metric.source),
                                .benchmark = std::string(metric.benchmark.text)};
    if (!metric.benchmark.source.empty()) definition.benchmark_source = std::string(metric.benchmark.source);
    return definition;
}

// The registry is short and part of the program: it needs no pages, but answers like every list.
HttpResponse metric_definitions(Call& call) {
    Page page(call);
    for (auto const& metric : evaluation::metrics()) page.add_record(definition_of(metric));
    return std::move(page).response();
}

}  // namespace

Routes evaluation_routes(Organization& organization) {
    return {
        {.method = Method::post,
         .path = "/report",
         .needs = Permission::read_report,
         .operation = "read_report",
         .summary =
             "The program's figures for a period, of the people whom the caller may see, as JSON, CSV or a page.",
         .takes = {.body = BodyKind::json,
                   .record = &record_type<ReportAsked>(),
                   .body_meaning = "from and to are days, both included; by names up to four of region, site, setting, "
                                   "peer, study_arm, pathway, sex, race, ethnicity and primary_substance."},
         .gives = {.shape = Shape::other, .meaning = "The report, in the format that was asked for."},
         .handle = [&organization](Call& call) { return report(call, organization); }},
        {.method = Method::get,
         .path = "/metric-definitions",
         .needs = Permission::read_metric_definitions,
         .operation = "list_metric_definitions",
         .summary = "What each figure of the report counts, out of what, and what was published to set beside it.",
         .gives = {.shape = Shape::page, .record = &record_type<MetricDefinition>()},
         .handle = [](Call& call) -> Result<HttpResponse> { return metric_definitions(call); }},
    };
}

}  // namespace cairn
