#include "features/caseloads/arrangement_list.hpp"

#include "access/sight.hpp"
#include "features/caseloads/supervision.hpp"
#include "features/caseloads/worklist_scope.hpp"
#include "features/episodes/episode.hpp"
#include "features/referrals/referral.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(TransferStatus, planned, done, cancelled)
BOOST_DESCRIBE_STRUCT(TransferRow, (),
                      (id, version, from_staff_id, to_staff_id, effective_on, reason, status, whole, items, moved,
                       arranged_by, done_at, cancelled_at, held_because))

template <>
RecordType const& record_type<TransferRow>() {
    static RecordType const type = describe<TransferRow>("transfer_row", {});
    return type;
}

namespace {

// Ids of `table` whose `column` names the user, or somebody whom the user supervises.
std::string about(std::string const& table, std::string const& column, std::string const& user) {
    // unbounded: a condition of statements that have a LIMIT
    auto const of_supervised = [&](std::string_view line) {
        return "SELECT a.id FROM staff s CROSS JOIN " + table + " a WHERE a." + column + " = s.id AND s." +
               std::string(line) + " = " + user;
    };
    // unbounded: the same
    return "SELECT a.id FROM " + table + " a WHERE a." + column + " = " + user + " UNION " +
           of_supervised("program_supervisor_id") + " UNION " + of_supervised("site_supervisor_id");
}

std::string scope(Permit const& permit, std::string const& table, std::vector<std::string> const& columns,
                  SqlValues& parameters) {
    if (permit.sees_everyone()) return "TRUE";
    auto const user = place(parameters, permit.staff_id());
    std::string ways;
    for (auto const& column : columns) ways += (ways.empty() ? "" : " UNION ") + about(table, column, user);
    return "t.id IN (" + ways + ")";
}

std::string list_sql(RecordType const& type, std::string const& where, ArrangementsAsked const& asked,
                     SqlValues& parameters) {
    auto const after = asked.after ? " AND t.id < " + place(parameters, *asked.after) : std::string();
    return "SELECT " + column_list(type, "t.") + " FROM " + std::string(type.name) + " t WHERE " + where + after +
           " ORDER BY t.id DESC LIMIT " + std::to_string(asked.limit);
}

TransferRow row_of(CaseloadTransfer const& transfer) {
    return {.id = transfer.id,
            .version = transfer.version,
            .from_staff_id = transfer.from_staff_id,
            .to_staff_id = transfer.to_staff_id,
            .effective_on = transfer.effective_on,
            .reason = transfer.reason,
            .status = transfer.status,
            .whole = transfer.whole,
            .items = static_cast<int>(transfer.items.size()),
            .moved = static_cast<int>(transfer.moved.size()),
            .arranged_by = transfer.arranged_by,
            .done_at = transfer.done_at,
            .cancelled_at = transfer.cancelled_at,
            .held_because = transfer.held_because};
}

bool arranges_for(Reader& reader, Permit const& permit, Id<Staff> const& id) {
    auto const staff = reader.fetch(id);
    return staff && arranges_for(permit, *staff);
}

// In whose chart the item lies, if the permit may see it.
std::optional<Id<Participant>> chart_of(Reader& reader, Permit const& permit, TransferItem const& item) {
    if (item.episode_id) {
        auto const episode = fetch_visible(reader, permit, *item.episode_id);
        return episode ? std::optional(episode->participant_id) : std::nullopt;
    }
    auto const referral = fetch_visible(reader, permit, item.referral_id.value_or(Id<Referral>{}));
    return referral ? std::optional(referral->participant_id) : std::nullopt;
}

}  // namespace

std::vector<Cover> covers_of(Reader& reader, Permit const& permit, ArrangementsAsked const& asked) {
    SqlValues parameters;
    auto where = scope(permit, "cover", {"absent_staff_id", "covering_staff_id"}, parameters);
    if (asked.current)
        where += " AND t.cancelled_at IS NULL AND t.until >= " + place(parameters, to_string(permit.today()));
    auto const sql = list_sql(record_type<Cover>(), where, asked, parameters);
    std::vector<Cover> covers;
    reader.each({sql, parameters}, [&](Row const& row) {
        covers.push_back(read_record<Cover>(row));
        return true;
    });
    return covers;
}

std::vector<TransferRow> transfers_of(Reader& reader, Permit const& permit, ArrangementsAsked const& asked) {
    SqlValues parameters;
    auto where = scope(permit, "caseload_transfer", {"from_staff_id", "to_staff_id"}, parameters);
    if (!permit.sees_everyone()) {
        where.insert(where.size() - 1, " UNION SELECT a.id FROM caseload_transfer a WHERE a.arranged_by = " +
                                           place(parameters, permit.actor()));
    }
    if (asked.current) where += " AND t.status = 'planned'";
    auto const sql = list_sql(record_type<CaseloadTransfer>(), where, asked, parameters);
    std::vector<TransferRow> rows;
    reader.each({sql, parameters}, [&](Row const& row) {
        rows.push_back(row_of(read_record<CaseloadTransfer>(row)));
        return true;
    });
    return rows;
}

std::optional<Cover> find_cover(Reader& reader, Permit const& permit, Id<Cover> const& id) {
    auto cover = reader.fetch(id);
    if (!cover) return std::nullopt;
    bool const may =
        arranges_for(reader, permit, cover->absent_staff_id) || arranges_for(reader, permit, cover->covering_staff_id);
    return may ? cover : std::nullopt;
}

std::optional<CaseloadTransfer> find_transfer(Reader& reader, Permit const& permit, Id<CaseloadTransfer> const& id,
                                              std::vector<Id<Participant>>& seen) {
    auto transfer = reader.fetch(id);
    if (!transfer) return std::nullopt;
    bool const may = transfer->arranged_by == permit.actor() || arranges_for(reader, permit, transfer->from_staff_id) ||
                     arranges_for(reader, permit, transfer->to_staff_id);
    if (!may) return std::nullopt;
    std::erase_if(transfer->items, [&](TransferItem const& item) {
        auto const chart = chart_of(reader, permit, item);
        if (chart) seen.push_back(*chart);
        return !chart;
    });
    std::erase_if(transfer->moved, [&](MovedItem const& item) {
        bool const visible = may_see(reader, permit, to_string(item.participant_id));
        if (visible) seen.push_back(item.participant_id);
        return !visible;
    });
    return transfer;
}

}  // namespace cairn
