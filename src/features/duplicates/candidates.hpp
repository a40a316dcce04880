// Who on record may be the person at hand: the statements of the check, each bounded and answered from an index.
#pragma once

#include <vector>

#include "features/duplicates/match.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr int names_per_key_max = 200;   // people of one name, or of one birth date, that are compared
inline constexpr int points_per_key_max = 100;  // people who share one phone or identifier
inline constexpr int contact_points_per_person_max = 50;

struct Candidate {
    Id<Participant> id{};  // whom the record leads to, if it was merged
    Match match{};
};

// Likely ones only, the likeliest first, at most duplicate_candidates_max. The same statements run whatever they find.
std::vector<Candidate> find_candidates(Reader& reader, MatchPerson const& person);

// Adds the phones and identifiers that are stored for the person.
void add_stored_points(Reader& reader, MatchPerson& person);
// Everything that is stored of the person; nothing when there is none, or when they were merged into somebody else.
std::optional<MatchPerson> load_person(Reader& reader, std::string const& id);

// Puts an open pair into the queue unless the two are a pair already.
void queue_pair(class Tx& tx, IdSource& ids, MatchPerson const& person, MatchPerson const& other);

// "p.id, …": what `read_person` reads, from `first` on.
inline constexpr std::string_view person_columns =
    "p.id, p.given_name, p.family_name, p.preferred_name, p.birth_date, p.sex";
MatchPerson read_person(Row const& row, int first = 0);

}  // namespace cairn
