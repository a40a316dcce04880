// Finding people by what somebody types: names, a date of birth, a phone number, an identifier; in any order and mixed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/reading.hpp"

namespace cairn {

inline constexpr std::size_t search_characters_max = 100;
inline constexpr std::size_t search_terms_max = 6;
inline constexpr std::size_t search_letters_min = 2;  // of the longest term
inline constexpr std::size_t search_digits_min = 3;

// One thing that a person's keys must begin with, or for a date equal, as migrations/0012 writes them.
struct SearchTerm {
    std::string key;
    bool whole = false;

    friend bool operator==(SearchTerm const&, SearchTerm const&) = default;
};

// The most telling term first. "(215) 555-0142" is one number; "Maria 4/1/1990" a name and a day, month first. Refuses
// too little, too much and too many.
Result<std::vector<SearchTerm>> parse_search(std::string_view text);

// Narrows a listing that has none of its own `from` and `order` to people `p` in whom every term is found, in the order
// of what was found.
void search_people(Listing& listing, std::vector<SearchTerm> const& terms);

}  // namespace cairn
