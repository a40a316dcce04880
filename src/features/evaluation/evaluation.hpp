// Evaluation: the program report, from the registry of metrics.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/result.hpp"
#include "features/evaluation/report_request.hpp"
#include "features/program/program.hpp"

namespace cairn {

// "region", "site", …: what a report can be split by.
std::span<std::string_view const> report_dimensions();

// json, csv or html; refuses anything else and names them.
Result<ReportFormat> parse_report_format(std::string_view text);

// What was asked for as text: days as YYYY-MM-DD, dimensions joined by commas (empty: none). Refuses days that are
// none; the rest is checked with the report.
Result<ReportRequest> parse_report_request(std::optional<std::string> const& from, std::optional<std::string> const& to,
                                           std::vector<std::string> by, std::string audience = "internal");

// Computes the report on one consistent snapshot of the database, as of the organization's clock and time zone, and
// returns it as text of UTF-8: of the people whom the permit may see. Needs Permission::read_report. Refuses with all
// problems at once: an unknown or repeated dimension, too many of them or of groups, a period that ends before it
// starts or starts after today, an audience other than internal.
Result<std::string> program_report(Permit const& permit, Organization const& organization, ReportRequest const& request,
                                   ReportFormat format);

}  // namespace cairn
