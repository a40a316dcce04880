#include "access/permit.hpp"

#include <stdexcept>

#include "access/sight.hpp"

namespace cairn {

Result<void> Permit::require(Permission permission) const {
    if (allows(permission)) return {};
    if (auto const own = require_own_password(); !own) return own;
    return Error{ErrorCode::not_allowed, "This needs the permission " + std::string(to_string(permission)) + "."};
}

Result<void> Permit::require_own_password() const {
    if (!must_change_password_) return {};
    return Error{ErrorCode::not_allowed,
                 "First choose a password of your own: this account still has the one that somebody else chose.",
                 {},
                 R"({"must_change_password":true})"};
}

Permit authorize_operator(std::string_view name) {
    Permit permit("operator:" + std::string(name));
    permit.permissions_.set();
    return permit;
}

Permit authorize_nobody(std::string_view actor) { return Permit(std::string(actor)); }

Permit authorize_holder(std::string_view actor, std::string_view staff_id, Role role, Date today) {
    Permit permit{std::string(actor)};
    permit.staff_id_ = staff_id;
    permit.role_ = role;
    permit.today_ = today;
    permit.permissions_ = permissions_of(role);
    return permit;
}

Permit authorize_newcomer(std::string_view actor, std::string_view staff_id) {
    Permit permit{std::string(actor)};
    permit.staff_id_ = staff_id;
    permit.must_change_password_ = true;
    return permit;
}

WriteRequest write_request(Permit const& permit, std::string_view command, std::string key, std::string_view body_json,
                           std::vector<StreamKey> streams, std::vector<Preload> preloads) {
    if (key.empty()) throw std::logic_error("a write came without an idempotency key");
    WriteRequest request{.actor = permit.actor(),
                         .command = std::string(command),
                         .key = std::move(key),
                         .request_digest = digest_of(body_json),
                         .streams = std::move(streams),
                         .preloads = std::move(preloads)};
    if (!permit.sees_everyone()) {
        request.sees_chart = [permit](std::string const& participant_id) {
            return sight_question(permit, participant_id);
        };
    }
    return request;
}

}  // namespace cairn
