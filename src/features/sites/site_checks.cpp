#include <algorithm>

#include "base/present.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

void check_readiness(Site const& site, CheckContext const& context, Problems& problems) {
    auto const& items = site.readiness;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto const place = "readiness[" + std::to_string(i) + "]";
        auto const same_item = [&](auto const& earlier) { return earlier.item == items[i].item; };
        if (std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), same_item)) {
            problems.push_back({place + ".item", "repeated", "Each item of readiness stands once in the list."});
        }
        if (!items[i].done_on) continue;
        if (!items[i].done) {
            problems.push_back({place + ".done_on", "order", "Only what is done has a day on which it was done."});
        }
        if (is_in_future(*items[i].done_on, context.now, site.time_zone)) {
            problems.push_back({place + ".done_on", "future", "This day has not come yet."});
        }
    }
}

void check_champion(Site const& site, CheckContext const& context, Problems& problems) {
    if (!site.champion_pcp_id) return;
    auto const champion = context.named(*site.champion_pcp_id, "champion_pcp_id", problems);
    if (champion && champion->profession && champion->profession != Profession::pcp) {
        problems.push_back({"champion_pcp_id", "profession", "The champion is a primary care provider (pcp)."});
    }
}

}  // namespace

void complete_and_check(Site& site, Site const* previous, CheckContext const& context, Problems& problems) {
    if (site.time_zone.empty()) site.time_zone = context.program.settings.time_zone;
    check_declared(site, previous, context, problems);
    check_readiness(site, context, problems);
    check_champion(site, context, problems);
}

}  // namespace cairn
