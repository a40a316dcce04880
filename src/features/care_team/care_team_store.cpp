#include "features/care_team/care_team.hpp"

namespace cairn {
namespace {

// Whether a consent lets `staff_id` ($2) see the participant ($1) today ($3), and up to which day.
constexpr std::string_view sees_by_consent_sql =
    "SELECT until FROM visible_participant WHERE user_id = $2 AND participant_id = $1 AND basis = 'care_team' "
    "AND (since IS NULL OR since <= $3) AND (until IS NULL OR until >= $3) "
    "ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, until DESC LIMIT 1";

constexpr std::string_view of_episode_sql =
    "SELECT e.pcp_id, e.lcsw_id FROM episode e WHERE e.participant_id = $1 AND e.ended_on IS NULL "
    "ORDER BY e.started_on DESC, e.id LIMIT 1";

std::string const& members_sql() {
    static std::string const sql = "SELECT " + column_list(record_type<CareTeamMember>()) +
                                   " FROM care_team_member WHERE participant_id = $1 ORDER BY \"from\", id LIMIT " +
                                   std::to_string(care_team_members_max);
    return sql;
}

CareTeamEntry entry_of_episode(std::string_view staff_id, std::string function) {
    CareTeamEntry entry;
    entry.staff_id = {Uuid::parse(staff_id).value()};
    entry.function = std::move(function);
    return entry;
}

void say_what_they_see(Reader& reader, std::string const& participant_id, Date today, CareTeamEntry& entry) {
    entry.display_name = reader.text({"SELECT display_name FROM staff WHERE id = $1", {to_string(entry.staff_id)}})
                             .value_or(std::string());
    reader.each({sees_by_consent_sql, {participant_id, to_string(entry.staff_id), to_string(today)}},
                [&](Row const& row) {
                    entry.sees_chart = true;
                    if (!row.is_null(0)) entry.sees_until = Date::parse(row.text(0)).value();
                    return false;
                });
}

}  // namespace

std::vector<CareTeamEntry> care_team_of(Reader& reader, Id<Participant> const& participant_id, Date today) {
    auto const id = to_string(participant_id);
    std::vector<CareTeamEntry> team;
    reader.each({of_episode_sql, {id}}, [&](Row const& row) {
        if (!row.is_null(0)) team.push_back(entry_of_episode(row.text(0), "pcp"));
        if (!row.is_null(1)) team.push_back(entry_of_episode(row.text(1), "lcsw"));
        return true;
    });
    reader.each({members_sql(), {id}}, [&](Row const& row) {
        auto const member = read_record<CareTeamMember>(row);
        team.push_back({.id = member.id,
                        .version = member.version,
                        .staff_id = member.staff_id,
                        .function = member.function.word,
                        .from = member.from,
                        .until = member.until});
        return true;
    });
    for (auto& entry : team) say_what_they_see(reader, id, today, entry);
    return team;
}

std::vector<Consent> consents_of(Reader& reader, Id<Participant> const& participant_id) {
    static std::string const sql = "SELECT " + column_list(record_type<Consent>()) +
                                   " FROM consent WHERE participant_id = $1 ORDER BY signed_on DESC, id DESC LIMIT " +
                                   std::to_string(consents_max);
    std::vector<Consent> consents;
    reader.each({sql, {to_string(participant_id)}}, [&](Row const& row) {
        consents.push_back(read_record<Consent>(row));
        return true;
    });
    return consents;
}

}  // namespace cairn
