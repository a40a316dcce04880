// Words and numbers as the page shows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "features/evaluation/figures.hpp"

namespace cairn::evaluation {

// Text for element content and for attribute values in double quotes.
std::string escape(std::string_view text);

std::string grouped(std::int64_t number);                             // 1,839
std::string percent(double share);                                    // 83.4 %
std::string percent(std::optional<double> share);                     // a dash when there is none
std::string number(std::optional<double> value);                      // 25, 127.5; a dash when there is none
std::string ratio(std::int64_t numerator, std::int64_t denominator);  // 5,662/6,785
// "83.4 % (82.6–84.3)", without limits where there are none.
std::string percent_with_limits(std::optional<double> value, std::optional<double> lower, std::optional<double> upper);
inline std::string percent_with_limits(Share const& share) {
    return percent_with_limits(share.value, share.lower, share.upper);
}

// Words of code lists and dimensions are written with underscores: "study_arm" is shown as "study arm".
std::string spoken(std::string_view word);
// "region CTN-0027, study arm Methadone", "All" without labels. The category is left out.
std::string group_name(Labels const& labels);
// The last label when it is a category, else empty.
std::string category_of(Labels const& labels);

}  // namespace cairn::evaluation
