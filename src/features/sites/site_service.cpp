#include "features/program/whole_record.hpp"
#include "features/sites/site.hpp"

namespace cairn {

Result<Written> register_site(Permit const& permit, Organization& organization, Site const& site, std::string key) {
    return register_whole(permit, organization, {Permission::edit_sites, "register_site"}, site, std::move(key));
}

Result<Written> edit_site(Permit const& permit, Organization& organization, Site const& changed, std::string key) {
    return edit_whole(permit, organization, {Permission::edit_sites, "edit_site"}, changed, std::move(key));
}

Importable site_importable() {
    return {.type = record_type<Site>(),
            .file = "sites",
            .required_columns = {"id", "name"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Site>};
}

}  // namespace cairn
