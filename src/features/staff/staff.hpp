// Staff: peers, their supervisors, clinicians and everyone else who works in the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

struct Site;

// What somebody may do in the program is the role (access/role.hpp); what they are by training, the profession.
enum class Profession : std::uint8_t { peer, pcp, lcsw, psychiatrist, nurse, therapist, other };
enum class Employment : std::uint8_t { employee, contractor, volunteer };
enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

struct SiteAssignment {
    Id<Site> site_id{};
    std::optional<double> fte{};  // share of a full-time position that is worked at this site
};

// One stretch of working time in the person's own time zone.
struct WorkHours {
    Weekday weekday = Weekday::monday;
    std::string from{};  // HH:MM, 00:00 to 23:59
    std::string to{};    // HH:MM, after `from`, at most 24:00
};

struct Staff {
    Id<Staff> id{};
    std::int64_t version = 0;
    std::string display_name{};
    std::optional<std::string> email{};
    Role role = Role::peer;
    std::optional<Profession> profession{};
    bool licensed = false;  // a licensed clinician, to whom alerts may go
    std::optional<Employment> employment{};
    std::optional<double> fte{};  // 1 is a full-time position
    std::string time_zone{};      // IANA; a caller may leave it empty and gets the program's
    std::vector<WorkHours> work_schedule{};
    Words languages{};  // code list language
    Words offers{};     // code list peer_offer: what a peer chose to offer, for matching only
    std::vector<SiteAssignment> sites{};
    std::optional<Id<Staff>> program_supervisor_id{};  // fidelity, skills, self-care
    std::optional<Id<Staff>> site_supervisor_id{};     // local work
    std::optional<int> caseload_min{};
    std::optional<int> caseload_max{};
    std::optional<Date> ended_on{};  // last day with the program
};

template <>
RecordType const& record_type<Staff>();

// Fills in what was left out, then appends every problem: declared rules, hours, shares, caseload, supervisors.
// `previous` is the stored record that this one replaces, else null.
void complete_and_check(Staff& staff, Staff const* previous, CheckContext const& context, Problems& problems);

// For commands that give somebody work, at `field`: peers and supervisors carry caseloads, up to their last day with
// the program. An import may state who it was then, whatever they are now.
void check_carries(Staff const& staff, Instant now, std::string_view field, Problems& problems);

inline constexpr int supervision_levels_max = 20;  // from a peer up to the last supervisor

// A new member of staff. The caller may bring the id, else they get one.
Result<Written> register_staff(Permit const& permit, Organization& organization, Staff const& staff, std::string key);
// The whole record as it shall be, with the version that was seen.
Result<Written> edit_staff(Permit const& permit, Organization& organization, Staff const& changed, std::string key);

// Whose work the permit may read (week, activities): its holder's own; with read_team that of the supervised, and with
// see_everyone too that of all.
bool reads_work_of(Permit const& permit, Staff const& staff);
// Whose file: the same, and with edit_staff that of all.
bool reads_file_of(Permit const& permit, Staff const& staff);

Importable staff_importable();

}  // namespace cairn
