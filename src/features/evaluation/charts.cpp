#include "features/evaluation/charts.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "features/evaluation/html_text.hpp"

namespace cairn::evaluation {

namespace {

constexpr double width = 340, height = 200, left = 42, right = 10, top = 8, bottom = 36;
constexpr double bar_width = 104, bar_height = 16;
constexpr std::int32_t shown_at_least_days = 180;

double x_of(double share) { return left + share * (width - left - right); }
double y_of(double share) { return top + (1 - share) * (height - top - bottom); }

std::string line(double x1, double y1, double x2, double y2, std::string_view css) {
    return fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", css, x1, y1, x2, y2);
}

std::string text(double x, double y, std::string_view anchor, std::string_view words) {
    return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor, escape(words));
}

std::string rect(double x, double y, double w, double h, std::string_view css) {
    return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)", css, x, y,
                       std::max(0.0, w), h);
}

std::string diamond(double x, double y, double r) {
    return fmt::format(R"(<path class="published-mark" d="M{:.1f} {:.1f}l{} {}l-{} {}l-{} -{}z"/>)", x, y - r, r, r, r,
                       r, r, r);
}

std::string open_svg(double w, double h, std::string_view said) {
    return fmt::format(R"(<svg role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" aria-label="{2}">)", w, h,
                       escape(said));
}

// Horizontal lines at 0, 25, … 100 % and the words below the chart.
std::string frame(std::string_view below) {
    std::string out;
    for (int const share : {0, 25, 50, 75, 100}) {
        double const y = y_of(share / 100.0);
        out += line(left, y, width - right, y, "axis");
        out += text(left - 6, y + 4, "end", fmt::format("{} %", share));
    }
    return out + text((left + width - right) / 2, height - 4, "middle", below);
}

std::optional<double> published_for(Benchmark const& benchmark, std::string_view at) {
    for (BenchmarkValue const& published : benchmark.values) {
        if (published.at == at) return published.value;
    }
    return std::nullopt;
}

// Days between two ticks so that at most seven of them fit.
std::int32_t tick_days(std::int32_t last) {
    for (std::int32_t const step : {30, 60, 90, 180, 365, 730, 1825}) {
        if (last <= 7 * step) return step;
    }
    return last;
}

// The path of the steps; `pick` gives the height after each time, if there is one.
template <class Pick>
std::string steps_path(std::span<statistics::SurvivalStep const> curve, double days, Pick pick) {
    std::string path = fmt::format("M{:.1f} {:.1f}", x_of(0), y_of(1));
    for (statistics::SurvivalStep const& step : curve) {
        path += fmt::format("H{:.1f}V{:.1f}", x_of(step.time / days), y_of(pick(step)));
    }
    return path;
}

// The band between the limits, from the first time that has limits to the last.
std::string band(std::span<statistics::SurvivalStep const> curve, double days) {
    std::string path;
    std::vector<statistics::SurvivalStep> limited;
    std::ranges::copy_if(curve, std::back_inserter(limited), [](auto const& step) { return step.lower.has_value(); });
    if (limited.empty()) return path;
    double const end = x_of(curve.back().time / days);
    path = fmt::format("M{:.1f} {:.1f}", x_of(limited.front().time / days), y_of(*limited.front().upper));
    for (auto const& step : limited) path += fmt::format("H{:.1f}V{:.1f}", x_of(step.time / days), y_of(*step.upper));
    path += fmt::format("H{:.1f}V{:.1f}", end, y_of(*limited.back().lower));
    for (std::size_t i = limited.size(); i-- > 0;) {
        path += fmt::format("H{:.1f}", x_of(limited[i].time / days));
        if (i > 0) path += fmt::format("V{:.1f}", y_of(*limited[i - 1].lower));
    }
    return fmt::format(R"(<path class="band" d="{}z"/>)", path);
}

std::string range_marks(Range const& range, double y, double end, bool is_own) {
    auto const at = [&](double value) { return std::min(1.0, value / end) * bar_width; };
    std::string out;
    std::string_view const css = is_own ? "own" : "published-mark";
    if (range.least && range.most) out += line(at(*range.least), y, at(*range.most), y, css);
    if (range.q1 && range.q3) {
        out += rect(at(*range.q1), y - 3.5, at(*range.q3) - at(*range.q1), 7, is_own ? "own-fill" : "published-mark");
    }
    if (range.median) out += line(at(*range.median), y - 6.5, at(*range.median), y + 6.5, css);
    return out;
}

}  // namespace

