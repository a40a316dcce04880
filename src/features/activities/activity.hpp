// Activities: work time that is not a contact, such as documentation, travel or training; also leave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Staff;

inline constexpr int activity_minutes_max = 1440;
inline constexpr std::size_t activity_note_characters_max = 1000;

struct Activity {
    Id<Activity> id{};
    std::int64_t version = 0;
    Id<Staff> staff_id{};
    Moment started_at{};
    std::optional<std::string> time_zone{};  // IANA; left out: the staff member's, else the program's
    Date service_date{};                     // derived: the local day
    std::optional<int> minutes{};
    Code kind{};  // code list activity_kind
    std::optional<std::string> note{};
    std::optional<std::string> authored_by{};  // the actor who logged it, never rewritten; unknown when imported
    std::optional<Instant> voided_at{};        // a voided activity counts nowhere
    std::optional<std::string> void_reason{};
};

template <>
RecordType const& record_type<Activity>();

// Fills in what was left out, then appends every problem: declared rules, time, references. `previous` is the stored
// activity that this one replaces, else null.
void complete_and_check(Activity& activity, Activity const* previous, CheckContext const& context, Problems& problems);

struct VoidActivity {
    Id<Activity> id{};
    std::int64_t version = 0;  // that was seen
    std::string reason{};
};

template <>
RecordType const& record_type<VoidActivity>();

// A new activity. The caller may bring the id, else it gets one. Each command answers {"id":…,"version":…}. People log
// their own time; with void_any_entry, anybody's. One of somebody whose work the permit may not read
// (features/staff) is, to every command, as if it did not exist.
Result<Written> log_activity(Permit const& permit, Organization& organization, Activity const& activity,
                             std::string key);
// The whole activity as it shall be, with the version that was seen; by its author or with void_any_entry. The staff
// member stays. Refused once voided.
Result<Written> amend_activity(Permit const& permit, Organization& organization, Activity const& changed,
                               std::string key);
// By its author or with void_any_entry.
Result<Written> void_activity(Permit const& permit, Organization& organization, VoidActivity const& command,
                              std::string key);

Importable activity_importable();

}  // namespace cairn
