#include "features/caseloads/worklist_store.hpp"

#include "access/sight.hpp"
#include "features/caseloads/shown_name.hpp"
#include "features/caseloads/worklist_scope.hpp"

namespace cairn {
namespace {

constexpr int person_columns = 5;  // what person_sql adds

constexpr std::string_view person_sql = ", p.given_name, p.family_name, p.preferred_name, p.name_key, x.time_zone";

// The day of the latest contact that counts for the clock, and the day agreed at the latest contact that named one.
std::string clock_facts_sql() {
    return ", (SELECT c.service_date FROM contact c WHERE c.participant_id = e.participant_id AND c.voided_at IS NULL "
           "AND c.outcome = 'reached' AND c.mode <> 'text' ORDER BY c.service_date DESC LIMIT 1), "
           "(SELECT n.next_contact_on FROM (SELECT c.next_contact_on, c.service_date, c.started_at FROM contact c "
           "WHERE "
           "c.participant_id = e.participant_id AND c.voided_at IS NULL ORDER BY c.service_date DESC LIMIT " +
           std::to_string(agreed_day_contacts_max) +
           ") n WHERE n.next_contact_on IS NOT NULL ORDER BY n.service_date DESC, n.started_at DESC LIMIT 1)";
}

std::string time_zone_of(Row const& row, int column, Program const& program) {
    return row.is_null(column) ? program.settings.time_zone : std::string(row.text(column));
}

std::string name_of(Row const& row, int first) {
    return shown_name(row.text(first), row.text(first + 1), row.text(first + 2));
}

// Which of the open ones: those of one person, of the caller, or those that are with nobody.
std::string which(WorklistView const& view, OpenWorkAsked const& asked, char alias, SqlValues& parameters) {
    std::string const table(1, alias);
    if (asked.staff_id) return table + ".peer_id = " + place(parameters, to_string(*asked.staff_id));
    if (asked.whose == Whose::unassigned) {
        return table + ".peer_id IS NULL AND " + site_of_caller(view.permit, table + ".site_id", parameters);
    }
    return alias == 'r' ? referrals_of_caller(view.permit, parameters) : episodes_of_caller(view.permit, parameters);
}

}  // namespace

void each_open_referral(WorklistView const& view, OpenWorkAsked const& asked,
                        std::function<bool(OpenReferral const&)> const& visit) {
    SqlValues parameters;
    auto where = std::string(open_referral_condition) + " AND " + which(view, asked, 'r', parameters);
    where += " AND " + sight_condition(view.permit, "r.participant_id", parameters);
    if (asked.after) {
        where += " AND (r.received_on, r.id) > (" + place(parameters, asked.after->key);
        where += ", " + place(parameters, asked.after->id) + ")";
    }
    auto const& type = record_type<Referral>();
    auto const sql = "SELECT " + column_list(type, "r.") + std::string(person_sql) +
                     " FROM referral r JOIN participant p ON p.id = r.participant_id LEFT JOIN site x ON x.id = "
                     "r.site_id WHERE " +
                     where + " ORDER BY r.received_on, r.id" + " LIMIT " + std::to_string(asked.limit);
    auto const person = static_cast<int>(type.fields.size());
    view.reader.each({sql, parameters}, [&](Row const& row) {
        return visit({.referral = read_record<Referral>(row),
                      .participant_name = name_of(row, person),
                      .time_zone = time_zone_of(row, person + 4, view.program)});
    });
}

void each_open_episode(WorklistView const& view, OpenWorkAsked const& asked, EpisodeOrder order,
                       std::function<bool(OpenEpisode const&)> const& visit) {
    SqlValues parameters;
    bool const by_name = order == EpisodeOrder::by_name;
    auto where = "e.ended_on IS NULL AND " + which(view, asked, 'e', parameters);
    where += " AND " + sight_condition(view.permit, "e.participant_id", parameters);
    if (asked.after && by_name) {
        where += " AND (p.name_key, e.id) > (" + place(parameters, asked.after->key);
        where += ", " + place(parameters, asked.after->id) + ")";
    } else if (asked.after) {
        where += " AND e.id > " + place(parameters, asked.after->id);
    }
    auto const& type = record_type<Episode>();
    auto const sql = "SELECT " + column_list(type, "e.") + std::string(person_sql) + clock_facts_sql() +
                     " FROM episode e JOIN participant p ON p.id = e.participant_id JOIN site x ON x.id = e.site_id "
                     "WHERE " +
                     where + (by_name ? " ORDER BY p.name_key, e.id" : " ORDER BY e.id") + " LIMIT " +
                     std::to_string(asked.limit);
    auto const person = static_cast<int>(type.fields.size());
    auto const day = [](Row const& row, int column) {
        return row.is_null(column) ? std::nullopt : std::optional(Date::parse(row.text(column)).value());
    };
    view.reader.each({sql, parameters}, [&](Row const& row) {
        return visit({.episode = read_record<Episode>(row),
                      .participant_name = name_of(row, person),
                      .name_key = std::string(row.text(person + 3)),
                      .time_zone = time_zone_of(row, person + 4, view.program),
                      .last_reached_on = day(row, person + person_columns),
                      .next_contact_on = day(row, person + person_columns + 1)});
    });
}

}  // namespace cairn
