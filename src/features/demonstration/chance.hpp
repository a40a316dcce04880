// Chance that is the same for the same seed on every machine: what the generator draws from. Not for keys.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cairn::demonstration {

// One of several words, as often as its weight says in relation to the others'.
struct Choice {
    std::string_view word;
    double weight;
};

class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    double share();  // at least 0, below 1
    bool happens(double probability) { return share() < probability; }
    int whole(int least, int most);  // both included
    int poisson(double mean);        // for small means
    double normal(double mean, double deviation);
    std::string_view pick(std::span<Choice const> choices);
    // A piecewise linear quantile function: (share of draws below, value), from share 0 to share 1.
    struct Quantile {
        double share;
        double value;
    };
    double quantile(std::span<Quantile const> curve);
    template <class T>
    T const& any(std::vector<T> const& from) {
        return from.at(static_cast<std::size_t>(whole(0, static_cast<int>(from.size()) - 1)));
    }

private:
    std::uint64_t state_;
};

}  // namespace cairn::demonstration
