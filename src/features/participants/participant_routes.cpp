#include "features/participants/participant_routes.hpp"

#include <iterator>

#include "features/history/history.hpp"
#include "features/participants/lists/entry_routes.hpp"
#include "features/participants/participant_row.hpp"
#include "features/participants/participant_search.hpp"
#include "features/program/routing.hpp"

namespace cairn {
namespace {

// Those who work with the participant, or oversee it; not whoever meets them at intake, nor their care team.
constexpr std::string_view may_open_sql =
    "SELECT 1 FROM visible_participant WHERE user_id = $1 AND participant_id = $2 "
    "AND basis IN ('caseload', 'cover', 'supervised_peer', 'supervised_site') "
    "AND (since IS NULL OR since <= $3) AND (until IS NULL OR until >= $3) LIMIT 1";

bool may_open_sealed(Database& database, Permit const& permit, std::string const& participant_id) {
    if (permit.sees_everyone()) return true;
    bool may = false;
    database.read([&](Reader& reader) {
        may =
            reader.integer({may_open_sql, {permit.staff_id(), participant_id, to_string(permit.today())}}).has_value();
    });
    return may;
}

Result<HttpResponse> read_sealed(Call& call, Organization& organization) {
    auto const participant = read_visible<Participant>(call, organization.database());
    if (!participant) return participant.error();
    if (!may_open_sealed(organization.database(), call.permit, to_string(participant->id))) {
        return Error{ErrorCode::not_allowed, "What is sealed is opened by the participant's peer, whoever covers for "
                                             "them, their supervisors and managers."};
    }
    return record_response(SealedParticipant{.id = participant->id,
                                             .version = participant->version,
                                             .justice_involvement = participant->justice_involvement});
}

Result<HttpResponse> list_participants(Call& call, Organization& organization) {
    Listing listing{.columns = column_list(record_type<ParticipantRow>(), "p."),
                    .from = "participant p",
                    .order = {"p.name_key", "p.id"}};
    if (auto const text = call.parameter("search")) {
        auto const terms = parse_search(*text);
        if (!terms) return terms.error();
        search_people(listing, *terms);
        listing.within_sight(call.permit, "s.participant_id");
    } else {
        listing.within_sight(call.permit, "p.id");
    }
    return list_page<ParticipantRow>(call, organization.database(), std::move(listing));
}

Result<HttpResponse> edit(Call& call, Organization& organization) {
    auto const changed = read_command<Participant>(call);
    if (!changed) return changed.error();
    auto const left_out = sealed_left_out(record_type<Participant>(), call.request.body);
    return written_response(edit_participant(call.permit, organization, *changed, call.key, left_out));
}

Routes reading(Organization& organization) {
    return {
        list_route<ParticipantRow>(
            {.path = "/participants",
             .needs = Permission::read_charts,
             .operation = "list_participants",
             .summary = "The people one may see, by name; or those among them whom a search finds."},
            {{"search",
              "Beginnings of names, a date of birth, a phone number, an identifier, in any order: a person is "
              "found when all of it fits them."}},
            [&organization](Call& call) { return list_participants(call, organization); }),
        read_route<Participant>(organization, {.path = "/participants/{id}",
                                               .needs = Permission::read_charts,
                                               .operation = "read_participant",
                                               .summary = "One participant, without what is sealed."}),
        {.method = Method::get,
         .path = "/participants/{id}/sealed",
         .needs = Permission::edit_participants,
         .operation = "read_sealed_participant",
         .summary = "Opens on purpose what is sealed: for the participant's peer, whoever covers for them, their "
                    "supervisors and managers.",
         .gives = {.shape = Shape::one, .record = &record_type<SealedParticipant>()},
         .handle = [&organization](Call& call) { return read_sealed(call, organization); }},
        history_route<Participant>(organization,
                                   {.path = "/participants/{id}/history",
                                    .needs = Permission::read_charts,
                                    .operation = "participant_history",
                                    .summary = "Every version of a participant's record, without what is sealed."}),
    };
}

}  // namespace

Routes participant_routes(Organization& organization) {
    auto routes = reading(organization);
    routes.push_back(create_route<Participant>(organization,
                                               {.path = "/participants",
                                                .needs = Permission::edit_participants,
                                                .operation = "register_participant",
                                                .summary = "A new participant; nothing about them need be known yet."},
                                               register_participant, "participants"));
    routes.push_back(
        {.method = Method::put,
         .path = "/participants/{id}",
         .needs = Permission::edit_participants,
         .operation = "edit_participant",
         .summary = "The whole record as it shall be. Sealed members that are left out keep what they hold.",
         .takes = {.body = BodyKind::json, .record = &record_type<Participant>(), .version = true, .key = true},
         .gives = {.shape = Shape::written, .meaning = "The record's id and new version."},
         .handle = [&organization](Call& call) { return edit(call, organization); }});
    auto lists = entry_routes(organization);
    routes.insert(routes.end(), std::make_move_iterator(lists.begin()), std::make_move_iterator(lists.end()));
    return routes;
}

}  // namespace cairn
