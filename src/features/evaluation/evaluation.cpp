#include "features/evaluation/evaluation.hpp"

#include "base/instant.hpp"
#include "features/evaluation/evaluation_store.hpp"
#include "features/evaluation/report.hpp"
#include "features/evaluation/report_formats.hpp"

namespace cairn {

namespace {

std::optional<Date> read_day(std::string_view field, std::optional<std::string> const& text, Problems& problems) {
    if (!text) return std::nullopt;
    auto const date = Date::parse(*text);
    if (date) return *date;
    problems.push_back({std::string(field), "not_a_date", "the day must be a date, written YYYY-MM-DD"});
    return std::nullopt;
}

std::string text_of(evaluation::Report const& report, ReportFormat format) {
    switch (format) {
    case ReportFormat::json: return to_json(report);
    case ReportFormat::csv: return to_csv(report);
    case ReportFormat::html: return to_html(report);
    }
    return {};
}

}  // namespace

std::span<std::string_view const> report_dimensions() { return evaluation::dimension_names(); }

Result<ReportFormat> parse_report_format(std::string_view text) {
    if (text == "json") return ReportFormat::json;
    if (text == "csv") return ReportFormat::csv;
    if (text == "html") return ReportFormat::html;
    return invalid("format", "unknown_format", "the format must be json, csv or html");
}

Result<ReportRequest> parse_report_request(std::optional<std::string> const& from, std::optional<std::string> const& to,
                                           std::vector<std::string> by, std::string audience) {
    Problems problems;
    ReportRequest request{.from = read_day("from", from, problems),
                          .to = read_day("to", to, problems),
                          .by = std::move(by),
                          .audience = std::move(audience)};
    if (!problems.empty()) return invalid(std::move(problems));
    return request;
}

Result<std::string> program_report(Permit const& permit, Organization const& organization, ReportRequest const& request,
                                   ReportFormat format) {
    if (auto const allowed = permit.require(Permission::read_report); !allowed) return allowed.error();
    auto const program = organization.program();
    Instant const now = organization.clock().now();
    auto const today = local_date(now, program->settings.time_zone);
    if (!today) return today.error();
    evaluation::ReportContext const context{
        .organization = program->settings.name, .generated_at = now, .today = *today};
    // What can be refused without the records is refused before they are read.
    if (auto const checked = evaluation::check_request(request, context); !checked) return checked.error();

    evaluation::Columns columns;
    organization.database().read(
        [&](Reader& reader) { columns = evaluation::load_columns(reader, program->settings.time_zone, permit); });
    auto const report = evaluation::compute_report(columns, request, context);
    if (!report) return report.error();
    return text_of(*report, format);
}

}  // namespace cairn
