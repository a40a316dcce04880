#include "features/caseloads/worklist_scope.hpp"

namespace cairn {
namespace {

// The ways from a caller to open work, each a SELECT of ids. `work` names the table's peer and site, `open` its state.
struct Ways {
    std::string_view table;  // "referral r"
    std::string_view alias;  // "r"
    std::string_view open;   // condition
};

constexpr Ways referral_ways{"referral r", "r", open_referral_condition};
constexpr Ways episode_ways{"episode e", "e", "e.ended_on IS NULL"};

// unbounded: a condition of statements that have a LIMIT
std::string select(Ways const& ways, std::string_view from, std::string_view where) {
    return "SELECT " + std::string(ways.alias) + ".id FROM " + std::string(from) + std::string(ways.table) + " WHERE " +
           std::string(where) + " AND " + std::string(ways.open);
}

std::string of_caller(Permit const& permit, SqlValues& parameters, Ways const& ways) {
    if (permit.sees_everyone()) return "TRUE";
    auto const user = place(parameters, permit.staff_id());
    auto const today = place(parameters, to_string(permit.today()));
    auto const alias = std::string(ways.alias);
    bool const is_supervisor = permit.role() == Role::supervisor;
    auto sql = alias + ".id IN (" + select(ways, "", alias + ".peer_id = " + user) + " UNION " +
               select(ways, "cover c CROSS JOIN ",
                      alias + ".peer_id = c.absent_staff_id AND c.covering_staff_id = " + user +
                          " AND c.cancelled_at IS NULL AND c.\"from\" <= " + today + " AND c.until >= " + today);
    auto const at_sites = alias + ".site_id = t.site_id AND t.staff_id = " + user;
    if (is_supervisor) {
        for (std::string const line : {"s.program_supervisor_id", "s.site_supervisor_id"}) {
            sql +=
                " UNION " + select(ways, "staff s CROSS JOIN ", alias + ".peer_id = s.id AND " + line + " = " + user);
        }
        sql += " UNION " + select(ways, "staff_site t CROSS JOIN ", at_sites);
    } else {
        sql += " UNION " + select(ways, "staff_site t CROSS JOIN ", at_sites + " AND " + alias + ".peer_id IS NULL");
    }
    return sql + ")";
}

}  // namespace

std::string place(SqlValues& parameters, SqlValue value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
}

std::string referrals_of_caller(Permit const& permit, SqlValues& parameters) {
    return of_caller(permit, parameters, referral_ways);
}

std::string episodes_of_caller(Permit const& permit, SqlValues& parameters) {
    return of_caller(permit, parameters, episode_ways);
}

std::string site_of_caller(Permit const& permit, std::string_view column, SqlValues& parameters) {
    if (permit.sees_everyone()) return "TRUE";
    return std::string(column) +
           " IN (SELECT t.site_id FROM staff_site t WHERE t.staff_id = " + place(parameters, permit.staff_id()) + ")";
}

}  // namespace cairn
