#include "record/types.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn {

bool Words::contains(std::string_view word) const { return std::find(words.begin(), words.end(), word) != words.end(); }

Words split_words(std::string_view text) {
    Words words;
    for (auto const part : split(text, '|')) {
        auto const word = trim(part);
        if (!word.empty() && !words.contains(word)) words.words.emplace_back(word);
    }
    return words;
}

}  // namespace cairn
