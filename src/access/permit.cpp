#include "access/permit.hpp"

#include <array>
#include <stdexcept>

namespace cairn {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Permission::count_of_permissions)> names{
    "edit_program",   "edit_sites",     "edit_staff",      "edit_participants", "refer",
    "assign",         "enroll",         "manage_episodes", "log_contacts",      "log_activities",
    "void_any_entry", "import_records", "export_records",  "read_report",       "maintain_database"};

}  // namespace

std::string_view to_string(Permission permission) { return names.at(static_cast<std::size_t>(permission)); }

Result<void> Permit::require(Permission permission) const {
    if (allows(permission)) return {};
    return Error{ErrorCode::not_allowed, "This needs the permission " + std::string(to_string(permission)) + "."};
}

Permit authorize_operator(std::string_view name) {
    Permit permit("operator:" + std::string(name));
    permit.permissions_.set();
    return permit;
}

Permit authorize_nobody(std::string_view actor) { return Permit(std::string(actor)); }

WriteRequest write_request(Permit const& permit, std::string_view command, std::string key, std::string_view body_json,
                           std::vector<StreamKey> streams, std::vector<Preload> preloads) {
    if (key.empty()) throw std::logic_error("a write came without an idempotency key");
    return {permit.actor(),       std::string(command), std::move(key),
            digest_of(body_json), std::move(streams),   std::move(preloads)};
}

}  // namespace cairn
