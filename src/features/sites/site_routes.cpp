#include "features/sites/site_routes.hpp"

#include "features/history/history.hpp"
#include "features/program/routing.hpp"
#include "features/sites/site.hpp"

namespace cairn {
namespace {

Result<HttpResponse> list_sites(Call& call, Organization& organization) {
    Listing listing{.columns = column_list(record_type<Site>(), "s."), .from = "site s", .order = {"s.name", "s.id"}};
    listing.where_given(call, "region", "s.region");
    listing.where_given(call, "setting", "s.setting");
    return list_page<Site>(call, organization.database(), std::move(listing));
}

}  // namespace

Routes site_routes(Organization& organization) {
    return {
        list_route<Site>({.path = "/sites",
                          .needs = Permission::read_directory,
                          .operation = "list_sites",
                          .summary = "Sites by name."},
                         {{"region", "Only those in this region."}, {"setting", "Only those of this setting."}},
                         [&organization](Call& call) { return list_sites(call, organization); }),
        read_route<Site>(organization, {.path = "/sites/{id}",
                                        .needs = Permission::read_directory,
                                        .operation = "read_site",
                                        .summary = "One site."}),
        history_route<Site>(organization, {.path = "/sites/{id}/history",
                                           .needs = Permission::read_directory,
                                           .operation = "site_history",
                                           .summary = "Every version of a site: who changed what, and when."}),
        create_route<Site>(
            organization,
            {.path = "/sites", .needs = Permission::edit_sites, .operation = "register_site", .summary = "A new site."},
            register_site, "sites"),
        edit_route<Site>(organization,
                         {.path = "/sites/{id}",
                          .needs = Permission::edit_sites,
                          .operation = "edit_site",
                          .summary = "The whole site as it shall be."},
                         edit_site),
    };
}

}  // namespace cairn
