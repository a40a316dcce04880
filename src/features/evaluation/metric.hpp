// What a metric is: its words, its benchmark, and the pass over the columns that gives its figures.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "features/evaluation/figures.hpp"
#include "features/evaluation/grouping.hpp"
#include "features/evaluation/snapshot.hpp"

namespace cairn::evaluation {

// A published figure to set beside ours. `at` is the month, category or year it belongs to, or empty.
struct BenchmarkValue {
    std::string_view at;
    double value = 0;
    std::int64_t numerator = 0;  // with a denominator of 0: not published
    std::int64_t denominator = 0;
};

struct Benchmark {
    std::string_view text;    // as it was published, or that nothing was
    std::string_view source;  // empty when nothing was published
    std::vector<BenchmarkValue> values{};
};

// How external audiences will see the metric (domain, Evaluation); the internal audience sees every figure exactly.
enum class Suppression : std::uint8_t { small_cells, small_cells_and_fixed_times, never_external };

using Compute = std::vector<Group> (*)(Snapshot const&, Grouping&);

struct Metric {
    std::string_view id;
    std::string_view title;
    std::string_view unit;
    std::string_view definition;  // whole sentences, with every choice that a reader might make differently
    std::string_view numerator;   // noun phrases
    std::string_view denominator;
    std::string_view exclusions;
    Suppression suppression = Suppression::small_cells;
    std::string_view source;  // where the definition comes from
    Benchmark benchmark;
    Compute compute = nullptr;
};

// Everything a reader needs to judge the figure: the definition with numerator, denominator and exclusions.
std::string full_definition(Metric const& metric);

// All metrics in the order of the report.
std::span<Metric const> metrics();

}  // namespace cairn::evaluation
