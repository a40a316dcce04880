// Somebody's week, Monday to Sunday: what they did, and where the time went.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "features/activities/activity.hpp"
#include "features/contacts/contact.hpp"
#include "features/staff/staff.hpp"

namespace cairn {

inline constexpr std::size_t week_entries_max = 500;  // of contacts, and of activities

// A contact as the week shows it, without its note.
struct WeekContact {
    Id<Contact> id{};
    Id<Participant> participant_id{};
    std::optional<std::string> given_name{};
    std::optional<std::string> family_name{};
    std::optional<std::string> preferred_name{};
    Moment started_at{};
    std::optional<Date> service_date{};
    std::optional<int> minutes{};
    Code mode{};
    Code place{};
    Code outcome{};
};

// Minutes of one kind of activity.
struct KindMinutes {
    Code kind{};
    std::int64_t entries = 0;
    std::int64_t minutes = 0;  // of those that state any
};

struct Week {
    Id<Staff> staff_id{};
    Date from{};   // Monday
    Date until{};  // Sunday
    // Every contact of theirs counts here, whoever it was with.
    std::int64_t contacts_reached = 0;  // texts left out, as in every figure
    std::int64_t attempts = 0;          // that did not reach anybody
    std::int64_t contact_minutes = 0;   // of reached contacts
    std::vector<KindMinutes> activity_minutes{};
    // Minutes of reached contacts out of these and activities, leave left out; empty while there are none.
    std::optional<double> direct_time_share{};
    // Of people whom the caller may see, in the order of time.
    std::vector<WeekContact> contacts{};
    std::vector<Activity> activities{};
};

template <>
RecordType const& record_type<WeekContact>();
template <>
RecordType const& record_type<KindMinutes>();
template <>
RecordType const& record_type<Week>();

// The Monday of the day's week.
Date monday_of(Date day);

// Voided entries are left out. The caller has checked that the permit may read this person's work.
Week read_week(Reader& reader, Permit const& permit, Id<Staff> const& staff_id, Date day);

}  // namespace cairn
