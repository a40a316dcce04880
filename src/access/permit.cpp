#include "access/permit.hpp"

#include <stdexcept>

#include "access/sight.hpp"

namespace cairn {

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

Permit authorize_holder(std::string_view actor, std::string_view staff_id, Role role, Date today) {
    Permit permit{std::string(actor)};
    permit.staff_id_ = staff_id;
    permit.role_ = role;
    permit.today_ = today;
    permit.permissions_ = permissions_of(role);
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
        request.sees_chart = [permit](Reader& reader, std::string const& participant_id) {
            return may_see(reader, permit, participant_id);
        };
    }
    return request;
}

}  // namespace cairn
