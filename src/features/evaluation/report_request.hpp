// What a report is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace cairn {

struct ReportRequest {
    std::optional<Date> from{};     // included; default: the earliest record
    std::optional<Date> to{};       // included, the cut-off; default: today
    std::vector<std::string> by{};  // names of dimensions, see report_dimensions()
    std::string audience = "internal";
};

enum class ReportFormat : std::uint8_t { json, csv, html };

}  // namespace cairn
