#include <map>

#include "access/sight.hpp"
#include "base/present.hpp"
#include "features/caseloads/peer_proposal.hpp"

namespace cairn {
namespace {

constexpr std::string_view who_sql =
    " FROM staff s WHERE s.role IN ('peer', 'supervisor') AND (s.ended_on IS NULL OR s.ended_on >= $1)";
constexpr std::string_view loads_sql =
    ", (SELECT count(*) FROM episode e WHERE e.peer_id = s.id AND e.ended_on IS NULL), "
    "(SELECT count(*) FROM referral r WHERE r.peer_id = s.id AND r.status IN ('received', 'assigned', "
    "'reaching_out')), "
    "(SELECT max(c.until) FROM cover c WHERE c.absent_staff_id = s.id AND c.cancelled_at IS NULL AND c.\"from\" <= $1 "
    "AND c.until >= $1)";
constexpr std::string_view display_sql = "SELECT display FROM code_list_entry WHERE list = $1 AND word = $2";

std::string candidates_sql(bool has_site) {
    auto const columns = column_list(record_type<Staff>(), "s.");
    auto const limit = " LIMIT " + std::to_string(proposal_candidates_max);
    if (!has_site)
        return "SELECT 0, " + columns + std::string(loads_sql) + std::string(who_sql) + " ORDER BY s.id" + limit;
    return "SELECT near.at_site, " + columns + std::string(loads_sql) +
           " FROM (SELECT t.staff_id AS staff_id, max(CASE WHEN t.site_id = $2 THEN 1 ELSE 0 END) AS at_site FROM "
           "staff_site t JOIN site x ON x.id = t.site_id WHERE x.id = $2 OR x.region = $3 GROUP BY t.staff_id) near "
           "JOIN staff s ON s.id = near.staff_id WHERE s.role IN ('peer', 'supervisor') AND "
           "(s.ended_on IS NULL OR s.ended_on >= $1) ORDER BY near.at_site DESC, s.id" +
           limit;
}

std::vector<PeerCandidate> candidates(Reader& reader, std::optional<Site> const& site, Date today) {
    SqlValues parameters{to_string(today)};
    if (site) {
        parameters.emplace_back(to_string(site->id));
        parameters.emplace_back(site->region.value_or(std::string()));
    }
    auto const sql = candidates_sql(site.has_value());
    auto const loads = static_cast<int>(record_type<Staff>().fields.size()) + 1;
    std::vector<PeerCandidate> found;
    reader.each({sql, parameters}, [&](Row const& row) {
        PeerCandidate candidate;
        candidate.at_site = row.integer(0) != 0;
        candidate.in_region = site.has_value();
        candidate.staff = read_record<Staff>(row, 1);
        candidate.open_episodes = static_cast<int>(row.integer(loads));
        candidate.open_referrals = static_cast<int>(row.integer(loads + 1));
        if (!row.is_null(loads + 2)) candidate.away_until = Date::parse(row.text(loads + 2)).value();
        found.push_back(std::move(candidate));
        return true;
    });
    return found;
}

PeerWish wish_of(Participant const& participant, std::optional<Site> const& site) {
    PeerWish wish{.languages = participant.languages, .peer_preferences = participant.peer_preferences};
    if (site) {
        wish.site_name = site->name;
        wish.region = site->region.value_or(std::string());
    }
    return wish;
}

Error already_closed() {
    return Error{ErrorCode::illegal_transition, "This referral is closed; a peer is proposed while it is open."};
}

}  // namespace

Result<ProposalsForReferral> propose_peers_for(Permit const& permit, Organization& organization,
                                               Id<Referral> const& id) {
    if (auto const allowed = permit.require(Permission::assign); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const now = organization.clock().now();
    Result<ProposalsForReferral> answer = not_found(record_type<Referral>().name);
    organization.database().read([&](Reader& reader) {
        auto const referral = fetch_visible(reader, permit, id);
        if (!referral) return;
        if (!is_open(referral->status)) {
            answer = already_closed();
            return;
        }
        auto const participant = reader.fetch(referral->participant_id);
        auto const site = referral->site_id ? reader.fetch(*referral->site_id) : std::nullopt;
        auto const today = local_today(now, site ? site->time_zone : program->settings.time_zone);
        auto const display_of = [&](std::string_view list, std::string_view word) {
            return reader.text({display_sql, {std::string(list), std::string(word)}}).value_or(std::string(word));
        };
        answer =
            ProposalsForReferral{referral->participant_id, propose_peers(wish_of(*participant, site),
                                                                         candidates(reader, site, today), display_of)};
    });
    return answer;
}

}  // namespace cairn
