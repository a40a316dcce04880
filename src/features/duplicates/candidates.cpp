#include "features/duplicates/candidates.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "features/duplicates/duplicate.hpp"

namespace cairn {
namespace {

// The last code point of Unicode: behind every text that begins with what is put before it.
constexpr std::string_view after_all = "\xF4\x8F\xBF\xBF";
// The character behind the blank: "smith john" up to this holds "smith john" and "smith john peter", not "smith
// johnny".
constexpr char after_blank = '!';
// No name and no date lies between these.
constexpr std::string_view nowhere = "";

struct Range {
    std::string from{nowhere};
    std::string before{nowhere};
};

Range whole_names(std::string name) { return {name, name + after_blank}; }
Range beginning(std::string_view text) { return {std::string(text), std::string(text) + std::string(after_all)}; }

std::string first_character(std::string_view text) {
    std::size_t bytes = text.empty() ? 0 : 1;
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
    return std::string(text.substr(0, bytes));
}

// One SELECT of ids behind another; what a person does not have asks for nothing, so that the text is always the same.
class Question {
public:
    Question() { sql_ = "SELECT coalesce(p.merged_into_id, p.id), " + std::string(person_columns) + " FROM ("; }

    void names(Range range) {
        add("name_key >= " + next(std::move(range.from)) + " AND name_key < " + next(std::move(range.before)));
    }
    void names_that_end(Range range, std::string const& end) {
        auto const last = next(end);
        add("preferred_name IS NOT NULL AND name_key >= " + next(std::move(range.from)) + " AND name_key < " +
            next(std::move(range.before)) + " AND substr(name_key, length(name_key) - length(" + last +
            ") + 1) = " + last);
    }
    void birth_date(std::optional<Date> date, Range range) {
        add("birth_date = " + next(date ? to_string(*date) : std::string(nowhere)) +
            " AND name_key >= " + next(std::move(range.from)) + " AND name_key < " + next(std::move(range.before)));
    }
    void ask(Reader& reader, RowVisitor const& visit) {
        sql_ +=
            ") f JOIN participant p ON p.id = f.id ORDER BY p.id LIMIT " + std::to_string(parts_ * names_per_key_max);
        reader.each({sql_, std::move(parameters_)}, visit);
    }

private:
    std::string next(std::string value) {
        parameters_.emplace_back(std::move(value));
        return "$" + std::to_string(parameters_.size());
    }
    void add(std::string const& condition) {
        sql_ += parts_++ == 0 ? "" : " UNION ";
        sql_ += "SELECT id FROM (SELECT id FROM participant WHERE " + condition + " ORDER BY name_key LIMIT " +
                std::to_string(names_per_key_max) + ") s" + std::to_string(parts_);
    }

    std::string sql_;
    SqlValues parameters_;
    int parts_ = 0;
};

std::string both(std::string const& one, std::string const& two) {
    return one.empty() || two.empty() ? std::string(nowhere) : one + ' ' + two;
}

void ask_for_names(Question& question, FoldedNames const& names) {
    auto const whole = [](std::string const& name) { return name.empty() ? Range{} : whole_names(name); };
    question.names(whole(both(names.family, names.given)));
    question.names(whole(both(names.family, names.preferred)));
    question.names(whole(both(names.given, names.family)));
    question.names(whole(both(names.preferred, names.family)));
    // Somebody whose preferred name is what this one gives: "jones michael mike".
    for (auto const* first : {&names.given, &names.preferred}) {
        auto const end = names.family.empty() || first->empty() ? std::string(nowhere) : ' ' + *first;
        question.names_that_end(end.empty() ? Range{} : whole_names(names.family), end);
    }
}

// On a day on which many were born, such as one that stands for an unknown day, the names that begin alike come first.
void ask_for_birth_date(Question& question, MatchPerson const& person) {
    auto const letter = first_character(person.folded.family.empty() ? person.folded.given : person.folded.family);
    auto const swapped = person.birth_date ? swapped_day_and_month(*person.birth_date) : std::nullopt;
    for (auto const& date : {person.birth_date, swapped}) {
        question.birth_date(date, letter.empty() ? Range{} : beginning(letter));
        question.birth_date(date, beginning(""));
    }
}

constexpr std::string_view phone_sql =
    "SELECT coalesce(p.merged_into_id, p.id), p.id, p.given_name, p.family_name, p.preferred_name, p.birth_date, "
    "p.sex, "
    "h.number FROM derived_search_key k JOIN participant_phone h ON h.id = k.source_id "
    "JOIN participant p ON p.id = h.participant_id WHERE k.key = $1 AND h.voided_at IS NULL "
    "ORDER BY k.participant_id LIMIT $2";
constexpr std::string_view identifier_sql =
    "SELECT coalesce(p.merged_into_id, p.id), p.id, p.given_name, p.family_name, p.preferred_name, p.birth_date, "
    "p.sex, "
    "i.system, i.value FROM derived_search_key k JOIN participant_identifier i ON i.id = k.source_id "
    "JOIN participant p ON p.id = i.participant_id WHERE k.key = $1 AND i.voided_at IS NULL "
    "ORDER BY k.participant_id LIMIT $2";
constexpr std::string_view stored_phones_sql =
    "SELECT number FROM participant_phone WHERE participant_id = $1 AND voided_at IS NULL ORDER BY id LIMIT $2";
constexpr std::string_view stored_identifiers_sql =
    "SELECT system, value FROM participant_identifier WHERE participant_id = $1 AND voided_at IS NULL "
    "ORDER BY id LIMIT $2";

// People found, each once, with the points that led to them.
class Found {
public:
    MatchPerson& add(Row const& row) {
        auto& one = people_[std::string(row.text(1))];
        if (one.person.id.is_nil()) {
            one.leads_to.uuid = Uuid::parse(row.text(0)).value();
            one.person = read_person(row, 1);
        }
        return one.person;
    }

