#include "features/care_team/care_team_routes.hpp"

#include <array>

#include "access/sight.hpp"
#include "features/care_team/care_team.hpp"
#include "features/participants/participant.hpp"

namespace cairn {
namespace {

// A new record of the chart that the address names; the caller may bring its id.
template <class Record>
Result<Record> read_for_chart(Call const& call) {
    auto const participant_id = call.id<Participant>();
    if (!participant_id) return participant_id.error();
    constexpr std::array<std::string_view, 2> not_needed{"id", "participant_id"};
    Record record;
    auto problems =
        from_json(record_type<Record>(), call.request.body, &record, {.skip_derived = true, .given = not_needed});
    if (!record.participant_id.is_nil() && record.participant_id != *participant_id) {
        problems.push_back({"participant_id", "contradicts", "The address names another participant."});
    }
    record.participant_id = *participant_id;
    if (!problems.empty()) return invalid(std::move(problems));
    return record;
}

Result<HttpResponse> add_consent(Call& call, Organization& organization) {
    auto const consent = read_for_chart<Consent>(call);
    if (!consent) return consent.error();
    return written_response(give_consent(call.permit, organization, *consent, call.key), "/api/v1/consents");
}

Result<HttpResponse> add_member(Call& call, Organization& organization) {
    auto const member = read_for_chart<CareTeamMember>(call);
    if (!member) return member.error();
    return written_response(add_care_team_member(call.permit, organization, *member, call.key),
                            "/api/v1/care-team-members");
}

template <class Command>
Result<HttpResponse> run(Call& call, Organization& organization,
                         Result<Written> (*service)(Permit const&, Organization&, Command const&, std::string)) {
    auto const command = read_command<Command>(call);
    if (!command) return command.error();
    return written_response(service(call.permit, organization, *command, call.key));
}

// A list of what belongs to one participant, short enough for one page.
template <class List>
Result<HttpResponse> list_of_chart(Call& call, Organization& organization, List const& list) {
    auto const id = call.id<Participant>();
    if (!id) return id.error();
    Page page(call);
    bool visible = false;
    organization.database().read([&](Reader& reader) {
        visible = fetch_visible(reader, call.permit, *id).has_value();
        if (!visible) return;
        call.saw(to_string(*id));
        for (auto const& item : list(reader, *id)) page.add_record(item);
    });
    if (!visible) return not_found(record_type<Participant>().name);
    return std::move(page).response();
}

template <class Record>
Result<HttpResponse> show(Call& call, Organization& organization) {
    auto const id = call.id<Record>();
    if (!id) return id.error();
    std::optional<Record> record;
    organization.database().read([&](Reader& reader) { record = fetch_visible(reader, call.permit, *id); });
    if (!record) return not_found(record_type<Record>().name);
    call.saw(to_string(record->participant_id));
    return record_response(*record);
}

Routes consent_rows(Organization& organization) {
    return {
        {.method = Method::get,
         .path = "/participants/{id}/consents",
         .needs = Permission::read_charts,
         .operation = "list_consents",
         .summary = "The participant's consents, newest first, revoked ones included.",
         .gives = {.shape = Shape::page, .record = &record_type<Consent>()},
         .handle = [&organization](Call& call) { return list_of_chart(call, organization, consents_of); }},
        {.method = Method::post,
         .path = "/participants/{id}/consents",
         .needs = Permission::arrange_care_team,
         .operation = "give_consent",
         .summary = "Record a consent that the participant has given to a person or to everybody at a site.",
         .takes = {.body = BodyKind::json, .record = &record_type<Consent>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = [&organization](Call& call) { return add_consent(call, organization); }},
        {.method = Method::get,
         .path = "/consents/{id}",
         .needs = Permission::read_charts,
         .operation = "read_consent",
         .summary = "One consent, with the version that revoking it must state.",
         .gives = {.shape = Shape::one, .record = &record_type<Consent>()},
         .handle = [&organization](Call& call) { return show<Consent>(call, organization); }},
        {.method = Method::post,
         .path = "/consents/{id}/revoke",
         .needs = Permission::arrange_care_team,
         .operation = "revoke_consent",
         .summary = "The participant takes the consent back; what was seen by it is closed at once.",
         .takes = {.body = BodyKind::json, .record = &record_type<RevokeConsent>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = [&organization](Call& call) { return run(call, organization, revoke_consent); }},
    };
}

Routes team_rows(Organization& organization) {
    return {
        {.method = Method::get,
         .path = "/participants/{id}/care-team",
         .needs = Permission::read_charts,
         .operation = "list_care_team",
         .summary = "Everybody on the care team, the open episode's PCP and LCSW included, and whether an active "
                    "consent lets each of them see the chart.",
         .gives = {.shape = Shape::page, .record = &record_type<CareTeamEntry>()},
         .handle =
             [&organization](Call& call) {
                 auto const today = call.permit.today();
                 return list_of_chart(call, organization, [today](Reader& reader, Id<Participant> const& id) {
                     return care_team_of(reader, id, today);
                 });
             }},
        {.method = Method::post,
         .path = "/participants/{id}/care-team",
         .needs = Permission::arrange_care_team,
         .operation = "add_care_team_member",
         .summary = "Put somebody on the care team; to see the chart they need a consent as well.",
         .takes = {.body = BodyKind::json, .record = &record_type<CareTeamMember>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = [&organization](Call& call) { return add_member(call, organization); }},
        {.method = Method::get,
         .path = "/care-team-members/{id}",
         .needs = Permission::read_charts,
         .operation = "read_care_team_member",
         .summary = "One member of a care team.",
         .gives = {.shape = Shape::one, .record = &record_type<CareTeamMember>()},
         .handle = [&organization](Call& call) { return show<CareTeamMember>(call, organization); }},
        {.method = Method::post,
         .path = "/care-team-members/{id}/end",
         .needs = Permission::arrange_care_team,
         .operation = "end_care_team_member",
         .summary = "Somebody leaves the care team, today or on the day given.",
         .takes = {.body = BodyKind::json, .record = &record_type<EndCareTeamMember>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = [&organization](Call& call) { return run(call, organization, end_care_team_member); }},
    };
}

}  // namespace

Routes care_team_routes(Organization& organization) {
    auto rows = consent_rows(organization);
    for (auto& row : team_rows(organization)) rows.push_back(std::move(row));
    return rows;
}

}  // namespace cairn
