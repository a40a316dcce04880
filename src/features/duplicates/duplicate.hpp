// People who may be one and the same: the check at registration, the queue of pairs to review, merging and undoing it
// (domain, Duplicates; docs/decisions/0006).
//
// Whoever registers somebody must not learn from it that a person whom they may not see is in care (42 CFR 2.13(c)):
// candidates that the caller may see refuse the registration, others go to the queue without a trace in the answer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/duplicates/match.hpp"
#include "features/participants/participant.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

class Tx;

inline constexpr std::size_t duplicate_reason_characters_max = 500;
inline constexpr std::size_t merge_reason_characters_max = 500;
// Of one person: more candidates than this say that the check knows too little of the person.
inline constexpr std::size_t duplicate_candidates_max = 20;
inline constexpr std::size_t duplicates_per_search_max = 10'000;  // that one search of everybody puts into the queue
inline constexpr std::size_t merged_records_max = 20'000;         // of the chart that is merged into another
inline constexpr std::size_t merge_followers_max = 200;           // that were merged into it before

// ---- records ----

enum class DuplicateStatus : std::uint8_t { open, not_same, merged };

// In a stream of its own, which nobody reads but those who review.
struct PossibleDuplicate {
    Id<PossibleDuplicate> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};  // who was registered or changed
    Id<Participant> other_id{};        // who was there
    int score = 0;
    Words reasons{};  // code list duplicate_reason
    DuplicateStatus status = DuplicateStatus::open;
    std::optional<std::string> decided_by{};  // account
    std::optional<Instant> decided_at{};
    std::optional<std::string> decision_reason{};
};

// Records of one type, by their ids, separated by spaces.
struct MovedRecords {
    std::string record_type{};
    std::string ids{};
};

// A field of the kept participant that a merge changed, as cells of text.
struct TakenField {
    std::string field{};
    std::optional<std::string> before{};
    std::optional<std::string> after{};
};

// One chart was made part of another. In the stream of the chart that was kept.
struct ParticipantMerge {
    Id<ParticipantMerge> id{};
    std::int64_t version = 0;
    Id<Participant> kept_id{};
    Id<Participant> merged_id{};
    std::string merged_by{};  // account
    Instant merged_at{};
    std::string reason{};
    std::vector<MovedRecords> moved{};
    std::vector<TakenField> taken{};         // sealed: it may hold what is sealed in the participant
    std::optional<std::string> pairs{};      // possible duplicates that it decided, by id
    std::optional<std::string> followers{};  // participants that had been merged into the merged one before
    std::optional<std::string> undone_by{};
    std::optional<Instant> undone_at{};
    std::optional<std::string> undo_reason{};
};

// ---- what lists and refusals show ----

// What a reviewer needs to tell people apart.
struct PersonSummary {
    Id<Participant> id{};
    std::optional<std::string> given_name{};
    std::optional<std::string> family_name{};
    std::optional<std::string> preferred_name{};
    std::optional<Date> birth_date{};
};

struct DuplicateCandidate {
    PersonSummary participant{};
    int score = 0;
    Words reasons{};
};

// A row of the queue. Whoever was merged since is shown as the person they are part of now.
struct DuplicatePair {
    Id<PossibleDuplicate> id{};
    std::int64_t version = 0;
    PersonSummary participant{};
    PersonSummary other{};
    int score = 0;
    Words reasons{};
    DuplicateStatus status = DuplicateStatus::open;
    std::optional<std::string> decided_by{};
    std::optional<Instant> decided_at{};
    std::optional<std::string> decision_reason{};
};

// ---- commands ----

struct DismissDuplicate {
    Id<PossibleDuplicate> id{};
    std::int64_t version = 0;  // that was seen
    std::string reason{};
};

struct MergeParticipants {
    Id<Participant> id{};  // who is kept
    std::int64_t version = 0;
    Id<Participant> other_id{};  // whose chart becomes part of the kept one
    std::int64_t other_version = 0;
    std::string reason{};
    Words take{};  // fields in which the other's value counts; one that only the other has counts in any case
};

struct UndoMerge {
    Id<ParticipantMerge> id{};
    std::int64_t version = 0;
    std::string reason{};
};

template <>
RecordType const& record_type<PossibleDuplicate>();
template <>
RecordType const& record_type<MovedRecords>();
template <>
RecordType const& record_type<TakenField>();
template <>
RecordType const& record_type<ParticipantMerge>();
template <>
RecordType const& record_type<PersonSummary>();
template <>
RecordType const& record_type<DuplicateCandidate>();
template <>
RecordType const& record_type<DuplicatePair>();
template <>
RecordType const& record_type<DismissDuplicate>();
template <>
RecordType const& record_type<MergeParticipants>();
template <>
RecordType const& record_type<UndoMerge>();

// ---- the check ----

// Whoever registers somebody locks it, so that the second of two who register the same person sees the first. Nothing
// is written to it.
StreamKey registration_lock();

// Inside the write that has just put the new participant. Refuses with `possible_duplicate` and, in details_json, the
// candidates that the writer may see and has not said to be somebody else; queues a pair for every candidate that they
// may not see, and keeps what they said of the others.
Result<void> settle_duplicates(Tx& tx, Permit const& permit, IdSource& ids, MatchPerson const& person,
                               std::vector<NotSameAs> const& not_same_as);
// The participants whom such a refusal shows, for the access log.
std::vector<std::string> shown_candidates(Error const& refusal);

// Inside a write that changes what is known of somebody: queues pairs that are not known yet. `person` is what is known
// now, but for phones and identifiers that were stored before, which are added.
void queue_duplicates(Tx& tx, IdSource& ids, MatchPerson person);

// Compares everybody with everybody and queues pairs that are not known yet, at most duplicates_per_search_max; the
// number of pairs. Import ends with it. Needs import_records.
Result<std::size_t> search_for_duplicates(Permit const& permit, Organization& organization);

// ---- deciding ----

// Not one and the same, with a reason. Needs review_duplicates and sight of both.
Result<Written> dismiss_duplicate(Permit const& permit, Organization& organization, DismissDuplicate const& command,
                                  std::string key);

// Makes the other's chart part of the kept one's: everything in it moves, whatever its type (`types`: all records there
// are), and the other id leads to the kept one from then on. Answers with the merge's id and version. Needs
// merge_participants and sight of both.
Result<Written> merge_participants(Permit const& permit, Organization& organization,
                                   std::span<RecordType const* const> types, MergeParticipants const& command,
                                   std::string key);

// Puts back exactly what the merge moved and changed; what was written since stays with the kept person. Refused while
// the kept person is merged into a third: that merge is undone first.
Result<Written> undo_merge(Permit const& permit, Organization& organization, std::span<RecordType const* const> types,
                           UndoMerge const& command, std::string key);

// Whether records of this type move with a chart.
bool moves_with_chart(RecordType const& type);

// ---- reading ----

// The person that this id leads to: itself, or whom it was merged into.
Id<Participant> kept_person(Reader& reader, Id<Participant> const& id);
// The charts in whose streams records of this chart may have history: itself, and those it was ever merged with.
std::vector<std::string> charts_with_history(Reader& reader, std::string const& participant_id);

}  // namespace cairn
