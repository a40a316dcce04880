#include "features/participants/participant_search.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace cairn {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// "4/1/1990"
std::optional<Date> american_date(std::string_view text) {
    std::array<int, 3> numbers{};
    auto const parts = split(text, '/');
    if (parts.size() != numbers.size() || parts[2].size() != 4) return std::nullopt;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!all_digits(parts[i]) || parts[i].size() > 4) return std::nullopt;
        std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i]);
    }
    auto const two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    auto const date = Date::parse(std::string(parts[2]) + '-' + two(numbers[0]) + '-' + two(numbers[1]));
    return date ? std::optional(*date) : std::nullopt;
}

std::optional<Date> date_in(std::string_view text) {
    if (auto const date = Date::parse(text)) return *date;
    return american_date(text);
}

// What the views of migrations/0012 leave out of names and identifiers, and what people put between digits.
std::string without_punctuation(std::string_view text) {
    constexpr std::array<std::string_view, 10> marks{"-", "'", "’", ".", ",", "(", ")", "/", "+", "#"};
    std::string out(text);
    for (auto const mark : marks) {
        for (auto at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) out.erase(at, mark.size());
    }
    return out;
}

// As participant_phone_digits has them.
std::string national(std::string digits) {
    if (digits.size() == 11 && digits.front() == '1') digits.erase(0, 1);
    return digits;
}

bool is_one_number(std::string_view text) {
    auto const digits = std::count_if(text.begin(), text.end(), is_digit);
    return text.find_first_not_of("0123456789+-(). #") == std::string_view::npos && digits >= 7;
}

std::optional<SearchTerm> term_of(std::string_view word) {
    if (auto const date = date_in(word)) return SearchTerm{to_string(*date), true};
    auto key = without_punctuation(word);
    if (key.empty()) return std::nullopt;
    if (all_digits(key)) key = national(std::move(key));
    return SearchTerm{std::move(key), false};
}

// Fewer people share a day of birth than a number, a number than a name, and a long name than a short one.
bool tells_more(SearchTerm const& a, SearchTerm const& b) {
    auto const weight = [](SearchTerm const& term) {
        return std::tuple(term.whole, all_digits(term.key), term.key.size());
    };
    return weight(a) > weight(b);
}

bool tells_enough(SearchTerm const& term) {
    return term.whole || count_characters(term.key) >= (all_digits(term.key) ? search_digits_min : search_letters_min);
}

// "(s.key >= $1 AND s.key < $2)"
std::string found_in(std::string_view table, SearchTerm const& term, Listing& listing) {
    auto const key = std::string(table) + ".key";
    if (term.whole) return key + " = " + listing.bind(term.key);
    constexpr std::string_view last_character = "\U0010FFFF";
    return "(" + key + " >= " + listing.bind(term.key) + " AND " + key + " < " +
           listing.bind(term.key + std::string(last_character)) + ")";
}

}  // namespace

Result<std::vector<SearchTerm>> parse_search(std::string_view text) {
    auto const refuse = [](std::string_view code, std::string message) {
        return invalid("search", std::string(code), std::move(message));
    };
    if (count_characters(text) > search_characters_max) {
        return refuse("too_long",
                      "At most " + std::to_string(search_characters_max) + " characters can be looked for.");
    }
    auto const folded = fold_text(text);
    std::vector<SearchTerm> terms;
    if (is_one_number(folded) && !date_in(folded)) {
        std::string digits;
        std::copy_if(folded.begin(), folded.end(), std::back_inserter(digits), is_digit);
        terms.push_back({national(std::move(digits)), false});
    } else {
        for (auto const word : split(folded, ' ')) {
            if (auto term = term_of(word)) terms.push_back(*std::move(term));
        }
    }
    std::stable_sort(terms.begin(), terms.end(), tells_more);
    if (terms.empty() || !tells_enough(terms.front())) {
        return refuse("too_short", "Write at least two letters of a name, three digits, or a date of birth.");
    }
    if (terms.size() > search_terms_max) {
        return refuse("too_many", "At most " + std::to_string(search_terms_max) + " words can be looked for.");
    }
    return terms;
}

void search_people(Listing& listing, std::vector<SearchTerm> const& terms) {
    listing.from = "derived_search_key s JOIN participant p ON p.id = s.participant_id";
    listing.order = {"s.key", "p.id"};
    listing.where(found_in("s", terms.front(), listing));
    // Somebody whom two keys give is shown once, at the first.
    listing.where("NOT EXISTS (SELECT 1 FROM derived_search_key f WHERE f.participant_id = s.participant_id AND " +
                  found_in("f", terms.front(), listing) + " AND (f.key, f.source_id) < (s.key, s.source_id))");
    for (std::size_t i = 1; i < terms.size(); ++i) {
        auto const name = "t" + std::to_string(i);
        listing.where("EXISTS (SELECT 1 FROM derived_search_key " + name + " WHERE " + name +
                      ".participant_id = s.participant_id AND " + found_in(name, terms[i], listing) + ")");
    }
}

}  // namespace cairn
