// Member types that only records use.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace cairn {

// The word for "nobody knows", allowed in every code list and counted as its own category (domain, Code lists).
inline constexpr std::string_view unknown_word = "unknown";

// A word of a code list. Code lists are data of the program, so the words cannot be an enum; which list it belongs to
// stands in the field's rule.
struct Code {
    std::string word{unknown_word};

    friend bool operator==(Code const&, Code const&) = default;
    friend bool operator==(Code const& code, std::string_view word) { return code.word == word; }
};

// JSON of any kind, for members whose shape is that of something else; empty when there is nothing.
struct AnyJson {
    std::string text{};
};

// Several words, in the order given, none twice. Written `a|b` in CSV and SQL, ["a","b"] in JSON.
struct Words {
    std::vector<std::string> words{};

    bool contains(std::string_view word) const;
    friend bool operator==(Words const&, Words const&) = default;
};

// Reads `a|b`; empty parts and repetitions are dropped.
Words split_words(std::string_view text);

}  // namespace cairn
