// The program report: every metric of the registry for one period, split by the dimensions asked for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/evaluation/metric.hpp"
#include "features/evaluation/report_request.hpp"

namespace cairn::evaluation {

// What the report says about itself; clock and time zone are the caller's.
struct ReportContext {
    std::string organization{};
    Instant generated_at{};
    Date today{};  // nothing later is known, even when `to` lies later
};

struct MetricReport {
    Metric const* metric = nullptr;
    std::vector<Group> groups{};
};

struct Report {
    std::string organization{};
    Instant generated_at{};
    std::string audience{};
    Date from{};
    Date to{};
    std::vector<Dimension> by{};
    std::vector<MetricReport> metrics{};
};

// What an internal report says of itself, since its figures are exact.
inline constexpr std::string_view internal_notice = "Contains small cells, not for release.";

// The problems (invalid) that need no records to be seen, all at once: an unknown or repeated dimension, too many of
// them, a period that ends before it starts or starts after today, an audience other than internal.
Result<std::vector<Dimension>> check_request(ReportRequest const& request, ReportContext const& context);

// Refuses what check_request refuses, and (too_large) more than groups_max groups.
Result<Report> compute_report(Columns const& columns, ReportRequest const& request, ReportContext const& context);

}  // namespace cairn::evaluation
