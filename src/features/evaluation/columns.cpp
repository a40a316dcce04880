#include "features/evaluation/columns.hpp"

#include <stdexcept>

namespace cairn::evaluation {

Dictionary::Dictionary(std::initializer_list<std::string_view> known) {
    number("unknown");
    for (auto const word : known) number(word);
}

Word Dictionary::number(std::string_view text) {
    if (text.empty()) return unknown;
    if (auto const found = numbers_.find(text); found != numbers_.end()) return found->second;
    if (texts_.size() > std::numeric_limits<Word>::max()) {
        throw std::runtime_error("a column of words holds more than 65,536 different ones");
    }
    auto const word = static_cast<Word>(texts_.size());
    numbers_.emplace(text, word);
    texts_.emplace_back(text);
    return word;
}

std::string_view one_word(std::string_view words) {
    return words.find('|') == std::string_view::npos ? words : std::string_view("multiple");
}

std::string_view overdose_band(std::int64_t count) {
    if (count < 0) return "unknown";
    return count == 0 ? "none" : "any";
}

}  // namespace cairn::evaluation
