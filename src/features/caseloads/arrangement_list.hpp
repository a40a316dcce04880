// Cover and transfers as somebody may look them up: those that are about themselves or about people whom they
// supervise; for those who see everyone, all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/caseloads/caseload.hpp"

namespace cairn {

// A transfer without the people whom it moved.
struct TransferRow {
    Id<CaseloadTransfer> id{};
    std::int64_t version = 0;
    Id<Staff> from_staff_id{};
    Id<Staff> to_staff_id{};
    Date effective_on{};
    std::optional<std::string> reason{};
    TransferStatus status = TransferStatus::planned;
    bool whole = false;
    int items = 0;
    int moved = 0;
    std::string arranged_by{};
    std::optional<Instant> done_at{};
    std::optional<Instant> cancelled_at{};
    std::optional<std::string> held_because{};
};

template <>
RecordType const& record_type<TransferRow>();

struct ArrangementsAsked {
    bool current = false;                // cover that is not over, transfers that are planned
    std::optional<std::string> after{};  // id
    std::size_t limit = 0;
};

// Newest first.
std::vector<Cover> covers_of(Reader& reader, Permit const& permit, ArrangementsAsked const& asked);
std::vector<TransferRow> transfers_of(Reader& reader, Permit const& permit, ArrangementsAsked const& asked);

// One, if the permit may look it up.
std::optional<Cover> find_cover(Reader& reader, Permit const& permit, Id<Cover> const& id);
// Only with the items of people whom the permit may see; they are added to `seen`.
std::optional<CaseloadTransfer> find_transfer(Reader& reader, Permit const& permit, Id<CaseloadTransfer> const& id,
                                              std::vector<Id<Participant>>& seen);

}  // namespace cairn
