#include "features/staff/staff_routes.hpp"

#include "features/history/history.hpp"
#include "features/program/routing.hpp"
#include "features/staff/staff.hpp"
#include "features/staff/staff_entry.hpp"

namespace cairn {
namespace {

void without_shares(StaffEntry& entry) {
    for (auto& site : entry.sites) site.fte.reset();
}

Listing directory() {
    return {.columns = column_list(record_type<StaffEntry>(), "s."),
            .from = "staff s",
            .order = {"s.display_name", "s.id"}};
}

Result<HttpResponse> list_staff(Call& call, Organization& organization) {
    auto listing = directory();
    listing.where_given(call, "role", "s.role");
    listing.where_given(call, "profession", "s.profession");
    if (auto const site = call.parameter("site_id")) {
        auto const id = Uuid::parse(*site);
        listing.where("s.id IN (SELECT t.staff_id FROM staff_site t WHERE t.site_id = " +
                      listing.bind(id ? to_string(*id) : std::string()) + ")");
    }
    return list_page<StaffEntry>(call, organization.database(), std::move(listing), without_shares);
}

Result<HttpResponse> read_entry(Call& call, Organization& organization) {
    auto const staff = read_visible<Staff>(call, organization.database());
    if (!staff) return staff.error();
    StaffEntry entry{.id = staff->id,
                     .display_name = staff->display_name,
                     .role = staff->role,
                     .profession = staff->profession,
                     .sites = staff->sites,
                     .languages = staff->languages,
                     .offers = staff->offers,
                     .ended_on = staff->ended_on};
    without_shares(entry);
    return json_response(to_shown_json(record_type<StaffEntry>(), &entry));
}

// To those who may not read it, a file does not exist.
Result<Staff> read_file(Call& call, Organization& organization) {
    auto staff = read_visible<Staff>(call, organization.database());
    if (staff && !reads_file_of(call.permit, *staff)) return not_found(record_type<Staff>().name);
    return staff;
}

Routes directory_routes(Organization& organization) {
    return {
        list_route<StaffEntry>({.path = "/staff",
                                .needs = Permission::read_directory,
                                .operation = "list_staff",
                                .summary = "Everybody who works in the program, by name: what colleagues may know."},
                               {{"role", "Only those with this role."},
                                {"profession", "Only those of this profession."},
                                {"site_id", "Only those who work at this site."}},
                               [&organization](Call& call) { return list_staff(call, organization); }),
        {.method = Method::get,
         .path = "/staff/{id}",
         .needs = Permission::read_directory,
         .operation = "read_staff",
         .summary = "One member of staff: what colleagues may know.",
         .gives = {.shape = Shape::one, .record = &record_type<StaffEntry>()},
         .handle = [&organization](Call& call) { return read_entry(call, organization); }},
    };
}

}  // namespace

Routes staff_routes(Organization& organization) {
    auto routes = directory_routes(organization);
    routes.push_back({.method = Method::get,
                      .path = "/staff/{id}/file",
                      .needs = Permission::read_directory,
                      .operation = "read_staff_file",
                      .summary =
                          "The whole file of a member of staff: one's own, that of somebody whom one supervises, "
                          "or with the permission edit_staff anybody's.",
                      .gives = {.shape = Shape::one, .record = &record_type<Staff>()},
                      .handle = [&organization](Call& call) -> Result<HttpResponse> {
                          auto const staff = read_file(call, organization);
                          if (!staff) return staff.error();
                          return record_response(*staff);
                      }});
    routes.push_back(history_route<Staff>(organization,
                                          {.path = "/staff/{id}/file/history",
                                           .needs = Permission::read_directory,
                                           .operation = "staff_history",
                                           .summary = "Every version of somebody's file: who changed what, and when."},
                                          {}, read_file));
    routes.push_back(create_route<Staff>(organization,
                                         {.path = "/staff",
                                          .needs = Permission::edit_staff,
                                          .operation = "register_staff",
                                          .summary = "A new member of staff."},
                                         register_staff, "staff"));
    routes.push_back(edit_route<Staff>(organization,
                                       {.path = "/staff/{id}/file",
                                        .needs = Permission::edit_staff,
                                        .operation = "edit_staff",
                                        .summary = "The whole file as it shall be."},
                                       edit_staff));
    return routes;
}

}  // namespace cairn
