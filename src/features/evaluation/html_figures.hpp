// The body of one metric's section: its tables and charts.
#pragma once

#include <string>

#include "features/evaluation/report.hpp"

namespace cairn::evaluation {

// Groups beyond these are in the tables only: nobody reads more charts than that, and no page prints them.
inline constexpr std::size_t charts_max = 24;

std::string figures_html(MetricReport const& computed);

}  // namespace cairn::evaluation
