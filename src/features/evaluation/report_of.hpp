// For tests: one metric of a report on a few people, as of 2026-12-31.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "features/evaluation/columns_builder.hpp"
#include "features/evaluation/report.hpp"

namespace cairn::evaluation {

inline ReportContext end_of_2026() {
    return {.organization = "Harbor Recovery",
            .generated_at = Instant::parse("2026-12-31T12:00:00Z").value(),
            .today = Date::parse("2026-12-31").value()};
}

inline ReportRequest up_to(std::string_view to) { return {.to = Date::parse(to).value()}; }
inline ReportRequest by(std::vector<std::string> dimensions) { return {.by = std::move(dimensions)}; }

inline std::vector<Group> groups_of(ColumnsBuilder const& program, std::string_view metric,
                                    ReportRequest const& request = {}) {
    auto const report = compute_report(program.columns, request, end_of_2026()).value();
    for (MetricReport const& computed : report.metrics) {
        if (computed.metric->id == metric) return computed.groups;
    }
    throw std::logic_error("no such metric");
}

// The figures of the group whose labels are these values, of the only group without any.
template <class Figures>
Figures figures_of(ColumnsBuilder const& program, std::string_view metric, ReportRequest const& request = {},
                   std::vector<std::string> const& values = {}) {
    for (Group const& group : groups_of(program, metric, request)) {
        std::vector<std::string> own;
        for (auto const& [dimension, value] : group.by) own.push_back(value);
        if (own == values) return std::get<Figures>(group.figures);
    }
    throw std::logic_error("no such group");
}

// The values of all groups' labels, joined by `/`, in the report's order.
inline std::vector<std::string> labels_of(std::vector<Group> const& groups) {
    std::vector<std::string> all;
    for (Group const& group : groups) {
        std::string text;
        for (auto const& [dimension, value] : group.by) text += (text.empty() ? "" : "/") + value;
        all.push_back(text);
    }
    return all;
}

}  // namespace cairn::evaluation
