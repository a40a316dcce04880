#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"

namespace cairn {
namespace {

TEST(Text, IsStoredComposedSoThatOneNameHasOneSpelling) {
    EXPECT_EQ(*normalize_text("Zoe\xCC\x88"), "Zo\xC3\xAB");
    EXPECT_EQ(*normalize_text("plain"), "plain");
}

TEST(Text, RefusesWhatIsNotUtf8AndTheCharacterZero) {
    for (std::string_view const text : {std::string_view("a\xFF"), std::string_view("\xC0\xAF"),
                                        std::string_view("\xED\xA0\x80"), std::string_view("a\0b", 3)}) {
        EXPECT_FALSE(normalize_text(text));
    }
}

TEST(Text, FoldsCaseMarksAndSpacesForSearch) {
    EXPECT_EQ(fold_text("  \xC3\x85ngstr\xC3\xB6m \t  JOS\xC3\x89 "), "angstrom jose");
    EXPECT_EQ(fold_text("stra\xC3\x9F"
                        "e"),
              "strasse");
}

TEST(Text, CountsCharactersNotBytes) { EXPECT_EQ(count_characters("Zo\xC3\xAB"), 3U); }

TEST(Text, SplitsAndJoins) {
    EXPECT_EQ(split("a||b", '|'), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", '|'), std::vector<std::string_view>{""});
    EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(trim(" \t a b \n"), "a b");
}

// RFC 7693 has no BLAKE2b-256 vector; this one is of the reference implementation, `b2sum -l 256`.
TEST(Digest, IsBlake2b) {
    EXPECT_EQ(to_hex(digest_of("abc")), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    EXPECT_NE(digest_of("abc", Bytes(16, 1)), digest_of("abc"));
}

TEST(Hex, ReadsBackAndRefusesHalfBytes) {
    EXPECT_EQ(from_hex("00ff10"), (Bytes{0x00, 0xFF, 0x10}));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("zz"));
}

}  // namespace
}  // namespace cairn
