// Proof that somebody may do something. A service asks for a Permit in its signature; only `authorize…` makes one.
//
// A permit says what somebody may do (role.hpp); whose charts they may do it in is asked of the database each time
// (sight.hpp), inside the write that depends on it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/role.hpp"
#include "base/date.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace cairn {

class Permit {
public:
    // As the journal keeps it: "operator:NAME", or the account's id.
    std::string const& actor() const { return actor_; }
    // The id of the member of staff who holds the account; empty for the operator.
    std::string const& staff_id() const { return staff_id_; }
    std::optional<Role> role() const { return role_; }
    // The holder's local day: what is given from or until a day is given by their calendar.
    Date today() const { return today_; }

    bool allows(Permission permission) const { return permissions_.test(static_cast<std::size_t>(permission)); }
    // The refusal `not_allowed`, naming the permission that is missing.
    Result<void> require(Permission permission) const;
    bool sees_everyone() const { return allows(Permission::see_everyone); }
    // The refusal `not_allowed` while the holder has a password that somebody else chose; nothing is permitted until
    // then.
    Result<void> require_own_password() const;

private:
    friend Permit authorize_operator(std::string_view name);
    friend Permit authorize_nobody(std::string_view actor);
    friend Permit authorize_holder(std::string_view actor, std::string_view staff_id, Role role, Date today);
    friend Permit authorize_newcomer(std::string_view actor, std::string_view staff_id);
    explicit Permit(std::string actor) : actor_(std::move(actor)) {}

    std::string actor_;
    std::string staff_id_{};
    std::optional<Role> role_{};
    Date today_{};
    Permissions permissions_{};
    bool must_change_password_ = false;
};

// Whoever can open the database on the command line: every permission, journaled as `operator:NAME`.
Permit authorize_operator(std::string_view name);

// Somebody who is known but may do nothing.
Permit authorize_nobody(std::string_view actor);

// The holder of an account, with what the role permits. Only access/gate.cpp and tests have reason to call it.
Permit authorize_holder(std::string_view actor, std::string_view staff_id, Role role, Date today);

// The same holder before they have chosen a password of their own.
Permit authorize_newcomer(std::string_view actor, std::string_view staff_id);

// The write request of a service: who, which command, the caller's idempotency key, and a digest of what was asked.
// Charts that the permit may not see are, inside the write, as if they did not exist. An empty `key` is a mistake of
// the caller and throws std::logic_error: every write is idempotent.
WriteRequest write_request(Permit const& permit, std::string_view command, std::string key, std::string_view body_json,
                           std::vector<StreamKey> streams, std::vector<Preload> preloads = {});

}  // namespace cairn
