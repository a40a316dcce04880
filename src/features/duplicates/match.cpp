#include "features/duplicates/match.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::size_t one_edit_letters_min = 4;  // shorter names differ in one letter and are two names
constexpr std::size_t two_edits_letters_min = 8;
constexpr std::size_t name_bytes_compared_max = 64;

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

enum class Likeness { unknown, other, similar, same };

std::string joined(std::string_view name) {
    std::string text(name);
    std::erase(text, ' ');
    return text;
}

// "garcia" and "garcia lopez": one of a double name.
bool is_part_of(std::string_view part, std::string_view whole) {
    auto const words = split(whole, ' ');
    auto const parts = split(part, ' ');
    return parts.size() < words.size() && std::ranges::all_of(parts, [&](std::string_view word) {
               return std::ranges::find(words, word) != words.end();
           });
}

Likeness likeness(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return Likeness::unknown;
    if (a == b) return Likeness::same;
    auto const one = joined(a);
    auto const two = joined(b);
    if (one == two) return Likeness::same;
    if (is_part_of(a, b) || is_part_of(b, a)) return Likeness::similar;
    auto const letters = std::min(count_characters(one), count_characters(two));
    int const most = letters >= two_edits_letters_min ? 2 : letters >= one_edit_letters_min ? 1 : 0;
    return most > 0 && edits_between(one, two, most) <= most ? Likeness::similar : Likeness::other;
}

// The best of given and preferred name against each other.
Likeness first_name_likeness(MatchPerson const& a, MatchPerson const& b) {
    auto best = Likeness::unknown;
    for (auto const* one : {&a.given_name, &a.preferred_name}) {
        for (auto const* two : {&b.given_name, &b.preferred_name}) best = std::max(best, likeness(*one, *two));
    }
    return best;
}

bool names_are_swapped(MatchPerson const& a, MatchPerson const& b) {
    auto const crosswise = [&](std::string const& first_of_a, std::string const& first_of_b) {
        return likeness(first_of_a, b.family_name) == Likeness::same &&
               likeness(a.family_name, first_of_b) == Likeness::same;
    };
    return crosswise(a.given_name, b.given_name) || crosswise(a.preferred_name, b.given_name) ||
           crosswise(a.given_name, b.preferred_name);
}

struct Finding {
    int weight = 0;
    std::string_view reason{};
};

Finding compare_names(MatchPerson const& a, MatchPerson const& b) {
    using namespace match_weight;
    auto const first = first_name_likeness(a, b);
    auto const family = likeness(a.family_name, b.family_name);
    if (first == Likeness::same && family == Likeness::same) return {same_name, "same_name"};
    if (names_are_swapped(a, b)) return {swapped_name, "names_swapped"};
    if (first >= Likeness::similar && family >= Likeness::similar) return {similar_name, "similar_name"};
    if (first == Likeness::same && family == Likeness::unknown) return {same_given_name, "same_given_name"};
    // A family name may have changed, so that alone says nothing; of siblings only the family name agrees.
    bool const differ = first == Likeness::other || (family == Likeness::other && first != Likeness::same);
    return differ ? Finding{other_name, {}} : Finding{};
}

// "1985-03-12" and "1985-03-21", "1985-03-12" and "1985-04-12": one slip of the hand in one of the three numbers.
bool is_one_slip(std::string const& a, std::string const& b) {
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] != b[i]) differing.push_back(i);
    }
    if (differing.size() == 1) return true;
    return differing.size() == 2 && differing[1] == differing[0] + 1 && a[differing[0]] == b[differing[1]] &&
           a[differing[1]] == b[differing[0]];
}

Finding compare_birth_dates(MatchPerson const& a, MatchPerson const& b) {
    using namespace match_weight;
    if (!a.birth_date || !b.birth_date) return {};
    if (*a.birth_date == *b.birth_date) return {same_birth_date, "same_birth_date"};
    if (swapped_day_and_month(*a.birth_date) == *b.birth_date) return {swapped_birth_date, "birth_day_month_swapped"};
    if (is_one_slip(to_string(*a.birth_date), to_string(*b.birth_date))) return {near_birth_date, "near_birth_date"};
    return {other_birth_date, {}};
}

