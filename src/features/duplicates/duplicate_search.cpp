// Everybody against everybody, in a few ordered readings: people born on one day, people of one name, people who share
// a phone or an identifier. Memory holds one such group at a time, and the likeliest pairs.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "features/duplicates/candidates.hpp"
#include "features/duplicates/duplicate.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

constexpr std::size_t whole_group_max = 300;  // everybody in it is compared with everybody
constexpr std::size_t neighbors_max = 50;     // in a larger one, only with so many next in order
constexpr std::size_t shared_point_max = 50;  // a phone that more people share is a shelter's, and says nothing
constexpr std::size_t pairs_per_write = 500;
constexpr std::string_view command_name = "search_for_duplicates";

using Pair = std::pair<Uuid, Uuid>;  // the earlier id first

struct LikelyPair {
    int score = 0;
    Pair people{};
};

// Persons read in the order of what they have in common, and that as text; empty when it is not known.
struct Reading {
    std::string sql;
    std::function<std::string(MatchPerson& person, Row const& row)> common;
    std::size_t group_max = 0;  // larger groups say nothing; 0: none is too large
};

// unbounded: everybody is compared, a row at a time
std::string people_sql(std::string_view more_columns, std::string_view rest) {
    return "SELECT " + std::string(person_columns) + std::string(more_columns) + " FROM participant p " +
           std::string(rest);
}

Reading by_birth_date() {
    // Day and month in ascending order, so that those exchanged stand together.
    return {people_sql("", "WHERE p.birth_date IS NOT NULL AND p.merged_into_id IS NULL "
                           "ORDER BY substr(p.birth_date, 1, 4), CASE WHEN substr(p.birth_date, 6, 2) <= "
                           "substr(p.birth_date, 9, 2) THEN substr(p.birth_date, 6, 2) || substr(p.birth_date, 9, 2) "
                           "ELSE substr(p.birth_date, 9, 2) || substr(p.birth_date, 6, 2) END, p.name_key"),
            [](MatchPerson& person, Row const&) {
                auto const text = to_string(*person.birth_date);
                auto const swapped = swapped_day_and_month(*person.birth_date);
                return swapped ? std::min(text, to_string(*swapped)) : text;
            }};
}

Reading by_name() {
    return {people_sql("", "WHERE p.merged_into_id IS NULL ORDER BY p.name_key"), [](MatchPerson& person, Row const&) {
                auto const& names = person.folded;
                return names.family.empty() || names.given.empty() ? std::string{} : names.family + ' ' + names.given;
            }};
}

Reading by_phone() {
    // Shorter keys are the ends of numbers.
    return {people_sql(", h.number", "JOIN participant_phone h ON h.participant_id = p.id JOIN derived_search_key k ON "
                                     "k.participant_id = p.id AND k.source_id = h.id WHERE h.voided_at IS NULL AND "
                                     "p.merged_into_id IS NULL AND length(k.key) >= 10 ORDER BY k.key, p.id"),
            [](MatchPerson& person, Row const& row) {
                person.phones = {phone_digits(row.text(6))};
                return person.phones.front();
            },
            shared_point_max};
}

Reading by_identifier() {
    return {people_sql(", i.system, i.value",
                       "JOIN participant_identifier i ON i.participant_id = p.id JOIN derived_search_key k ON "
                       "k.participant_id = p.id AND k.source_id = i.id WHERE i.voided_at IS NULL AND "
                       "p.merged_into_id IS NULL ORDER BY k.key, i.system, p.id"),
            [](MatchPerson& person, Row const& row) {
                person.identifiers = {known_identifier(row.text(6), row.text(7))};
                return person.identifiers.front().system + '\n' + person.identifiers.front().value;
            },
            shared_point_max};
}

class Search {
public:
    explicit Search(Reader& reader) : reader_(reader) {
        // unbounded: pairs that were found before
        reader.each({"SELECT participant_id, other_id FROM possible_duplicate"}, [&](Row const& row) {
            known_.insert(in_order(Uuid::parse(row.text(0)).value(), Uuid::parse(row.text(1)).value()));
            return true;
        });
    }

