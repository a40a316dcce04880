// What is to be done: lists of people with the clocks that say how urgent it is. Clocks come from referral_clocks and
// episode_clock, the only places that compute them; every row passes the caller's sight.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/program/program.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {

struct ClockShown {
    ClockState state = ClockState::running;
    Instant due_at{};
    std::int64_t overdue_minutes = 0;
    std::string rule{};
};

// An open referral.
struct ReferralRow {
    Id<Referral> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string participant_name{};
    std::optional<Id<Site>> site_id{};
    std::optional<Id<Staff>> peer_id{};
    ReferralStatus status = ReferralStatus::received;
    Code urgency{};
    Moment received_at{};
    ClockShown first_attempt{};
    ClockShown first_contact{};
};

enum class ContactClock : std::uint8_t { running, overdue, paused };

// An open episode.
struct CaseloadRow {
    Id<Episode> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string participant_name{};
    Id<Site> site_id{};
    std::optional<Id<Staff>> peer_id{};
    EpisodeStatus status = EpisodeStatus::active;
    Stage stage = Stage::none;
    int month = 0;
    Date started_on{};
    std::optional<Date> planned_end_on{};
    std::optional<Date> last_contact_on{};  // that reached them, texts excluded
    int days_without_contact = 0;           // paused days left out
    std::optional<Date> next_contact_on{};  // as agreed at the latest contact that named a day
    ContactClock clock = ContactClock::running;
    std::optional<Date> due_on{};
    int overdue_days = 0;
    std::string rule{};
    std::string reason{};
};

// A referral or an episode whose clock has run out, with the rule and the reason in sentences.
struct OverdueRow {
    std::optional<Id<Referral>> referral_id{};  // one of the two
    std::optional<Id<Episode>> episode_id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string participant_name{};
    std::optional<Id<Site>> site_id{};
    std::optional<Id<Staff>> peer_id{};
    std::int64_t overdue_minutes = 0;  // of an episode: whole days
    std::string rule{};
    std::string reason{};
};

// A referral or an episode that is open and with nobody.
struct UnassignedRow {
    std::optional<Id<Referral>> referral_id{};  // one of the two
    std::optional<Id<Episode>> episode_id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string participant_name{};
    std::optional<Id<Site>> site_id{};
    Date since{};    // received, or started
    Code urgency{};  // of a referral
    std::optional<ClockShown> first_attempt{};
    std::optional<ClockShown> first_contact{};
};

template <>
RecordType const& record_type<ClockShown>();
template <>
RecordType const& record_type<ReferralRow>();
template <>
RecordType const& record_type<CaseloadRow>();
template <>
RecordType const& record_type<OverdueRow>();
template <>
RecordType const& record_type<UnassignedRow>();

// What a list is made with: one snapshot, one present.
struct WorklistView {
    Reader& reader;
    Permit const& permit;
    Program const& program;
    Instant now{};
};

struct WorklistAsked {
    std::optional<Id<Staff>> staff_id{};  // only what is with this person
    std::optional<std::string> after{};   // `next` of the page before
    std::size_t limit = 0;
};

template <class Row>
struct WorklistPage {
    std::vector<Row> rows{};
    std::optional<std::string> next{};  // empty on the last page
};

// A page of the overdue may hold fewer rows than asked for and still have a next one: a clock is known only once it has
// been computed, and one call computes no more than these.
inline constexpr std::size_t overdue_examined_max = 500;
// Contacts looked at, from the latest back, for a day that was agreed.
inline constexpr int agreed_day_contacts_max = 20;

// Oldest first. Without `staff_id`: with the caller, with somebody they cover or supervise, and at their sites what is
// with nobody (a supervisor: everything); for those who see everyone, all.
WorklistPage<ReferralRow> referrals_to_reach(WorklistView const& view, WorklistAsked const& asked);
// By name. `staff_id` is required.
WorklistPage<CaseloadRow> caseload(WorklistView const& view, WorklistAsked const& asked);
// Referrals, then episodes; of one page, the longest overdue first. Whose: as with referrals_to_reach.
WorklistPage<OverdueRow> overdue(WorklistView const& view, WorklistAsked const& asked);
// Referrals, oldest first, then episodes; at the caller's sites, for those who see everyone at all.
WorklistPage<UnassignedRow> unassigned(WorklistView const& view, WorklistAsked const& asked);

// Whether the caller may look at that caseload as such: their own, with read_team any, and one that they cover today.
bool may_open_caseload(Reader& reader, Permit const& permit, Id<Staff> const& staff_id);

}  // namespace cairn
