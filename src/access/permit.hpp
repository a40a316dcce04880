// Proof that somebody may do something. A service asks for a Permit in its signature; only `authorize…` makes one.
//
// Roles, accounts and rows (who may see whom) arrive with the server; on the command line there is the operator, who
// can open the database anyway and is written into the journal by name.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/database.hpp"

namespace cairn {

enum class Permission : std::uint8_t {
    edit_program,  // settings, clocks, code lists
    edit_sites,
    edit_staff,
    edit_participants,
    refer,            // create referrals and record attempts
    assign,           // assign referrals, change peer or site
    enroll,           // enroll, decline, close and reopen referrals
    manage_episodes,  // pause, resume, end, correct an end
    log_contacts,
    log_activities,
    void_any_entry,  // another author's contact or activity
    import_records,
    export_records,
    read_report,        // figures with small cells, for the program's own staff (audience `internal`)
    maintain_database,  // migrate, backup, restore, verify
    count_of_permissions,
};

std::string_view to_string(Permission permission);

class Permit {
public:
    std::string const& actor() const { return actor_; }
    bool allows(Permission permission) const { return permissions_.test(static_cast<std::size_t>(permission)); }
    // The refusal `not_allowed`, naming the permission that is missing.
    Result<void> require(Permission permission) const;

private:
    friend Permit authorize_operator(std::string_view name);
    friend Permit authorize_nobody(std::string_view actor);
    explicit Permit(std::string actor) : actor_(std::move(actor)) {}

    std::string actor_;
    std::bitset<static_cast<std::size_t>(Permission::count_of_permissions)> permissions_{};
};

// Whoever can open the database on the command line: every permission, journaled as `operator:NAME`.
Permit authorize_operator(std::string_view name);

// Somebody who is known but may do nothing.
Permit authorize_nobody(std::string_view actor);

// The write request of a service: who, which command, the caller's idempotency key, and a digest of what was asked.
// An empty `key` is a mistake of the caller and throws std::logic_error: every write is idempotent.
WriteRequest write_request(Permit const& permit, std::string_view command, std::string key, std::string_view body_json,
                           std::vector<StreamKey> streams, std::vector<Preload> preloads = {});

}  // namespace cairn
