#include "base/id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cairn {
namespace {

TEST(Uuid, ReadsAndWritesItsThirtySixCharacters) {
    std::string const text = "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11";
    EXPECT_EQ(to_string(*Uuid::parse(text)), text);
    EXPECT_EQ(to_string(*Uuid::parse("0190A5C0-7D3E-7CC0-8F5E-3B1F0C9D2E11")), text);
    for (auto const* wrong : {"", "0190a5c07d3e7cc08f5e3b1f0c9d2e11", "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e1g",
                              "0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e111", "0190a5c0+7d3e-7cc0-8f5e-3b1f0c9d2e11"}) {
        EXPECT_FALSE(Uuid::parse(wrong)) << wrong;
    }
}

TEST(IdSource, MakesVersionSevenIdsThatOnlyIncrease) {
    FixedClock clock(*Instant::parse("2026-08-03T10:05:00Z"));
    SeededRandomness randomness(1);
    IdSource ids(clock, randomness);
    std::set<std::string> made;
    std::string last;
    for (int i = 0; i < 10'000; ++i) {
        if (i == 5'000) clock.set({clock.now().milliseconds - 60'000});  // the clock was set back
        auto const id = to_string(ids.next());
        EXPECT_EQ(id[14], '7');
        EXPECT_NE(std::string_view("89ab").find(id[19]), std::string_view::npos);
        EXPECT_LT(last, id);
        last = id;
        made.insert(id);
    }
    EXPECT_EQ(made.size(), 10'000U);
}

TEST(SeededRandomness, GivesTheSameBytesForTheSameSeed) {
    std::array<std::uint8_t, 32> first{};
    std::array<std::uint8_t, 32> second{};
    SeededRandomness(7).fill(first);
    SeededRandomness(7).fill(second);
    EXPECT_EQ(first, second);
    SeededRandomness(8).fill(second);
    EXPECT_NE(first, second);
}

}  // namespace
}  // namespace cairn
