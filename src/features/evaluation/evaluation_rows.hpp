// What the API says about reports besides their figures.
#pragma once

#include <optional>
#include <string>

#include "base/date.hpp"
#include "features/evaluation/report_request.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

// Asks for a report, with the defaults of ReportRequest.
struct ReportAsked {
    std::optional<Date> from{};
    std::optional<Date> to{};
    Words by{};  // names of dimensions
    std::optional<std::string> audience{};
    ReportFormat format = ReportFormat::json;
};

// A figure in words: what it counts, out of what, and what was published.
struct MetricDefinition {
    std::string id{};
    std::string title{};
    std::string unit{};
    std::string definition{};
    std::string numerator{};
    std::string denominator{};
    std::string exclusions{};
    std::string source{};
    std::string benchmark{};
    std::optional<std::string> benchmark_source{};
};

template <>
RecordType const& record_type<ReportAsked>();
template <>
RecordType const& record_type<MetricDefinition>();

}  // namespace cairn
