#include "features/episodes/episode_routes.hpp"

#include "features/episodes/episode.hpp"
#include "features/history/history.hpp"
#include "features/program/routing.hpp"

namespace cairn {
namespace {

Result<HttpResponse> list_episodes(Call& call, Organization& organization) {
    if (!call.parameter("participant_id") && !call.parameter("peer_id")) {
        return invalid("participant_id", "required", "Give participant_id, or peer_id, or both.");
    }
    Listing listing{.columns = column_list(record_type<Episode>(), "e."),
                    .from = "episode e",
                    .order = {"e.started_on", "e.id"},
                    .descending = true};
    listing.where_id_given(call, "participant_id", "e.participant_id");
    listing.where_id_given(call, "peer_id", "e.peer_id");
    listing.where_given(call, "status", "e.status");
    listing.within_sight(call.permit, "e.participant_id");
    return list_page<Episode>(call, organization.database(), std::move(listing));
}

Routes reading(Organization& organization) {
    return {
        list_route<Episode>({.path = "/episodes",
                             .needs = Permission::read_charts,
                             .operation = "list_episodes",
                             .summary = "Episodes of one participant, or with one peer, the newest first."},
                            {{"participant_id", "Whose episodes. This or peer_id must be given."},
                             {"peer_id", "With which peer."},
                             {"status", "active, paused, completed, disengaged, withdrew, transferred, incarcerated or "
                                        "deceased."}},
                            [&organization](Call& call) { return list_episodes(call, organization); }),
        read_route<Episode>(organization, {.path = "/episodes/{id}",
                                           .needs = Permission::read_charts,
                                           .operation = "read_episode",
                                           .summary = "One episode."}),
        history_route<Episode>(organization, {.path = "/episodes/{id}/history",
                                              .needs = Permission::read_charts,
                                              .operation = "episode_history",
                                              .summary = "Every version of an episode: who changed what, and when."}),
    };
}

Routes going_on(Organization& organization) {
    return {
        command_route<PauseEpisode>(organization,
                                    {.path = "/episodes/{id}/pause",
                                     .needs = Permission::manage_episodes,
                                     .operation = "pause_episode",
                                     .summary = "Stops the contact clock, from today when no day is given."},
                                    pause_episode),
        command_route<ResumeEpisode>(organization,
                                     {.path = "/episodes/{id}/resume",
                                      .needs = Permission::manage_episodes,
                                      .operation = "resume_episode",
                                      .summary = "The participant is back, from today when no day is given."},
                                     resume_episode),
        command_route<ChangePeer>(organization,
                                  {.path = "/episodes/{id}/peer",
                                   .needs = Permission::assign,
                                   .operation = "change_peer",
                                   .summary = "Another peer, or nobody for now; the episode goes on."},
                                  change_peer),
        command_route<ChangeSite>(organization,
                                  {.path = "/episodes/{id}/site",
                                   .needs = Permission::assign,
                                   .operation = "change_site",
                                   .summary = "Another site; the episode goes on."},
                                  change_site),
    };
}

}  // namespace

Routes episode_routes(Organization& organization) {
    auto routes = reading(organization);
    for (auto& route : going_on(organization)) routes.push_back(std::move(route));
    routes.push_back(command_route<EndEpisode>(organization,
                                               {.path = "/episodes/{id}/end",
                                                .needs = Permission::manage_episodes,
                                                .operation = "end_episode",
                                                .summary = "Ends an episode, with the reason."},
                                               end_episode));
    routes.push_back(
        command_route<CorrectEnd>(organization,
                                  {.path = "/episodes/{id}/correct-end",
                                   .needs = Permission::manage_episodes,
                                   .operation = "correct_end",
                                   .summary = "Voids an end that was a mistake; the episode is open again."},
                                  correct_end));
    routes.push_back(edit_route<EditEpisode>(organization,
                                             {.path = "/episodes/{id}",
                                              .needs = Permission::manage_episodes,
                                              .operation = "edit_episode",
                                              .summary = "Puts right what may be put right at any time. Peer, site, "
                                                         "pauses and the end have commands of their own."},
                                             edit_episode));
    return routes;
}

}  // namespace cairn