template <class Value>
bool share_one(std::vector<Value> const& a, std::vector<Value> const& b) {
    return std::ranges::any_of(a, [&](Value const& value) { return std::ranges::find(b, value) != b.end(); });
}

Finding compare_sex(MatchPerson const& a, MatchPerson const& b) {
    using namespace match_weight;
    if (a.sex == unknown_word || b.sex == unknown_word) return {};
    return a.sex == b.sex ? Finding{same_sex, "same_sex"} : Finding{other_sex, {}};
}

}  // namespace

std::string match_name(std::string_view name) {
    auto folded = fold_text(name);
    std::ranges::replace(folded, '-', ' ');
    std::erase_if(folded, [](char c) { return c != ' ' && !is_letter_or_digit(c); });
    return fold_text(folded);
}

std::string phone_digits(std::string_view number) {
    std::string digits;
    std::ranges::copy_if(number, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    return digits.size() < phone_digits_min ? std::string{} : digits;
}

KnownIdentifier known_identifier(std::string_view system, std::string_view value) {
    auto folded = fold_text(value);
    std::erase_if(folded, [](char c) { return !is_letter_or_digit(c); });
    return {fold_text(system), std::move(folded)};
}

std::optional<Date> swapped_day_and_month(Date date) {
    auto const text = to_string(date);
    auto const swapped = Date::parse(text.substr(0, 5) + text.substr(8, 2) + '-' + text.substr(5, 2));
    if (!swapped || *swapped == date) return std::nullopt;
    return *swapped;
}

MatchPerson match_person(std::string_view given_name, std::string_view family_name, std::string_view preferred_name) {
    return {.folded = {fold_text(given_name), fold_text(family_name), fold_text(preferred_name)},
            .given_name = match_name(given_name),
            .family_name = match_name(family_name),
            .preferred_name = match_name(preferred_name)};
}

MatchPerson match_person(Participant const& participant) {
    auto person = match_person(participant.given_name.value_or(""), participant.family_name.value_or(""),
                               participant.preferred_name.value_or(""));
    person.id = participant.id;
    person.birth_date = participant.birth_date;
    person.sex = participant.sex;
    return person;
}

void add_phone(MatchPerson& person, std::string_view number) {
    auto digits = phone_digits(number);
    if (!digits.empty()) person.phones.push_back(std::move(digits));
}

void add_identifier(MatchPerson& person, std::string_view system, std::string_view value) {
    auto identifier = known_identifier(system, value);
    if (!identifier.value.empty()) person.identifiers.push_back(std::move(identifier));
}

int edits_between(std::string_view a, std::string_view b, int most) {
    a = a.substr(0, name_bytes_compared_max);
    b = b.substr(0, name_bytes_compared_max);
    auto const difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > static_cast<std::size_t>(most)) return most + 1;
    using Line = std::array<int, name_bytes_compared_max + 1>;
    Line before_last{};
    Line last{};
    Line line{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        line[0] = static_cast<int>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            int const changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            line[j] = std::min({last[j] + 1, line[j - 1] + 1, changed});
            bool const transposed = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (transposed) line[j] = std::min(line[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = line;
    }
    return std::min(last[b.size()], most + 1);
}

Match compare(MatchPerson const& a, MatchPerson const& b) {
    std::vector<Finding> findings{compare_names(a, b), compare_birth_dates(a, b), compare_sex(a, b)};
    if (share_one(a.phones, b.phones)) findings.push_back({match_weight::same_phone, "same_phone"});
    if (share_one(a.identifiers, b.identifiers)) {
        findings.push_back({match_weight::same_identifier, "same_identifier"});
    }
    std::ranges::stable_sort(findings, [](Finding const& one, Finding const& two) { return one.weight > two.weight; });
    Match match;
    for (auto const& finding : findings) {
        match.score += finding.weight;
        if (!finding.reason.empty()) match.reasons.emplace_back(finding.reason);
    }
    return match;
}

}  // namespace cairn
