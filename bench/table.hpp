// What is printed: one line for each figure, with the limit that was measured in the same run.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cairn::bench {

struct Spread {
    double median = 0;
    double lowest = 0;
    double highest = 0;
};

Spread spread_of(std::vector<double> figures);
// Round by round, because a noisy neighbour disturbs Cairn and limit of one round alike.
Spread ratios(std::vector<double> const& figures, std::vector<double> const& limits);

std::string per_second(Spread const& rates);  // "4,510/s (4,400 to 4,600)"
std::string seconds(Spread const& times);
std::string milliseconds(Spread const& times);  // of times in seconds

struct Target {
    enum class Side : std::uint8_t { at_least, at_most } side;
    double value;
    std::string unit{};  // behind the number, " s"
};

struct Line {
    std::string what;
    std::string cairn;
    std::string limit = "-";
    std::optional<double> ratio{};
    std::optional<Target> target{};
    std::optional<double> judged{};  // what the target is held against; the ratio when left out
};

void print_head();
void print(Line const& line);
void print_left_out(std::string const& what, std::string const& why);

}  // namespace cairn::bench
