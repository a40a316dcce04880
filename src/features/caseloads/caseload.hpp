// Who looks after whom for how long: cover while somebody is away, and transfers of a caseload from one peer to others.
//
// A caseload is the open episodes and open referrals of a peer. Moving them leaves history with the participant and
// authorship with the author: only `peer_id` changes, from now on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Episode;
struct Participant;
struct Referral;
struct Staff;

inline constexpr std::size_t reason_characters_max = 500;
inline constexpr int cover_days_max = 366;
// Of one write, which locks the chart of each; also what a nested list holds (record/nested_json.hpp).
inline constexpr std::size_t transfer_items_max = 200;

// ---- cover ----

// From the first to the last day, both in the covering person's own time zone, they see what is open with the absent
// one. It ends at midnight, whatever visit is under way: what was seen there is logged by somebody who still may.
struct Cover {
    Id<Cover> id{};
    std::int64_t version = 0;
    Id<Staff> absent_staff_id{};
    Id<Staff> covering_staff_id{};
    Date from{};
    Date until{};
    std::optional<std::string> reason{};
    std::optional<Instant> cancelled_at{};
};

struct CancelCover {
    Id<Cover> id{};
    std::int64_t version = 0;  // that was seen
};

template <>
RecordType const& record_type<Cover>();
template <>
RecordType const& record_type<CancelCover>();

void complete_and_check(Cover& cover, Cover const* previous, CheckContext const& context, Problems& problems);

// With arrange_caseloads, for somebody whom the caller supervises, for themselves, or with see_everyone for anybody:
// cover opens a whole caseload, so nobody may arrange it for a stranger's.
Result<Written> arrange_cover(Permit const& permit, Organization& organization, Cover const& cover, std::string key);
// Takes effect at once.
Result<Written> cancel_cover(Permit const& permit, Organization& organization, CancelCover const& command,
                             std::string key);

// ---- transfers ----

// One open episode or one open referral. Without `to_staff_id` it goes to the transfer's.
struct TransferItem {
    std::optional<Id<Episode>> episode_id{};
    std::optional<Id<Referral>> referral_id{};
    std::optional<Id<Staff>> to_staff_id{};
};

struct MovedItem {
    Id<Participant> participant_id{};
    std::optional<Id<Episode>> episode_id{};
    std::optional<Id<Referral>> referral_id{};
    Id<Staff> to_staff_id{};
};

enum class TransferStatus : std::uint8_t { planned, done, cancelled };

struct CaseloadTransfer {
    Id<CaseloadTransfer> id{};
    std::int64_t version = 0;
    Id<Staff> from_staff_id{};
    Id<Staff> to_staff_id{};
    Date effective_on{};  // in the time zone of from_staff_id
    std::optional<std::string> reason{};
    TransferStatus status = TransferStatus::planned;
    bool whole = false;  // everything that is open then, not only `items`
    std::vector<TransferItem> items{};
    std::vector<MovedItem> moved{};  // once done
    std::string arranged_by{};       // actor
    std::optional<Instant> done_at{};
    std::optional<Instant> cancelled_at{};
    std::optional<std::string> held_because{};  // why the day came and it could not be done yet
};

struct ArrangeTransfer {
    std::optional<Id<CaseloadTransfer>> id{};  // the caller may bring it
    Id<Staff> from_staff_id{};
    Id<Staff> to_staff_id{};
    std::optional<Date> effective_on{};  // today when left out
    std::optional<std::string> reason{};
    std::vector<TransferItem> items{};  // empty: everything that is open
};

struct CancelTransfer {
    Id<CaseloadTransfer> id{};
    std::int64_t version = 0;
};

template <>
RecordType const& record_type<TransferItem>();
template <>
RecordType const& record_type<MovedItem>();
template <>
RecordType const& record_type<CaseloadTransfer>();
template <>
RecordType const& record_type<ArrangeTransfer>();
template <>
RecordType const& record_type<CancelTransfer>();

// All with arrange_caseloads, and of what the caller may see: for everything else the peer has, it is as if they had it
// not. Dated today it is done at once, in one write that locks every chart; later it is planned.
//
// Two transfers of one caseload: the one that comes second moves what is left; when nothing is left, or when the whole
// caseload is planned to move already, it is refused with a sentence.
Result<Written> arrange_transfer(Permit const& permit, Organization& organization, ArrangeTransfer const& command,
                                 std::string key);
// Of one that is planned.
Result<Written> cancel_transfer(Permit const& permit, Organization& organization, CancelTransfer const& command,
                                std::string key);

struct DueTransfers {
    int done = 0;
    int held = 0;  // their day has come, but not yet possible; `held_because` says why
    std::int64_t items_moved = 0;
};
inline constexpr int due_transfers_max = 100;  // looked at in one call; the next call goes on

// Does what is planned for a day that has come, in the time zone of whom it moves from. Safe to call at any time, from
// several processes: what one has done, the other finds done. Needs arrange_caseloads and see_everyone, as the server's
// own upkeep has.
Result<DueTransfers> apply_due_transfers(Permit const& permit, Organization& organization);

// What a transfer would move, and what that does to each new peer's caseload.
struct PreviewedItem {
    Id<Participant> participant_id{};
    std::string participant_name{};
    std::optional<Id<Episode>> episode_id{};
    std::optional<Id<Referral>> referral_id{};
    Id<Staff> to_staff_id{};
};

struct PreviewedPeer {
    Id<Staff> staff_id{};
    std::string display_name{};
    int open_episodes = 0;  // now
    int open_referrals = 0;
    int episodes_to_come = 0;
    int referrals_to_come = 0;
    int caseload_max = 0;
    bool over_capacity = false;  // afterwards
};

struct TransferPreview {
    Id<Staff> from_staff_id{};
    Date effective_on{};
    int episodes = 0;
    int referrals = 0;
    std::vector<PreviewedItem> items{};
    std::vector<PreviewedPeer> peers{};
};

template <>
RecordType const& record_type<TransferPreview>();

Result<TransferPreview> preview_transfer(Permit const& permit, Organization& organization,
                                         ArrangeTransfer const& command);

}  // namespace cairn