    void read(Reading const& reading) {
        std::vector<MatchPerson> group;
        std::string common;
        reader_.each({reading.sql}, [&](Row const& row) {
            auto person = read_person(row);
            auto theirs = reading.common(person, row);
            if (theirs != common) {
                compare_group(group, reading.group_max);
                group.clear();
                common = std::move(theirs);
            }
            if (!common.empty()) group.push_back(std::move(person));
            return true;
        });
        compare_group(group, reading.group_max);
    }

    // The likeliest first.
    std::vector<Pair> pairs() && {
        keep_likeliest();
        std::vector<Pair> pairs;
        for (auto const& pair : found_) pairs.push_back(pair.people);
        return pairs;
    }

private:
    static Pair in_order(Uuid const& a, Uuid const& b) { return {std::min(a, b), std::max(a, b)}; }

    void compare_group(std::vector<MatchPerson> const& group, std::size_t group_max) {
        if (group_max != 0 && group.size() > group_max) return;
        auto const reach = group.size() > whole_group_max ? neighbors_max : group.size();
        for (std::size_t i = 0; i < group.size(); ++i) {
            for (std::size_t j = i + 1; j < std::min(group.size(), i + 1 + reach); ++j) take(group[i], group[j]);
        }
    }

    void take(MatchPerson const& a, MatchPerson const& b) {
        if (a.id == b.id) return;
        auto const match = compare(a, b);
        auto const people = in_order(a.id.uuid, b.id.uuid);
        if (!match.is_likely() || known_.contains(people)) return;
        found_.push_back({match.score, people});
        if (found_.size() > 4 * duplicates_per_search_max) keep_likeliest();
    }

    // Each pair once, with its best score.
    void keep_likeliest() {
        std::map<Pair, int> best;
        for (auto const& pair : found_) best[pair.people] = std::max(best[pair.people], pair.score);
        found_.clear();
        for (auto const& [people, score] : best) found_.push_back({score, people});
        std::ranges::stable_sort(found_, [](auto const& a, auto const& b) { return a.score > b.score; });
        if (found_.size() > duplicates_per_search_max) found_.resize(duplicates_per_search_max);
    }

    Reader& reader_;
    std::set<Pair> known_{};
    std::vector<LikelyPair> found_{};
};

// Nobody gets more pairs from one search than the check at registration would give.
std::vector<Pair> find_pairs(Reader& reader) {
    Search search(reader);
    for (auto const& reading : {by_birth_date(), by_name(), by_phone(), by_identifier()}) search.read(reading);
    auto pairs = std::move(search).pairs();
    std::map<Uuid, std::size_t> counts;
    std::erase_if(pairs, [&](Pair const& pair) {
        bool const enough =
            counts[pair.first] >= duplicate_candidates_max || counts[pair.second] >= duplicate_candidates_max;
        if (!enough) {
            ++counts[pair.first];
            ++counts[pair.second];
        }
        return enough;
    });
    return pairs;
}

}  // namespace

Result<std::size_t> search_for_duplicates(Permit const& permit, Organization& organization) {
    if (auto const allowed = permit.require(Permission::import_records); !allowed) return allowed.error();
    auto& database = organization.database();
    std::vector<Pair> pairs;
    database.read([&](Reader& reader) { pairs = find_pairs(reader); });
    for (std::size_t first = 0; first < pairs.size(); first += pairs_per_write) {
        auto const last = std::min(pairs.size(), first + pairs_per_write);
        auto const key = to_string(organization.ids().next());
        auto const request = write_request(permit, command_name, key, key, {});
        auto const written = database.write(request, [&](Tx& tx) -> Result<std::string> {
            for (auto i = first; i < last; ++i) {
                auto const earlier = load_person(tx, to_string(pairs[i].first));
                auto const later = load_person(tx, to_string(pairs[i].second));
                if (earlier && later) queue_pair(tx, organization.ids(), *later, *earlier);
            }
            return std::string{};
        });
        if (!written) return written.error();
    }
    return pairs.size();
}

}  // namespace cairn
