#include "access/role.hpp"

#include <initializer_list>

namespace cairn {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Permission::count_of_permissions)> permission_names{
    "read_directory",
    "read_charts",
    "see_everyone",
    "read_notes",
    "read_team",
    "edit_program",
    "edit_sites",
    "edit_staff",
    "edit_participants",
    "refer",
    "assign",
    "arrange_caseloads",
    "enroll",
    "manage_episodes",
    "log_contacts",
    "log_activities",
    "arrange_care_team",
    "void_any_entry",
    "review_duplicates",
    "merge_participants",
    "import_records",
    "export_records",
    "read_report",
    "read_metric_definitions",
    "manage_accounts",
    "read_access_log",
    "sync_device",
    "maintain_database"};

constexpr std::array<std::string_view, all_roles.size()> role_names{
    "peer", "supervisor", "clinician", "manager", "evaluator", "finance", "admin", "integration"};

Permissions these(std::initializer_list<Permission> permissions) {
    Permissions set;
    for (auto const permission : permissions) set.set(static_cast<std::size_t>(permission));
    return set;
}

Permissions peer_permissions() {
    using enum Permission;
    return these({read_directory, read_charts, read_notes, edit_participants, refer, enroll, log_contacts,
                  log_activities, read_metric_definitions, sync_device});
}

Permissions supervisor_permissions() {
    using enum Permission;
    return peer_permissions() | these({assign, arrange_caseloads, manage_episodes, read_team, arrange_care_team,
                                       review_duplicates, read_report});
}

Permissions manager_permissions() {
    using enum Permission;
    return supervisor_permissions() | these({see_everyone, edit_program, edit_sites, edit_staff, void_any_entry,
                                             merge_participants, import_records, export_records});
}

}  // namespace

std::string_view to_string(Permission permission) { return permission_names.at(static_cast<std::size_t>(permission)); }

std::string_view to_string(Role role) { return role_names.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view text) {
    for (auto const role : all_roles) {
        if (to_string(role) == text) return role;
    }
    return std::nullopt;
}

Permissions permissions_of(Role role) {
    using enum Permission;
    switch (role) {
    case Role::peer: return peer_permissions();
    case Role::supervisor: return supervisor_permissions();
    case Role::clinician: return these({read_directory, read_charts, refer, read_metric_definitions});
    case Role::manager: return manager_permissions();
    case Role::evaluator: return these({read_directory, read_metric_definitions});
    case Role::finance: return these({read_directory, read_metric_definitions});
    case Role::admin:
        return these({read_directory, read_metric_definitions, edit_program, edit_sites, edit_staff, manage_accounts,
                      read_access_log});
    case Role::integration: return {};
    }
    return {};
}

}  // namespace cairn
