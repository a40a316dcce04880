// The report as text, in three formats.
#pragma once

#include <string>

#include "features/evaluation/report.hpp"

namespace cairn::evaluation {

// The stable shape that programs read. Numbers are the shortest text that reads back as the same number; what does not
// exist is null, with a `reason` beside a group's main value.
std::string to_json(Report const& report);

// One row per figure, for a spreadsheet; one column per dimension.
std::string to_csv(Report const& report);

// One page that needs nothing else: tables and charts, for a screen of any width and for paper.
std::string to_html(Report const& report);

}  // namespace cairn::evaluation
