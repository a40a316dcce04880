#include "base/present.hpp"
#include "features/caseloads/supervision.hpp"
#include "features/caseloads/transfer_work.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

constexpr int transfer_days_ahead_max = 366;

CaseloadTransfer new_transfer(Permit const& permit, ArrangeTransfer const& command, Id<CaseloadTransfer> const& id);
void check_day(Date effective_on, Date today, Problems& problems);
void check_amount(std::vector<TransferWork> const& work, TransferAsked const& asked, Problems& problems);
Error nothing_left();
Result<void> require_no_other_plan(Tx& tx, Id<Staff> const& from);
// A plan keeps either "everything that is open then" or the items; the former only for those who see all of it.
void plan(CaseloadTransfer& transfer, bool sees_all, std::vector<MovedItem> const& found);

}  // namespace

Result<Written> arrange_transfer(Permit const& permit, Organization& organization, ArrangeTransfer const& command,
                                 std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_caseloads); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const id = command.id.value_or(organization.ids().next_id<CaseloadTransfer>());
    TransferAsked const asked{command.from_staff_id, command.to_staff_id, command.items, command.items.empty()};
    std::vector<TransferWork> work;
    organization.database().read([&](Reader& reader) { work = find_work(reader, permit, asked); });
    auto const request = write_request(permit, "arrange_transfer", std::move(key), to_json(command),
                                       streams_of(asked.from, work), records_of(asked, work));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const context = check_context(tx, *program);
        Problems problems;
        check_declared<ArrangeTransfer>(command, nullptr, context, problems);
        check_items(command.items, problems);
        check_receivers(asked, context, problems);
        check_amount(work, asked, problems);
        auto const from = context.named(asked.from, "from_staff_id", problems);
        if (!from || !problems.empty()) return invalid(std::move(problems));

        auto const today = local_today(context.now, from->time_zone);
        auto transfer = new_transfer(permit, command, id);
        transfer.effective_on = command.effective_on.value_or(today);
        check_day(transfer.effective_on, today, problems);
        bool const at_once = transfer.effective_on <= today;
        auto moved =
            at_once && problems.empty() ? move_work(tx, asked, work, problems) : check_work(tx, asked, work, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        if (moved.empty()) return nothing_left();
        if (at_once) {
            transfer.status = TransferStatus::done;
            transfer.done_at = tx.now();
            transfer.moved = std::move(moved);
        } else {
            plan(transfer, arranges_for(permit, *from), moved);
            if (transfer.whole) {
                if (auto const alone = require_no_other_plan(tx, asked.from); !alone) return alone.error();
            }
        }
        return put_new(tx, std::move(transfer));
    });
}

Result<Written> cancel_transfer(Permit const& permit, Organization& organization, CancelTransfer const& command,
                                std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_caseloads); !allowed) return allowed.error();
    std::optional<CaseloadTransfer> found;  // only to know whose file it is in
    organization.database().read([&](Reader& reader) { found = reader.fetch(command.id); });
    if (!found) return not_found(record_type<CaseloadTransfer>().name);
    auto const request = write_request(permit, "cancel_transfer", std::move(key), to_json(command),
                                       {stream_of("staff", found->from_staff_id)},
                                       {{&record_type<CaseloadTransfer>(), to_string(command.id)},
                                        {&record_type<Staff>(), to_string(found->from_staff_id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const from = tx.get(found->from_staff_id);
        if (!from) return from.error();
        bool const is_own = found->arranged_by == permit.actor();
        if (!is_own && !arranges_for(permit, *from)) return not_the_supervisor();
        auto transfer = get_seen(tx, command.id, command.version);
        if (!transfer) return transfer.error();
        if (transfer->status != TransferStatus::planned) {
            return Error{ErrorCode::illegal_transition,
                         transfer->status == TransferStatus::done
                             ? "This transfer was done already; what it moved can be transferred back."
                             : "This transfer was cancelled before."};
        }
        transfer->status = TransferStatus::cancelled;
        transfer->cancelled_at = tx.now();
        transfer->held_because.reset();
        return put_changed(tx, std::move(*transfer));
    });
}

namespace {

CaseloadTransfer new_transfer(Permit const& permit, ArrangeTransfer const& command, Id<CaseloadTransfer> const& id) {
    CaseloadTransfer transfer;
    transfer.id = id;
    transfer.from_staff_id = command.from_staff_id;
    transfer.to_staff_id = command.to_staff_id;
    transfer.reason = command.reason;
    transfer.items = command.items;
    transfer.arranged_by = permit.actor();
    return transfer;
}

void check_day(Date effective_on, Date today, Problems& problems) {
    if (effective_on < today) {
        problems.push_back({"effective_on", "past", "A transfer takes effect today or later."});
    }
    if (effective_on - today > transfer_days_ahead_max) {
        problems.push_back(
            {"effective_on", "too_late",
             "A transfer is planned at most " + std::to_string(transfer_days_ahead_max) + " days ahead."});
    }
}

void check_amount(std::vector<TransferWork> const& work, TransferAsked const& asked, Problems& problems) {
    if (!asked.everything || work.size() <= transfer_items_max) return;
    problems.push_back({"items", "too_many",
                        "More than " + std::to_string(transfer_items_max) +
                            " are open with this peer, which is more than can move at once; choose a part."});
}

Error nothing_left() {
    return Error{ErrorCode::illegal_transition,
                 "Nothing of this caseload is left to move: no open episode or referral is with this peer."};
}

Result<void> require_no_other_plan(Tx& tx, Id<Staff> const& from) {
    auto const other =
        tx.text({"SELECT effective_on FROM caseload_transfer WHERE from_staff_id = $1 AND status = 'planned' AND whole "
                 "ORDER BY effective_on LIMIT 1",
                 {to_string(from)}});
    if (!other) return {};
    return Error{ErrorCode::illegal_transition,
                 "This whole caseload is planned to move on " + *other + " already; cancel that transfer first."};
}

void plan(CaseloadTransfer& transfer, bool sees_all, std::vector<MovedItem> const& found) {
    transfer.status = TransferStatus::planned;
    transfer.whole = transfer.items.empty() && sees_all;
    if (transfer.whole || !transfer.items.empty()) return;
    for (auto const& item : found) transfer.items.push_back({item.episode_id, item.referral_id, std::nullopt});
}

}  // namespace
}  // namespace cairn
