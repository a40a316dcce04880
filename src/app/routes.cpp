#include "app/routes.hpp"

#include <iterator>

#include "app/wire.hpp"
#include "features/accounts/account_routes.hpp"
#include "features/activities/activity_routes.hpp"
#include "features/care_team/care_team_routes.hpp"
#include "features/caseloads/caseload_routes.hpp"
#include "features/charts/chart_routes.hpp"
#include "features/contacts/contact_routes.hpp"
#include "features/episodes/episode_routes.hpp"
#include "features/evaluation/evaluation_routes.hpp"
#include "features/exchange/exchange_routes.hpp"
#include "features/home/home_routes.hpp"
#include "features/participants/participant_routes.hpp"
#include "features/program/program_routes.hpp"
#include "features/referrals/referral_routes.hpp"
#include "features/sites/site_routes.hpp"
#include "features/staff/staff_routes.hpp"
#include "features/sync/sync_routes.hpp"
#include "features/weeks/week_routes.hpp"

namespace cairn {
namespace {

void append(Routes& all, Routes more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

Routes all_routes(ApiParts const& parts) {
    Routes routes;
    append(routes, account_routes(parts.organization, parts.gate, parts.passwords, parts.cookie));
    append(routes, access_log_routes(parts.organization));
    append(routes, sync_routes(parts.organization, all_record_types(), parts.watch));
    append(routes, care_team_routes(parts.organization));
    append(routes, caseload_routes(parts.organization));
    append(routes, worklist_routes(parts.organization));
    append(routes, exchange_routes(parts.exchange));
    append(routes, activity_routes(parts.organization));
    append(routes, contact_routes(parts.organization));
    append(routes, episode_routes(parts.organization));
    append(routes, evaluation_routes(parts.organization));
    append(routes, participant_routes(parts.organization));
    append(routes, program_routes(parts.organization));
    append(routes, referral_routes(parts.organization));
    append(routes, site_routes(parts.organization));
    append(routes, staff_routes(parts.organization));
    append(routes, chart_routes(parts.organization));
    append(routes, week_routes(parts.organization));
    append(routes, home_routes(parts.organization));
    return routes;
}

}  // namespace cairn
