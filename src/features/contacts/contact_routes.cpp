#include "features/contacts/contact_routes.hpp"

#include "features/contacts/contact.hpp"
#include "features/history/history.hpp"
#include "features/program/routing.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

void without_note(Permit const& permit, Contact& contact) {
    if (!permit.allows(Permission::read_notes)) contact.note.reset();
}

Result<HttpResponse> list(Call& call, Organization& organization) {
    auto listing = contacts_newest_first();
    listing.where_id_given(call, "participant_id", "c.participant_id");
    listing.where_id_given(call, "episode_id", "c.episode_id");
    listing.where_id_given(call, "referral_id", "c.referral_id");
    listing.within_sight(call.permit, "c.participant_id");
    return list_page<Contact>(call, organization.database(), std::move(listing),
                              [&](Contact& contact) { without_note(call.permit, contact); });
}

Routes reading(Organization& organization) {
    return {
        list_route<Contact>({.path = "/contacts",
                             .needs = Permission::read_charts,
                             .operation = list_contacts_operation,
                             .summary = "Contacts of one participant, the newest first, voided ones among them. Notes "
                                        "are shown to those who may read notes."},
                            {{"participant_id", "Whose contacts.", true},
                             {"episode_id", "Only those that name this episode."},
                             {"referral_id", "Only those that name this referral."}},
                            [&organization](Call& call) { return list(call, organization); }),
        read_route<Contact>(organization,
                            {.path = "/contacts/{id}",
                             .needs = Permission::read_charts,
                             .operation = "read_contact",
                             .summary = "One contact."},
                            without_note),
        history_route<Contact>(organization,
                               {.path = "/contacts/{id}/history",
                                .needs = Permission::read_charts,
                                .operation = "contact_history",
                                .summary = "Every version of a contact: who changed what, and when."},
                               {{"note", Permission::read_notes}}),
    };
}

}  // namespace

Listing contacts_newest_first() {
    return {.columns = column_list(record_type<Contact>(), "c."),
            .from = "contact c",
            .order = {"c.service_date", "c.started_at", "c.id"},
            .descending = true};
}

Routes contact_routes(Organization& organization) {
    auto routes = reading(organization);
    routes.push_back(create_route<Contact>(organization,
                                           {.path = "/contacts",
                                            .needs = Permission::log_contacts,
                                            .operation = "log_contact",
                                            .summary = "Logs a contact: a meeting, or an attempt."},
                                           log_contact, "contacts"));
    routes.push_back(
        create_below_route<Referral, Contact>(organization,
                                              {.path = "/referrals/{referral_id}/attempts",
                                               .needs = Permission::refer,
                                               .operation = "record_attempt",
                                               .summary = "Logs a contact that works on an open referral."},
                                              "referral_id", record_attempt, "../../contacts"));
    routes.push_back(edit_route<Contact>(organization,
                                         {.path = "/contacts/{id}",
                                          .needs = Permission::log_contacts,
                                          .operation = "amend_contact",
                                          .summary = "The whole contact as it shall be; by its author, or with the "
                                                     "permission void_any_entry."},
                                         amend_contact));
    routes.push_back(command_route<VoidContact>(organization,
                                                {.path = "/contacts/{id}/void",
                                                 .needs = Permission::log_contacts,
                                                 .operation = "void_contact",
                                                 .summary = "A contact that counts nowhere from now on, and why; it "
                                                            "stays in the chart."},
                                                void_contact));
    return routes;
}

}  // namespace cairn
