#include "features/evaluation/html_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace cairn::evaluation {

namespace {

constexpr std::string_view dash = "–";

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    std::size_t const sign = number < 0 ? 1 : 0;
    for (std::size_t i = text.size(); i > sign + 3;) {
        i -= 3;
        text.insert(i, ",");
    }
    return text;
}

std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

std::string percent(std::optional<double> share) { return share ? percent(*share) : std::string(dash); }

std::string number(std::optional<double> value) {
    if (!value) return std::string(dash);
    std::string text = fmt::format("{:.2f}", *value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string ratio(std::int64_t numerator, std::int64_t denominator) {
    return grouped(numerator) + "/" + grouped(denominator);
}

std::string percent_with_limits(std::optional<double> value, std::optional<double> lower, std::optional<double> upper) {
    if (!value) return std::string(dash);
    if (!lower || !upper) return percent(*value);
    return fmt::format("{} ({:.1f}–{:.1f})", percent(*value), 100 * *lower, 100 * *upper);
}

std::string spoken(std::string_view word) {
    std::string text(word);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string group_name(Labels const& labels) {
    std::string name;
    for (auto const& [dimension, value] : labels) {
        if (dimension == "category") continue;
        name += (name.empty() ? "" : ", ") + spoken(dimension) + " " + spoken(value);
    }
    return name.empty() ? "All" : name;
}

std::string category_of(Labels const& labels) {
    return !labels.empty() && labels.back().first == "category" ? spoken(labels.back().second) : "";
}

}  // namespace cairn::evaluation
