#include "features/charts/chart_routes.hpp"

#include "features/charts/chart.hpp"
#include "features/contacts/contact_routes.hpp"

namespace cairn {
namespace {

Result<HttpResponse> chart(Call& call, Organization& organization) {
    auto const id = call.id<Participant>();
    if (!id) return id.error();
    auto const program = organization.program();
    std::optional<Chart> chart;
    organization.database().read([&](Reader& reader) {
        chart = read_chart(reader, call.permit, program->settings, organization.clock().now(), *id);
        if (chart) chart->contacts = newest_contacts(reader, call.permit, *id);
    });
    if (!chart) return not_found(record_type<Participant>().name);
    if (chart->contacts.size() > chart_contacts_max) {
        chart->contacts.pop_back();
        auto const& last = chart->contacts.back();
        chart->contacts_next =
            cursor_after(call, list_contacts_operation,
                         {to_string(last.service_date.value()), to_string(last.started_at), to_string(last.id)});
    }
    call.saw(to_string(*id));
    return json_response(to_shown_json(record_type<Chart>(), &*chart));
}

}  // namespace

Routes chart_routes(Organization& organization) {
    return {{.method = Method::get,
             .path = "/participants/{id}/chart",
             .needs = Permission::read_charts,
             .operation = "read_chart",
             .summary = "A participant with all lists, referrals, episodes, the contact clock and the newest contacts. "
                        "contacts_next is a cursor for GET /contacts?participant_id={id}.",
             .gives = {.shape = Shape::one, .record = &record_type<Chart>()},
             .handle = [&organization](Call& call) { return chart(call, organization); }}};
}

}  // namespace cairn
