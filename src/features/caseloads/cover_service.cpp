#include "base/present.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/caseloads/supervision.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

void check_days(Cover const& cover, Staff const& covering, Instant now, Problems& problems) {
    if (cover.until < cover.from) {
        problems.push_back({"until", "order", "The last day cannot lie before the first."});
    } else if (cover.until - cover.from >= cover_days_max) {
        problems.push_back({"until", "too_long", "Cover lasts at most " + std::to_string(cover_days_max) + " days."});
    } else if (cover.until < local_today(now, covering.time_zone)) {
        problems.push_back({"until", "past", "Cover cannot be over before it is arranged."});
    }
}

}  // namespace

void complete_and_check(Cover& cover, Cover const* previous, CheckContext const& context, Problems& problems) {
    check_declared(cover, previous, context, problems);
    if (cover.absent_staff_id.is_nil() || cover.covering_staff_id.is_nil()) return;  // reported already
    context.named(cover.absent_staff_id, "absent_staff_id", problems);
    auto const covering = context.named(cover.covering_staff_id, "covering_staff_id", problems);
    if (!covering) return;
    if (cover.absent_staff_id == cover.covering_staff_id) {
        problems.push_back({"covering_staff_id", "self", "Somebody else covers for a person who is away."});
    }
    check_carries(*covering, context.now, "covering_staff_id", problems);
    check_days(cover, *covering, context.now, problems);
}

Result<Written> arrange_cover(Permit const& permit, Organization& organization, Cover const& cover, std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_caseloads); !allowed) return allowed.error();
    auto const program = organization.program();
    auto fresh = cover;
    if (fresh.id.is_nil()) fresh.id = organization.ids().next_id<Cover>();
    auto const request = write_request(permit, "arrange_cover", std::move(key), to_json(cover),
                                       {stream_of("staff", cover.absent_staff_id)},
                                       {{&record_type<Staff>(), to_string(cover.absent_staff_id)},
                                        {&record_type<Staff>(), to_string(cover.covering_staff_id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const context = check_context(tx, *program);
        auto const absent = context.get(fresh.absent_staff_id);
        if (absent && !arranges_for(permit, *absent)) return not_the_supervisor();
        auto arranged = fresh;
        Problems problems;
        if (cover.cancelled_at) {
            problems.push_back({"cancelled_at", "derived", "The program fills this in later; leave it out."});
        }
        complete_and_check(arranged, nullptr, context, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_new(tx, std::move(arranged));
    });
}

Result<Written> cancel_cover(Permit const& permit, Organization& organization, CancelCover const& command,
                             std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_caseloads); !allowed) return allowed.error();
    std::optional<Cover> found;  // only to know whose file it is in
    organization.database().read([&](Reader& reader) { found = reader.fetch(command.id); });
    if (!found) return not_found(record_type<Cover>().name);
    auto const request = write_request(
        permit, "cancel_cover", std::move(key), to_json(command), {stream_of("staff", found->absent_staff_id)},
        {{&record_type<Cover>(), to_string(command.id)}, {&record_type<Staff>(), to_string(found->absent_staff_id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const absent = tx.get(found->absent_staff_id);
        if (absent && !arranges_for(permit, *absent)) return not_the_supervisor();
        auto cover = get_seen(tx, command.id, command.version);
        if (!cover) return cover.error();
        if (cover->cancelled_at) {
            return Error{ErrorCode::illegal_transition, "This cover was cancelled before."};
        }
        cover->cancelled_at = tx.now();
        return put_changed(tx, std::move(*cover));
    });
}

}  // namespace cairn
