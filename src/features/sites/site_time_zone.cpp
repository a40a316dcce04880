#include "features/sites/site.hpp"

namespace cairn {

std::string time_zone_at(CheckContext const& context, std::optional<Id<Site>> const& site_id) {
    auto const site = site_id ? context.get(*site_id) : std::nullopt;
    return site && !site->time_zone.empty() ? site->time_zone : context.program.settings.time_zone;
}

}  // namespace cairn
