#include "app/routes.hpp"

#include <iterator>

#include "app/wire.hpp"
#include "features/accounts/account_routes.hpp"
#include "features/care_team/care_team_routes.hpp"
#include "features/caseloads/caseload_routes.hpp"
#include "features/duplicates/duplicate_routes.hpp"
#include "features/exchange/exchange_routes.hpp"
#include "features/sync/sync_routes.hpp"

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
    append(routes, duplicate_routes(parts.organization, all_record_types()));
    append(routes, exchange_routes(parts.exchange));
    return routes;
}

}  // namespace cairn
