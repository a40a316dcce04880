// Charts as inline SVG. Colors come from the page's style; what a color says, a shape or a word says too.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "features/evaluation/metric.hpp"

namespace cairn::evaluation {

// Shares by month as dots with their limits, the published ones as diamonds beside them.
std::string coverage_chart(std::span<Share const> months, Benchmark const& benchmark);

// The retention curve as steps with its limits as a band.
std::string retention_chart(Retention const& retention);

// A bar from 0 to 1 with the limits as a line, and a mark where the published value lies.
std::string share_bar(std::optional<double> value, std::optional<double> lower, std::optional<double> upper,
                      std::optional<double> published);

// A bar of `count` where the longest bar is `most`.
std::string count_bar(std::int64_t count, std::int64_t most);

// Incidences of first contact, declining and ineligibility, stacked in one column per day.
std::string incidence_chart(std::span<IncidenceAt const> days);

// From q1 to q3 with a mark at the median, perhaps whiskers from least to most; below it the published range with its
// middle. The scale runs from 0 to `end`.
struct Range {
    std::optional<double> least{}, q1{}, median{}, q3{}, most{};
};
std::string range_bar(Range const& own, Range const& published, double end);

// What the marks mean: our value with limits, and the published value.
std::string marks_key(bool with_published, std::string_view own_words);

}  // namespace cairn::evaluation
