#include "features/referrals/referral_routes.hpp"

#include "features/history/history.hpp"
#include "features/program/routing.hpp"
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

// By participant or by state, never all of them.
Result<HttpResponse> list_referrals(Call& call, Organization& organization) {
    if (!call.parameter("participant_id") && !call.parameter("status")) {
        return invalid("participant_id", "required", "Give participant_id, or status, or both.");
    }
    Listing listing{.columns = column_list(record_type<Referral>(), "r."),
                    .from = "referral r",
                    .order = {"r.received_on", "r.id"},
                    .descending = true};
    listing.where_id_given(call, "participant_id", "r.participant_id");
    listing.where_given(call, "status", "r.status");
    listing.where_id_given(call, "peer_id", "r.peer_id");
    listing.where_id_given(call, "site_id", "r.site_id");
    listing.within_sight(call.permit, "r.participant_id");
    return list_page<Referral>(call, organization.database(), std::move(listing));
}

Routes reading(Organization& organization) {
    return {
        list_route<Referral>({.path = "/referrals",
                              .needs = Permission::read_charts,
                              .operation = "list_referrals",
                              .summary = "Referrals of one participant, or in one state, the newest first."},
                             {{"participant_id", "Whose referrals. This or status must be given."},
                              {"status", "received, assigned, reaching_out, enrolled, declined, unreachable, "
                                         "ineligible or duplicate."},
                              {"peer_id", "Only those with this peer."},
                              {"site_id", "Only those at this site."}},
                             [&organization](Call& call) { return list_referrals(call, organization); }),
        read_route<Referral>(organization, {.path = "/referrals/{id}",
                                            .needs = Permission::read_charts,
                                            .operation = "read_referral",
                                            .summary = "One referral."}),
        history_route<Referral>(organization, {.path = "/referrals/{id}/history",
                                               .needs = Permission::read_charts,
                                               .operation = "referral_history",
                                               .summary = "Every version of a referral: who changed what, and when."}),
    };
}

Routes deciding(Organization& organization) {
    return {
        command_route<EnrollReferral>(organization,
                                      {.path = "/referrals/{id}/enroll",
                                       .needs = Permission::enroll,
                                       .operation = "enroll",
                                       .summary = "Enrolls the participant: begins an episode in the same write. The "
                                                  "answer also names it, as episode_id."},
                                      enroll),
        command_route<DeclineReferral>(organization,
                                       {.path = "/referrals/{id}/decline",
                                        .needs = Permission::enroll,
                                        .operation = "decline_referral",
                                        .summary = "The participant does not want peer support now, and why."},
                                       decline_referral),
        command_route<MoveReferral>(organization,
                                    {.path = "/referrals/{id}/ineligible",
                                     .needs = Permission::enroll,
                                     .operation = "mark_ineligible",
                                     .summary = "The program is not for this participant."},
                                    mark_ineligible),
        command_route<MoveReferral>(organization,
                                    {.path = "/referrals/{id}/duplicate",
                                     .needs = Permission::enroll,
                                     .operation = "mark_duplicate",
                                     .summary = "The same referral came twice; this one counts nowhere."},
                                    mark_duplicate),
        command_route<MoveReferral>(organization,
                                    {.path = "/referrals/{id}/unreachable",
                                     .needs = Permission::enroll,
                                     .operation = "mark_unreachable",
                                     .summary = "Nobody could reach the participant."},
                                    mark_unreachable),
        command_route<MoveReferral>(organization,
                                    {.path = "/referrals/{id}/reopen",
                                     .needs = Permission::enroll,
                                     .operation = "reopen_referral",
                                     .summary = "A declined or unreachable referral is worked on again."},
                                    reopen_referral),
    };
}

}  // namespace

Routes referral_routes(Organization& organization) {
    auto routes = reading(organization);
    routes.push_back(create_route<Referral>(organization,
                                            {.path = "/referrals",
                                             .needs = Permission::refer,
                                             .operation = "refer",
                                             .summary = "A new referral. With a peer it is assigned at once, which "
                                                        "needs the permission assign."},
                                            refer, "referrals"));
    routes.push_back(command_route<AssignReferral>(organization,
                                                   {.path = "/referrals/{id}/assign",
                                                    .needs = Permission::assign,
                                                    .operation = "assign_referral",
                                                    .summary = "Gives an open referral to a peer, or to another one."},
                                                   assign_referral));
    for (auto& route : deciding(organization)) routes.push_back(std::move(route));
    return routes;
}

}  // namespace cairn
