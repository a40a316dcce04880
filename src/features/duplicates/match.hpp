// How alike two people on record are, and why: a pure function of what is known of both.
//
// The weights are decisions, not measurements: they say which agreements together are worth a person's look (README).
// What is unknown on either side neither agrees nor differs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "features/participants/participant.hpp"

namespace cairn {

// From here on two people are candidates for being one and the same.
inline constexpr int match_score_min = 50;

namespace match_weight {
inline constexpr int same_name = 50;
inline constexpr int similar_name = 35;     // a letter or two changed, left out or transposed; part of a double name
inline constexpr int swapped_name = 40;     // given and family name in each other's place
inline constexpr int same_given_name = 15;  // nobody knows one of the family names
inline constexpr int other_name = -30;
inline constexpr int same_birth_date = 40;
inline constexpr int swapped_birth_date = 30;  // day and month in each other's place
inline constexpr int near_birth_date = 20;     // one digit differs, or two of them are transposed
inline constexpr int other_birth_date = -40;
inline constexpr int same_phone = 30;
inline constexpr int same_identifier = 130;  // outweighs every disagreement: one of the two is written down wrong
inline constexpr int same_sex = 5;
inline constexpr int other_sex = -10;
}  // namespace match_weight

inline constexpr std::size_t phone_digits_min = 7;  // fewer are no number of one's own

struct KnownIdentifier {
    std::string system{};  // folded
    std::string value{};   // folded, without spaces and punctuation

    friend bool operator==(KnownIdentifier const&, KnownIdentifier const&) = default;
};

// As participant.name_key spells them.
struct FoldedNames {
    std::string given{};
    std::string family{};
    std::string preferred{};
};

// What is known of one person.
struct MatchPerson {
    Id<Participant> id{};
    FoldedNames folded{};      // to look for
    std::string given_name{};  // to compare: letters and digits only
    std::string family_name{};
    std::string preferred_name{};
    std::optional<Date> birth_date{};
    Code sex{};
    std::vector<std::string> phones{};  // digits
    std::vector<KnownIdentifier> identifiers{};
};

MatchPerson match_person(Participant const& participant);
MatchPerson match_person(std::string_view given_name, std::string_view family_name, std::string_view preferred_name);
// "O'Neil-Smith" -> "oneil smith".
std::string match_name(std::string_view name);
// Digits, without the 1 that may stand before ten of them; empty when there are fewer than phone_digits_min.
std::string phone_digits(std::string_view number);
KnownIdentifier known_identifier(std::string_view system, std::string_view value);
// What cannot be told apart from nothing is not added.
void add_phone(MatchPerson& person, std::string_view number);
void add_identifier(MatchPerson& person, std::string_view system, std::string_view value);
// The date with day and month exchanged, when there is such a day and it is another one.
std::optional<Date> swapped_day_and_month(Date date);

struct Match {
    int score = 0;
    std::vector<std::string> reasons{};  // words of the code list duplicate_reason: what agrees, the weightiest first

    bool is_likely() const { return score >= match_score_min; }
};

Match compare(MatchPerson const& a, MatchPerson const& b);

// Letters to change, leave out, put in or transpose with their neighbor (optimal string alignment; G. Navarro, A guided
// tour to approximate string matching, 2001), by bytes; anything above `most` is most + 1.
int edits_between(std::string_view a, std::string_view b, int most);

}  // namespace cairn
