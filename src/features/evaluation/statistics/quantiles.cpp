#include "features/evaluation/statistics/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace cairn::statistics {

std::optional<double> quantile_type7(std::span<std::int32_t const> ascending, double probability) {
    if (ascending.empty()) return std::nullopt;
    double const position = static_cast<double>(ascending.size() - 1) * probability;
    auto const below = static_cast<std::size_t>(std::floor(position));
    std::size_t const above = std::min(below + 1, ascending.size() - 1);
    double const low = ascending[below];
    double const high = ascending[above];
    return low + (position - std::floor(position)) * (high - low);
}

}  // namespace cairn::statistics
