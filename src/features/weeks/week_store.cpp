#include "access/sight.hpp"
#include "features/weeks/week.hpp"
#include "store/sql.hpp"

namespace cairn {
namespace {

constexpr std::string_view contact_sums_sql =
    "SELECT CAST(sum(CASE WHEN outcome = 'reached' AND mode <> 'text' THEN 1 ELSE 0 END) AS bigint), "
    "CAST(sum(CASE WHEN outcome IN ('left_message', 'no_answer', 'no_show') THEN 1 ELSE 0 END) AS bigint), "
    "CAST(sum(CASE WHEN outcome = 'reached' AND mode <> 'text' THEN minutes ELSE 0 END) AS bigint) "
    "FROM contact WHERE peer_id = $1 AND service_date >= $2 AND service_date <= $3 AND voided_at IS NULL LIMIT 1";

// unbounded: as many rows as the code list has words
constexpr std::string_view activity_sums_sql =
    "SELECT kind, count(*), CAST(sum(minutes) AS bigint) FROM activity WHERE staff_id = $1 AND service_date >= $2 "
    "AND service_date <= $3 AND voided_at IS NULL GROUP BY kind ORDER BY kind";

SqlValues of_week(Week const& week) { return {to_string(week.staff_id), to_string(week.from), to_string(week.until)}; }

void add_sums(Reader& reader, Week& week) {
    reader.each({contact_sums_sql, of_week(week)}, [&](Row const& row) {
        week.contacts_reached = row.integer(0);
        week.attempts = row.integer(1);
        week.contact_minutes = row.integer(2);
        return true;
    });
    std::int64_t work = 0;
    reader.each({activity_sums_sql, of_week(week)}, [&](Row const& row) {
        week.activity_minutes.push_back(
            {.kind = {std::string(row.text(0))}, .entries = row.integer(1), .minutes = row.integer(2)});
        if (row.text(0) != "leave") work += row.integer(2);
        return true;
    });
    auto const all = week.contact_minutes + work;
    if (all > 0) week.direct_time_share = static_cast<double>(week.contact_minutes) / static_cast<double>(all);
}

void add_contacts(Reader& reader, Permit const& permit, Week& week) {
    auto parameters = of_week(week);
    auto const sight = sight_condition(permit, "c.participant_id", parameters);
    parameters.emplace_back(static_cast<std::int64_t>(week_entries_max));
    auto const sql =
        "SELECT c.id, c.participant_id, p.given_name, p.family_name, p.preferred_name, c.started_at, c.service_date, "
        "c.minutes, c.mode, c.place, c.outcome FROM contact c JOIN participant p ON p.id = c.participant_id "
        "WHERE c.peer_id = $1 AND c.service_date >= $2 AND c.service_date <= $3 AND c.voided_at IS NULL AND " +
        sight + " ORDER BY c.service_date, c.started_at, c.id LIMIT $" + std::to_string(parameters.size());
    reader.each({sql, parameters}, [&](Row const& row) {
        week.contacts.push_back(read_record<WeekContact>(row));
        return true;
    });
}

void add_activities(Reader& reader, Week& week) {
    auto parameters = of_week(week);
    parameters.emplace_back(static_cast<std::int64_t>(week_entries_max));
    auto const sql = "SELECT " + column_list(record_type<Activity>()) +
                     " FROM activity WHERE staff_id = $1 AND service_date >= $2 AND service_date <= $3 "
                     "AND voided_at IS NULL ORDER BY service_date, started_at, id LIMIT $4";
    reader.each({sql, parameters}, [&](Row const& row) {
        week.activities.push_back(read_record<Activity>(row));
        return true;
    });
}

}  // namespace

// 1970-01-01 was a Thursday.
Date monday_of(Date day) {
    constexpr int days_per_week = 7;
    auto const since_monday = ((day.days + 3) % days_per_week + days_per_week) % days_per_week;
    return day - since_monday;
}

Week read_week(Reader& reader, Permit const& permit, Id<Staff> const& staff_id, Date day) {
    Week week{.staff_id = staff_id, .from = monday_of(day), .until = monday_of(day) + 6};
    add_sums(reader, week);
    add_contacts(reader, permit, week);
    add_activities(reader, week);
    return week;
}

}  // namespace cairn
