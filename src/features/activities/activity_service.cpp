#include "features/activities/activity.hpp"
#include "features/staff/staff.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

void check_new(Activity const& said, Problems& problems);
Result<void> require_own(Permit const& permit, Activity const& activity);
Result<Activity> get_readable(Tx& tx, Permit const& permit, Id<Activity> const& id, std::int64_t seen);
Result<void> require_changeable(Permit const& permit, Activity const& stored);
std::optional<Activity> stored_activity(Organization& organization, Id<Activity> const& id);

}  // namespace

Result<Written> log_activity(Permit const& permit, Organization& organization, Activity const& activity,
                             std::string key) {
    if (auto const allowed = permit.require(Permission::log_activities); !allowed) return allowed.error();
    if (auto const own = require_own(permit, activity); !own) return own.error();
    auto const program = organization.program();
    auto fresh = activity;
    if (fresh.id.is_nil()) fresh.id = organization.ids().next_id<Activity>();
    fresh.authored_by = permit.actor();
    auto const request = write_request(
        permit, "log_activity", std::move(key), to_json(activity), {stream_of("staff", activity.staff_id)},
        {{&record_type<Activity>(), to_string(fresh.id)}, {&record_type<Staff>(), to_string(activity.staff_id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        Problems problems;
        check_new(activity, problems);
        auto logged = fresh;
        complete_and_check(logged, nullptr, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_new(tx, std::move(logged));
    });
}

Result<Written> amend_activity(Permit const& permit, Organization& organization, Activity const& changed,
                               std::string key) {
    if (auto const allowed = permit.require(Permission::log_activities); !allowed) return allowed.error();
    auto const found = stored_activity(organization, changed.id);  // only to know whose file it is in
    if (!found) return not_found(record_type<Activity>().name);
    auto const program = organization.program();
    auto const request = write_request(
        permit, "amend_activity", std::move(key), to_json(changed), {stream_of("staff", found->staff_id)},
        {{&record_type<Activity>(), to_string(changed.id)}, {&record_type<Staff>(), to_string(changed.staff_id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_readable(tx, permit, changed.id, changed.version);
        if (!stored) return stored.error();
        if (auto const may = require_changeable(permit, *stored); !may) return may.error();
        Problems problems;
        if (changed.staff_id != stored->staff_id) {
            problems.push_back(
                {"staff_id", "fixed", "An activity stays with whose time it was: void it and log it again."});
        }
        auto amended = changed;
        amended.authored_by = stored->authored_by;
        amended.voided_at.reset();
        amended.void_reason.reset();
        complete_and_check(amended, &*stored, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_changed(tx, std::move(amended));
    });
}

Result<Written> void_activity(Permit const& permit, Organization& organization, VoidActivity const& command,
                              std::string key) {
    if (auto const allowed = permit.require(Permission::log_activities); !allowed) return allowed.error();
    auto const found = stored_activity(organization, command.id);
    if (!found) return not_found(record_type<Activity>().name);
    auto const program = organization.program();
    auto const request =
        write_request(permit, "void_activity", std::move(key), to_json(command), {stream_of("staff", found->staff_id)},
                      {{&record_type<Activity>(), to_string(command.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_readable(tx, permit, command.id, command.version);
        if (!stored) return stored.error();
        if (auto const may = require_changeable(permit, *stored); !may) return may.error();
        Problems problems;
        check_declared<VoidActivity>(command, nullptr, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto voided = *stored;
        voided.voided_at = tx.now();
        voided.void_reason = command.reason;
        return put_changed(tx, std::move(voided));
    });
}

namespace {

void check_new(Activity const& said, Problems& problems) {
    auto const refuse = [&](std::string field) {
        problems.push_back({std::move(field), "derived", "The program fills this in; leave it out."});
    };
    if (said.authored_by) refuse("authored_by");
    if (said.voided_at) refuse("voided_at");
    if (said.void_reason) refuse("void_reason");
}

Result<void> require_own(Permit const& permit, Activity const& activity) {
    if (to_string(activity.staff_id) == permit.staff_id() || permit.allows(Permission::void_any_entry)) return {};
    return Error{ErrorCode::not_allowed,
                 "People log their own time; whoever may void any entry can log it for somebody else."};
}

Result<Activity> get_readable(Tx& tx, Permit const& permit, Id<Activity> const& id, std::int64_t seen) {
    auto const activity = tx.get(id);
    if (!activity) return activity;
    auto const staff = tx.get(activity->staff_id);
    if (!staff || !reads_work_of(permit, *staff)) return not_found(record_type<Activity>().name);
    return get_seen(tx, id, seen);
}

Result<void> require_changeable(Permit const& permit, Activity const& stored) {
    if (stored.authored_by != permit.actor()) {
        if (auto const allowed = permit.require(Permission::void_any_entry); !allowed) return allowed;
    }
    if (!stored.voided_at) return {};
    return Error{ErrorCode::illegal_transition, "This activity was voided and stays as it is; log a new one instead."};
}

std::optional<Activity> stored_activity(Organization& organization, Id<Activity> const& id) {
    std::optional<Activity> activity;
    organization.database().read([&](Reader& reader) { activity = reader.fetch(id); });
    return activity;
}

}  // namespace
}  // namespace cairn
