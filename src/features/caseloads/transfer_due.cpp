// Planned transfers whose day has come.
#include "base/present.hpp"
#include "features/caseloads/transfer_work.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

constexpr int hours_ahead_of_utc_max = 14;  // Kiribati: the first place where a day begins

struct Due {
    CaseloadTransfer transfer{};
    Date today{};  // where the peer is whom it moves from
};

std::vector<Due> due_transfers(Reader& reader, Instant now) {
    static std::string const sql =
        "SELECT s.time_zone, " + column_list(record_type<CaseloadTransfer>(), "t.") +
        " FROM caseload_transfer t JOIN staff s ON s.id = t.from_staff_id WHERE t.status = "
        "'planned' AND t.effective_on <= $1 ORDER BY CASE WHEN t.held_because IS NULL THEN 0 ELSE 1 END, "
        "t.effective_on, t.id LIMIT " +
        std::to_string(due_transfers_max);
    auto const latest = local_date(Instant{now.milliseconds + hours_ahead_of_utc_max * 3'600'000LL}, "UTC").value();
    std::vector<Due> due;
    reader.each({sql, {to_string(latest)}}, [&](Row const& row) {
        auto const today = local_today(now, row.text(0));
        auto transfer = read_record<CaseloadTransfer>(row, 1);
        if (transfer.effective_on <= today) due.push_back({std::move(transfer), today});
        return true;
    });
    return due;
}

std::string in_words(Problem const& problem, CheckContext const& context, TransferAsked const& asked) {
    for (auto const& [id, field] : receivers(asked)) {
        auto const staff = field == problem.field ? context.get(id) : std::nullopt;
        if (staff) return staff->display_name + " cannot take it over: " + problem.message;
    }
    return problem.message;
}

// Why it cannot be done now; empty when it can.
std::string obstacle(TransferAsked const& asked, std::vector<TransferWork> const& work, CheckContext const& context) {
    if (work.size() > transfer_items_max) {
        return "More than " + std::to_string(transfer_items_max) +
               " are open with this peer, which is more than can move at once; cancel this transfer and move parts.";
    }
    Problems problems;
    check_receivers(asked, context, problems);
    return problems.empty() ? std::string() : in_words(problems.front(), context, asked);
}

// Says in the record why it is held, once. A story that puts nothing leaves nothing behind.
std::string hold(Tx& tx, CaseloadTransfer transfer, std::string why) {
    if (transfer.held_because == why) return written_json(transfer);
    transfer.held_because = std::move(why);
    tx.put(transfer);
    return written_json(transfer);
}

Result<void> apply(Permit const& permit, Organization& organization, Due const& due, DueTransfers& sum) {
    auto const program = organization.program();
    auto const& planned = due.transfer;
    TransferAsked const asked{planned.from_staff_id, planned.to_staff_id, planned.items, planned.whole};
    std::vector<TransferWork> work;
    organization.database().read([&](Reader& reader) { work = find_work(reader, permit, asked); });
    for (auto& one : work) one.place.reset();  // what is not there any more was moved or ended since: it stays out
    auto request =
        write_request(permit, "apply_transfer", to_string(planned.id) + "-" + std::to_string(planned.version),
                      to_json(planned), streams_of(asked.from, work), records_of(asked, work));
    request.preloads.push_back({&record_type<CaseloadTransfer>(), to_string(planned.id)});
    DueTransfers one;
    auto const written = organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        one = {};
        auto transfer = tx.get(planned.id);
        if (!transfer) return transfer.error();
        if (transfer->version != planned.version) return written_json(*transfer);  // somebody else was here first
        if (auto why = obstacle(asked, work, check_context(tx, *program)); !why.empty()) {
            one.held = 1;
            return hold(tx, std::move(*transfer), std::move(why));
        }
        Problems none;
        transfer->moved = move_work(tx, asked, work, none);
        transfer->status = TransferStatus::done;
        transfer->done_at = tx.now();
        transfer->held_because.reset();
        one.done = 1;
        one.items_moved = static_cast<std::int64_t>(transfer->moved.size());
        return put_changed(tx, std::move(*transfer));
    });
    if (!written) return written.error();
    if (written->outcome == Outcome::duplicate) return {};
    sum.done += one.done;
    sum.held += one.held;
    sum.items_moved += one.items_moved;
    return {};
}

}  // namespace

Result<DueTransfers> apply_due_transfers(Permit const& permit, Organization& organization) {
    for (auto const needed : {Permission::arrange_caseloads, Permission::see_everyone}) {
        if (auto const allowed = permit.require(needed); !allowed) return allowed.error();
    }
    std::vector<Due> due;
    organization.database().read([&](Reader& reader) { due = due_transfers(reader, organization.clock().now()); });
    DueTransfers sum;
    for (auto const& one : due) {
        if (auto const applied = apply(permit, organization, one, sum); !applied) return applied.error();
    }
    return sum;
}

}  // namespace cairn
