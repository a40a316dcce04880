// What somebody does in the program, and what that permits (design, Who may see whom). Which people somebody may see is
// another question, answered by the view `visible_participant`; see sight.hpp.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn {

enum class Role : std::uint8_t { peer, supervisor, clinician, manager, evaluator, finance, admin, integration };

inline constexpr std::array all_roles{Role::peer,      Role::supervisor, Role::clinician, Role::manager,
                                      Role::evaluator, Role::finance,    Role::admin,     Role::integration};

enum class Permission : std::uint8_t {
    read_directory,  // names of sites and staff, code lists, settings: what every screen needs
    read_charts,     // the people whom visible_participant gives
    see_everyone,    // the whole program's charts, without a row of visible_participant
    read_notes,      // the text of contacts
    read_team,       // work of the supervised: their week, their workload
    edit_program,    // settings, clocks, code lists
    edit_sites,
    edit_staff,
    edit_participants,
    refer,              // create referrals and record attempts
    assign,             // assign referrals, change peer or site
    arrange_caseloads,  // transfers and temporary cover
    enroll,             // enroll, decline, close and reopen referrals
    manage_episodes,    // pause, resume, end, correct an end
    log_contacts,
    log_activities,
    arrange_care_team,  // care team members and consents
    void_any_entry,     // another author's contact or activity
    review_duplicates,  // the queue of people who may be one and the same
    merge_participants,
    import_records,
    export_records,
    read_report,  // figures with small cells, for the program's own staff (audience `internal`)
    read_metric_definitions,
    manage_accounts,
    read_access_log,
    sync_device,        // a device that holds the own caseload
    maintain_database,  // migrate, backup, restore, verify
    count_of_permissions,
};

using Permissions = std::bitset<static_cast<std::size_t>(Permission::count_of_permissions)>;

std::string_view to_string(Permission permission);
std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view text);

Permissions permissions_of(Role role);

}  // namespace cairn
