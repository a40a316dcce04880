// Reading the queue of pairs and the merges of a person.
#pragma once

#include <string>
#include <vector>

#include "features/duplicates/duplicate.hpp"

namespace cairn {

// A merge without the lists of what it moved.
struct MergeSummary {
    Id<ParticipantMerge> id{};
    std::int64_t version = 0;
    Id<Participant> kept_id{};
    Id<Participant> merged_id{};
    std::string merged_by{};
    Instant merged_at{};
    std::string reason{};
    std::optional<std::string> undone_by{};
    std::optional<Instant> undone_at{};
    std::optional<std::string> undo_reason{};
};

template <>
RecordType const& record_type<MergeSummary>();

// Pairs of one status (as DuplicateStatus spells it) of which the permit may see both, behind `after` (an id; empty:
// from the beginning), oldest first, at most `most`.
std::vector<DuplicatePair> pairs_to_review(Reader& reader, Permit const& permit, std::string_view status,
                                           std::string const& after, std::size_t most);
// Merges into this person or of this person, oldest first, behind `after`.
std::vector<MergeSummary> merges_of(Reader& reader, Id<Participant> const& participant, std::string const& after,
                                    std::size_t most);

}  // namespace cairn
