#include "features/demonstration/chance.hpp"

#include <cmath>
#include <numbers>

namespace cairn::demonstration {

// SplitMix64 (Steele, Lea, Flood 2014, Fast splittable pseudorandom number generators).
double Chance::share() {
    state_ += 0x9E3779B97F4A7C15ULL;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    mixed ^= mixed >> 31U;
    return static_cast<double>(mixed >> 11U) * 0x1.0p-53;
}

int Chance::whole(int least, int most) { return least + static_cast<int>(share() * (most - least + 1)); }

// Knuth's: multiplies shares until they fall below exp(-mean).
int Chance::poisson(double mean) {
    auto const limit = std::exp(-mean);
    int count = -1;
    for (double product = 1; product > limit; product *= share()) ++count;
    return count;
}

// Box and Muller's, one of the two values.
double Chance::normal(double mean, double deviation) {
    auto const radius = std::sqrt(-2 * std::log(1 - share()));
    return mean + deviation * radius * std::cos(2 * std::numbers::pi * share());
}

std::string_view Chance::pick(std::span<Choice const> choices) {
    double total = 0;
    for (auto const& choice : choices) total += choice.weight;
    auto left = share() * total;
    for (auto const& choice : choices) {
        left -= choice.weight;
        if (left < 0) return choice.word;
    }
    return choices.back().word;
}

double Chance::quantile(std::span<Quantile const> curve) {
    auto const drawn = share();
    std::size_t to = 1;
    while (to + 1 < curve.size() && curve[to].share < drawn) ++to;
    auto const& a = curve[to - 1];
    auto const& b = curve[to];
    return a.value + (b.value - a.value) * (drawn - a.share) / (b.share - a.share);
}

}  // namespace cairn::demonstration
