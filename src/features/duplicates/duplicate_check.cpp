// The check at registration, and what is found later.
#include <boost/json.hpp>

#include "base/text.hpp"
#include "features/duplicates/candidates.hpp"
#include "features/duplicates/duplicate.hpp"
#include "record/json.hpp"
#include "record/nested_json.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

constexpr std::string_view pair_stream_kind = "possible_duplicate";
constexpr std::string_view registration_lock_id = "00000000-0000-0000-0000-000000000001";
constexpr std::string_view known_pair_sql =
    "SELECT id FROM possible_duplicate WHERE (participant_id = $1 AND other_id = $2) OR "
    "(participant_id = $2 AND other_id = $1) LIMIT 1";

bool is_known(Tx& tx, Id<Participant> const& one, Id<Participant> const& two) {
    return tx.text({known_pair_sql, {to_string(one), to_string(two)}}).has_value();
}

PossibleDuplicate pair_of(IdSource& ids, MatchPerson const& person, Candidate const& candidate) {
    return {.id = ids.next_id<PossibleDuplicate>(),
            .participant_id = person.id,
            .other_id = candidate.id,
            .score = candidate.match.score,
            .reasons = {candidate.match.reasons}};
}

void put_pair(Tx& tx, PossibleDuplicate pair) {
    if (is_known(tx, pair.participant_id, pair.other_id)) return;
    tx.begin_stream({std::string(pair_stream_kind), to_string(pair.id)});
    tx.put(pair);
}

NotSameAs const* said_of(std::vector<NotSameAs> const& not_same_as, Id<Participant> const& id) {
    for (auto const& one : not_same_as) {
        if (one.id == id) return &one;
    }
    return nullptr;
}

// Nobody may be named whom the writer may not see: that answer is the one for somebody who does not exist.
Problems check_not_same_as(Tx& tx, std::vector<NotSameAs> const& not_same_as) {
    Problems problems;
    for (std::size_t i = 0; i < not_same_as.size(); ++i) {
        auto const place = "not_same_as[" + std::to_string(i) + "].";
        if (!tx.exists(not_same_as[i].id)) {
            problems.push_back({place + "id", "no_such_record", "There is no such participant."});
        }
        if (trim(not_same_as[i].reason).empty()) {
            problems.push_back({place + "reason", "required", "Say why this is somebody else."});
        }
    }
    return problems;
}

DuplicateCandidate shown(Participant const& participant, Match const& match) {
    return {.participant = {participant.id, participant.given_name, participant.family_name, participant.preferred_name,
                            participant.birth_date},
            .score = match.score,
            .reasons = {match.reasons}};
}

Error refusal(std::vector<DuplicateCandidate> const& candidates) {
    std::vector<void const*> items;
    for (auto const& candidate : candidates) items.push_back(&candidate);
    return {ErrorCode::possible_duplicate,
            "This may be somebody who is here already. Look at the candidates; if it is none of them, say so for each "
            "with a reason in not_same_as.",
            {},
            "{\"candidates\":" + list_to_json(record_type<DuplicateCandidate>(), items) + '}'};
}

}  // namespace

void queue_pair(Tx& tx, IdSource& ids, MatchPerson const& person, MatchPerson const& other) {
    put_pair(tx, pair_of(ids, person, {other.id, compare(person, other)}));
}

StreamKey registration_lock() { return {std::string(pair_stream_kind), std::string(registration_lock_id)}; }

Result<void> settle_duplicates(Tx& tx, Permit const& permit, IdSource& ids, MatchPerson const& person,
                               std::vector<NotSameAs> const& not_same_as) {
    if (auto problems = check_not_same_as(tx, not_same_as); !problems.empty()) return invalid(std::move(problems));
    std::vector<DuplicateCandidate> unanswered;
    std::vector<PossibleDuplicate> pairs;
    for (auto const& candidate : find_candidates(tx, person)) {
        auto pair = pair_of(ids, person, candidate);
        auto const visible = tx.get(candidate.id);
        auto const* said = visible ? said_of(not_same_as, candidate.id) : nullptr;
        if (said != nullptr) {
            pair.status = DuplicateStatus::not_same;
            pair.decided_by = permit.actor();
            pair.decided_at = tx.now();
            pair.decision_reason = said->reason;
        } else if (visible) {
            unanswered.push_back(shown(*visible, candidate.match));
        }
        pairs.push_back(std::move(pair));
    }
    if (!unanswered.empty()) return refusal(unanswered);
    for (auto& pair : pairs) put_pair(tx, std::move(pair));
    return {};
}

std::vector<std::string> shown_candidates(Error const& refusal) {
    std::vector<std::string> ids;
    if (refusal.code != ErrorCode::possible_duplicate) return ids;
    auto const details = boost::json::parse(refusal.details_json);
    for (auto const& candidate : details.at("candidates").as_array()) {
        ids.emplace_back(candidate.at("participant").at("id").as_string());
    }
    return ids;
}

void queue_duplicates(Tx& tx, IdSource& ids, MatchPerson person) {
    add_stored_points(tx, person);
    for (auto const& candidate : find_candidates(tx, person)) put_pair(tx, pair_of(ids, person, candidate));
}

}  // namespace cairn
