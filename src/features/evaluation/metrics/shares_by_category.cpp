#include <algorithm>

#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

std::vector<Group> shares_by_category(Grouping const& grouping, std::vector<std::map<Word, std::int64_t>> counts,
                                      Dictionary const& words, std::span<Word const> always) {
    counts.resize(grouping.size());
    std::vector<Group> groups;
    for (std::size_t g = 0; g < counts.size(); ++g) {
        for (Word const word : always) counts[g].try_emplace(word, 0);
        std::int64_t total = 0;
        for (auto const& [word, count] : counts[g]) total += count;
        for (auto const& [word, count] : counts[g]) {
            Labels by = grouping.labels(g);
            by.emplace_back("category", words.text(word));
            groups.push_back({.by = std::move(by),
                              .figures = share_with_limits(count, total),
                              .reason = total == 0 ? "nothing to count in this group" : ""});
        }
    }
    return in_order(std::move(groups));
}

std::vector<Group> in_order(std::vector<Group> groups) {
    std::stable_sort(groups.begin(), groups.end(),
                     [](Group const& a, Group const& b) { return labels_before(a.by, b.by); });
    return groups;
}

}  // namespace cairn::evaluation
