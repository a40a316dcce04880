#include "access/sight.hpp"

namespace cairn {
namespace {

constexpr std::string_view may_see_sql =
    "SELECT 1 FROM visible_participant WHERE user_id = $1 AND participant_id = $2 "
    "AND (since IS NULL OR since <= $3) AND (until IS NULL OR until >= $3) LIMIT 1";

constexpr std::string_view leads_to_sql = "SELECT kept_id FROM merged_participant WHERE participant_id = $1 LIMIT 1";

}  // namespace

bool may_see(Reader& reader, Permit const& permit, std::string const& participant_id) {
    if (permit.sees_everyone()) return true;
    if (permit.staff_id().empty() || !(permit.allows(Permission::read_charts))) return false;
    if (reader.integer(sight_question(permit, participant_id))) return true;
    // An id that was merged into another goes on answering to whoever may see that one.
    auto const kept = reader.text({leads_to_sql, {participant_id}});
    return kept && reader.integer(sight_question(permit, *kept)).has_value();
}

Statement sight_question(Permit const& permit, std::string const& participant_id) {
    bool const may_read = permit.allows(Permission::read_charts);
    return {may_see_sql, {may_read ? permit.staff_id() : std::string(), participant_id, to_string(permit.today())}};
}

std::string sight_condition(Permit const& permit, std::string_view column, SqlValues& parameters) {
    if (permit.sees_everyone()) return "TRUE";
    if (permit.staff_id().empty() || !permit.allows(Permission::read_charts)) return "FALSE";
    auto const user = "$" + std::to_string(parameters.size() + 1);
    auto const today = "$" + std::to_string(parameters.size() + 2);
    parameters.emplace_back(permit.staff_id());
    parameters.emplace_back(to_string(permit.today()));
    return "EXISTS (SELECT 1 FROM visible_participant v WHERE v.user_id = " + user +
           " AND v.participant_id = " + std::string(column) + " AND (v.since IS NULL OR v.since <= " + today +
           ") AND (v.until IS NULL OR v.until >= " + today + "))";
}

std::string chart_of(RecordType const& type, void const* record) {
    if (type.stream.kind != "participant") return {};
    return std::get<std::string>(type.fields[type.index_of(type.stream.id_field)].get(record));
}

}  // namespace cairn
