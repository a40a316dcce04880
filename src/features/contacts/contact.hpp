// Contacts: a meeting with a participant, or an attempt at one.
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
struct Site;
struct Staff;

inline constexpr int contact_minutes_max = 1440;
inline constexpr std::size_t contact_note_characters_max = 4000;
inline constexpr std::size_t void_reason_characters_max = 500;

struct Contact {
    Id<Contact> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::optional<Id<Episode>> episode_id{};
    std::optional<Id<Referral>> referral_id{};
    std::optional<Id<Staff>> peer_id{};
    std::optional<Id<Site>> site_id{};
    Moment started_at{};
    std::optional<std::string> time_zone{};  // IANA; left out: the site's, else the program's, unless the day given is
                                             // not the day there: then it stays unknown
    std::optional<Date> service_date{};      // the local day; always there once stored
    std::optional<int> minutes{};            // any duration is accepted; rounding belongs to billing alone
    Code mode{};                             // code list contact_mode
    Code place{};                            // code list contact_place
    Code outcome{};                          // code list contact_outcome
    Words support{};                         // code list contact_support
    Words topics{};                          // code list contact_topic
    std::optional<std::string> note{};       // short and optional by design [MGB]
    std::optional<Date> next_contact_on{};
    bool after_hours = false;
    std::optional<std::string> authored_by{};  // the actor who logged it, never rewritten; unknown when imported
    std::optional<Instant> voided_at{};        // a voided contact counts nowhere
    std::optional<std::string> void_reason{};
};

template <>
RecordType const& record_type<Contact>();

// Counts in figures and clocks: not voided, it reached the participant, and not by text.
bool is_reached_contact(Contact const& contact);
// Somebody tried, whatever came of it: not voided, and not called off beforehand.
bool is_attempt(Contact const& contact);

// Fills in what was left out, then appends every problem: declared rules, time, references. `previous` is the stored
// contact that this one replaces, else null.
void complete_and_check(Contact& contact, Contact const* previous, CheckContext const& context, Problems& problems);

struct VoidContact {
    Id<Contact> id{};
    std::int64_t version = 0;  // that was seen
    std::string reason{};
};

template <>
RecordType const& record_type<VoidContact>();

// A new contact. The caller may bring the id, else it gets one. Each command answers {"id":…,"version":…}.
//
// What it means for referrals: a contact that names a referral counts for it, whatever its state; one that names
// neither referral nor episode counts for referrals of the participant that were open on its day. Voiding or amending a
// contact that gave a referral its first attempt or first contact looks for the next earliest.
Result<Written> log_contact(Permit const& permit, Organization& organization, Contact const& contact, std::string key);
// The same for a contact that works on a referral, which it must name and which must be open.
Result<Written> record_attempt(Permit const& permit, Organization& organization, Contact const& attempt,
                               std::string key);
// The whole contact as it shall be, with the version that was seen; by its author or with void_any_entry. The
// participant stays. Refused once voided.
Result<Written> amend_contact(Permit const& permit, Organization& organization, Contact const& changed,
                              std::string key);
// By its author or with void_any_entry.
Result<Written> void_contact(Permit const& permit, Organization& organization, VoidContact const& command,
                             std::string key);

Importable contact_importable();

}  // namespace cairn
