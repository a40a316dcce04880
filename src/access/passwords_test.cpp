#include "access/passwords.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

namespace cairn {
namespace {

using Codes = std::vector<std::string>;

Codes problems_of(std::string_view password, std::string_view login = "ana") {
    Problems problems;
    check_password(password, login, "password", problems);
    Codes codes;
    for (auto const& problem : problems) codes.push_back(problem.code);
    return codes;
}

class PasswordsTest : public testing::Test {
protected:
    SeededRandomness randomness_{7};
    Passwords passwords_{randomness_};
};

TEST(PasswordRules, AFewWordsInARowAreAccepted) {
    EXPECT_EQ(problems_of("a few words in a row"), Codes{});
    EXPECT_EQ(problems_of("twelve chars"), Codes{});
}

TEST(PasswordRules, EachRuleSaysWhichItIs) {
    EXPECT_EQ(problems_of("eleven char"), Codes{"too_short"});
    EXPECT_EQ(problems_of(""), Codes{"too_short"});
    EXPECT_EQ(problems_of(std::string(1025, 'x')), Codes{"too_long"});
    EXPECT_EQ(problems_of(std::string(1023, 'x') + "y"), Codes{});
    EXPECT_EQ(problems_of("Ana.Gomez-Ruiz", "ana.gomez-ruiz"), Codes{"same_as_login"});
    EXPECT_EQ(problems_of("PassWord1234"), Codes{"too_common"});
    EXPECT_EQ(problems_of("recovery1234"), Codes{"too_common"});
}

TEST(PasswordRules, CharactersCountAndNotBytes) {
    EXPECT_EQ(problems_of("ñññññññññññ"), Codes{"too_short"});
    EXPECT_EQ(problems_of("ññññññññññññ"), Codes{});
}

TEST_F(PasswordsTest, TheKeptTextMatchesItsPasswordOnly) {
    auto const kept = passwords_.hash("a few words in a row", "once").value();
    EXPECT_TRUE(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << kept;
    EXPECT_TRUE(passwords_.matches("a few words in a row", kept).value());
    EXPECT_FALSE(passwords_.matches("a few words in a roW", kept).value());
    EXPECT_FALSE(passwords_.matches("", kept).value());
    EXPECT_FALSE(passwords_.matches("a few words in a row", "not a kept text").value());
}

TEST_F(PasswordsTest, TheSamePasswordIsKeptDifferentlyEachTimeAndTheSameForTheSameRequest) {
    auto const kept = passwords_.hash("a few words in a row", "once").value();
    EXPECT_NE(passwords_.hash("a few words in a row", "twice").value(), kept);
    EXPECT_EQ(passwords_.hash("a few words in a row", "once").value(), kept);
}

TEST_F(PasswordsTest, AKeyboardThatComposesLettersDifferentlyGivesTheSamePassword) {
    auto const kept = passwords_.hash("una contrase\u00f1a larga", "once").value();
    EXPECT_TRUE(passwords_.matches("una contrasen\u0303a larga", kept).value());
}

TEST_F(PasswordsTest, NobodysPasswordIsNoPasswordAndCostsAsMuch) {
    for (std::string const password : {"", "a few words in a row", "nobody"}) {
        auto const before = passwords_.computed();
        EXPECT_FALSE(passwords_.matches(password, passwords_.nobodys()).value());
        EXPECT_EQ(passwords_.computed(), before + 1);
    }
}

TEST_F(PasswordsTest, GeneratedPasswordsFulfilTheRulesAndDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        auto const password = passwords_.generate();
        EXPECT_EQ(password.size(), generated_password_characters);
        EXPECT_EQ(password.find_first_of("01olI"), std::string::npos);
        EXPECT_EQ(problems_of(password), Codes{});
        EXPECT_TRUE(seen.insert(password).second);
    }
}

TEST_F(PasswordsTest, BeyondTheNamedNumbersTheyAreRefusedAndNotQueued) {
    std::atomic<int> refused{0};
    std::atomic<int> computed{0};
    {
        std::vector<std::jthread> many;
        for (int i = 0; i < hashings_at_once + hashings_waiting + 30; ++i) {
            many.emplace_back([&] {
                auto const right = passwords_.matches("a few words in a row", passwords_.nobodys());
                if (right) {
                    ++computed;
                } else {
                    EXPECT_EQ(right.error().code, ErrorCode::unavailable);
                    ++refused;
                }
            });
        }
    }
    EXPECT_GE(computed, hashings_waiting);
    EXPECT_EQ(static_cast<std::uint64_t>(computed), passwords_.computed());
    EXPECT_TRUE(passwords_.matches("x", passwords_.nobodys()).has_value()) << "the places are free again";
}

}  // namespace
}  // namespace cairn