    std::vector<Candidate> likely(MatchPerson const& person) const {
        std::map<Id<Participant>, Match> best;
        for (auto const& [id, one] : people_) {
            if (one.leads_to == person.id || one.person.id == person.id) continue;
            auto match = compare(person, one.person);
            auto& known = best[one.leads_to];
            if (match.is_likely() && match.score > known.score) known = std::move(match);
        }
        std::vector<Candidate> candidates;
        for (auto& [id, match] : best) {
            if (match.is_likely()) candidates.push_back({id, std::move(match)});
        }
        std::ranges::stable_sort(candidates,
                                 [](auto const& a, auto const& b) { return a.match.score > b.match.score; });
        if (candidates.size() > duplicate_candidates_max) candidates.resize(duplicate_candidates_max);
        return candidates;
    }

private:
    struct One {
        Id<Participant> leads_to{};
        MatchPerson person{};
    };
    std::map<std::string, One> people_;
};

void find_by_points(Reader& reader, MatchPerson const& person, Found& found) {
    auto const limit = std::int64_t{points_per_key_max};
    for (auto const& digits : person.phones) {
        reader.each({phone_sql, {digits, limit}}, [&](Row const& row) {
            if (phone_digits(row.text(7)) == digits) found.add(row).phones.push_back(digits);
            return true;
        });
    }
    for (auto const& identifier : person.identifiers) {
        reader.each({identifier_sql, {identifier.value, limit}}, [&](Row const& row) {
            auto const theirs = known_identifier(row.text(7), row.text(8));
            if (theirs == identifier) found.add(row).identifiers.push_back(identifier);
            return true;
        });
    }
}

}  // namespace

MatchPerson read_person(Row const& row, int first) {
    auto person = match_person(row.text(first + 1), row.text(first + 2), row.text(first + 3));
    person.id.uuid = Uuid::parse(row.text(first)).value();
    person.sex.word = row.text(first + 5);
    if (!row.is_null(first + 4)) person.birth_date = Date::parse(row.text(first + 4)).value();
    return person;
}

std::vector<Candidate> find_candidates(Reader& reader, MatchPerson const& person) {
    Found found;
    Question question;
    ask_for_names(question, person.folded);
    ask_for_birth_date(question, person);
    question.ask(reader, [&](Row const& row) {
        found.add(row);
        return true;
    });
    find_by_points(reader, person, found);
    return found.likely(person);
}

void add_stored_points(Reader& reader, MatchPerson& person) {
    SqlValues const parameters{to_string(person.id), std::int64_t{contact_points_per_person_max}};
    reader.each({stored_phones_sql, parameters}, [&](Row const& row) {
        add_phone(person, row.text(0));
        return true;
    });
    reader.each({stored_identifiers_sql, parameters}, [&](Row const& row) {
        add_identifier(person, row.text(0), row.text(1));
        return true;
    });
}

std::optional<MatchPerson> load_person(Reader& reader, std::string const& id) {
    static std::string const sql =
        "SELECT " + std::string(person_columns) + " FROM participant p WHERE p.id = $1 AND p.merged_into_id IS NULL";
    std::optional<MatchPerson> person;
    reader.each({sql, {id}}, [&](Row const& row) {
        person = read_person(row);
        return false;
    });
    if (person) add_stored_points(reader, *person);
    return person;
}

}  // namespace cairn
