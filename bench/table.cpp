#include "table.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

namespace cairn::bench {
namespace {

// 4510 -> "4,510"
std::string grouped(double number) {
    auto text = fmt::format("{:.0f}", number);
    for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
        text.insert(static_cast<std::size_t>(place), 1, ',');
    }
    return text;
}

std::string verdict(Line const& line) {
    if (!line.target) return "-";
    auto const value = line.judged ? *line.judged : line.ratio.value_or(0);
    auto const& target = *line.target;
    bool const at_least = target.side == Target::Side::at_least;
    auto const short_by = at_least ? target.value - value : value - target.value;
    if (short_by <= 0) return "met";
    return fmt::format("MISSED by {:.2f}{}", short_by, target.unit);
}

void print_columns(std::string const& what, std::string const& cairn, std::string const& limit,
                   std::string const& ratio, std::string const& target, std::string const& verdict) {
    fmt::print("{:<56} {:<40} {:<29} {:>6}  {:<8} {}\n", what, cairn, limit, ratio, target, verdict);
    std::fflush(stdout);
}

}  // namespace

Spread spread_of(std::vector<double> figures) {
    std::sort(figures.begin(), figures.end());
    auto const middle = figures.size() / 2;
    auto const median = figures.size() % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    return {median, figures.front(), figures.back()};
}

Spread ratios(std::vector<double> const& figures, std::vector<double> const& limits) {
    std::vector<double> each;
    for (std::size_t i = 0; i < figures.size(); ++i) each.push_back(figures[i] / limits.at(i));
    return spread_of(std::move(each));
}

std::string per_second(Spread const& rates) {
    return fmt::format("{}/s ({} to {})", grouped(rates.median), grouped(rates.lowest), grouped(rates.highest));
}

std::string seconds(Spread const& times) {
    return fmt::format("{:.2f} s ({:.2f} to {:.2f})", times.median, times.lowest, times.highest);
}

std::string milliseconds(Spread const& times) {
    return fmt::format("{:.1f} ms ({:.1f} to {:.1f})", times.median * 1000, times.lowest * 1000, times.highest * 1000);
}

void print_head() {
    print_columns("what", "Cairn: median (range)", "limit, in the same run", "ratio", "target", "");
    fmt::print("{}\n", std::string(150, '-'));
}

void print(Line const& line) {
    auto const ratio = line.ratio ? fmt::format("{:.2f}", *line.ratio) : "-";
    std::string target = "-";
    if (line.target) {
        bool const at_least = line.target->side == Target::Side::at_least;
        target = fmt::format("{} {:g}{}", at_least ? ">=" : "<=", line.target->value, line.target->unit);
    }
    print_columns(line.what, line.cairn, line.limit, ratio, target, verdict(line));
}

void print_left_out(std::string const& what, std::string const& why) {
    print_columns(what, "LEFT OUT: " + why, "", "", "", "");
}

}  // namespace cairn::bench