std::string coverage_chart(std::span<Share const> months, Benchmark const& benchmark) {
    std::string said = "Share with a contact by month:";
    for (std::size_t m = 0; m < months.size(); ++m) said += fmt::format(" {}: {}.", m + 1, percent(months[m].value));
    std::string out = open_svg(width, height, said) + frame("month of the episode");
    for (std::size_t m = 0; m < months.size(); ++m) {
        double const x = x_of((static_cast<double>(m) + .5) / static_cast<double>(months.size()));
        out += text(x, height - bottom + 15, "middle", std::to_string(m + 1));
        if (auto const published = published_for(benchmark, std::to_string(m + 1))) {
            out += diamond(x + 9, y_of(*published), 4.5);
        }
        Share const& share = months[m];
        if (!share.value) continue;
        out += line(x - 5, y_of(*share.lower), x - 5, y_of(*share.upper), "own");
        out += fmt::format(R"(<circle class="own-fill" cx="{:.1f}" cy="{:.1f}" r="4"/>)", x - 5, y_of(*share.value));
    }
    return out + "</svg>";
}

std::string retention_chart(Retention const& retention) {
    auto const& curve = retention.curve;
    std::int32_t const last = std::max(curve.empty() ? 0 : curve.back().time, shown_at_least_days);
    std::int32_t const tick = tick_days(last);
    std::string said = "Retention:";
    for (auto const& at : retention.survival_at) said += fmt::format(" day {}: {}.", at.time, percent(at.survival));
    std::string out = open_svg(width, height, said) + frame("days since the episode started");
    for (std::int32_t day = 0; day <= last; day += tick) {
        out += text(x_of(static_cast<double>(day) / last), height - bottom + 15, "middle", std::to_string(day));
    }
    out += band(curve, last);
    if (!curve.empty()) {
        out += fmt::format(R"(<path class="own" d="{}"/>)",
                           steps_path(curve, last, [](auto const& step) { return step.survival; }));
    }
    return out + "</svg>";
}

std::string share_bar(std::optional<double> value, std::optional<double> lower, std::optional<double> upper,
                      std::optional<double> published) {
    std::string out = open_svg(bar_width, bar_height, percent(value));
    out += rect(0, 4, bar_width, 8, "track");
    if (value) out += rect(0, 4, *value * bar_width, 8, "own-fill");
    if (lower && upper) {
        double const y = bar_height - 1.5;
        out += line(*lower * bar_width, y, *upper * bar_width, y, "own");
    }
    if (published) out += diamond(std::clamp(*published * bar_width, 5.0, bar_width - 5), bar_height / 2, 4.5);
    return out + "</svg>";
}

std::string count_bar(std::int64_t count, std::int64_t most) {
    double const share = most > 0 ? static_cast<double>(count) / static_cast<double>(most) : 0;
    return open_svg(bar_width, bar_height, grouped(count)) + rect(0, 4, share * bar_width, 8, "own-fill") + "</svg>";
}

std::string incidence_chart(std::span<IncidenceAt const> days) {
    constexpr std::string_view fills[] = {"own-fill", "second-fill", "third-fill"};
    std::string said = "Share of referrals with a first contact:";
    for (IncidenceAt const& at : days) said += fmt::format(" day {}: {}.", at.day, percent(at.first_contact));
    std::string out = open_svg(width, height, said) + frame("days since the referral was received");
    double const column = (width - left - right) / static_cast<double>(days.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
        double const center = left + (static_cast<double>(i) + .5) * column;
        out += text(center, height - bottom + 15, "middle", std::to_string(days[i].day));
        double from = 0;
        double half = column * .36;
        std::size_t fill = 0;
        for (auto const& part : {days[i].first_contact, days[i].declined, days[i].ineligible}) {
            double const to = from + part.value_or(0);
            out += rect(center - half, y_of(to), 2 * half, y_of(from) - y_of(to), fills[fill++]);
            from = to;
            half *= .7;  // each part is narrower than the one below, so that they can be told apart without color
        }
    }
    return out + "</svg>";
}

std::string range_bar(Range const& own, Range const& published, double end) {
    double const h = 2 * bar_height;
    std::string out = open_svg(bar_width, h, fmt::format("median {}", number(own.median)));
    out += line(0, h - .5, bar_width, h - .5, "axis");
    out += range_marks(own, 8, end, true);
    out += range_marks(published, 23, end, false);
    return out + "</svg>";
}

std::string marks_key(bool with_published, std::string_view own_words) {
    std::string out = R"(<ul class="key"><li><svg viewBox="0 0 24 16" aria-hidden="true">)";
    out += line(2, 8, 22, 8, "own") + R"(<circle class="own-fill" cx="12" cy="8" r="4"/></svg>)" + escape(own_words) +
           "</li>";
    if (with_published) {
        out += R"(<li><svg viewBox="0 0 24 16" aria-hidden="true">)" + diamond(12, 8, 5) + "</svg>as published</li>";
    }
    return out + "</ul>";
}

}  // namespace cairn::evaluation
