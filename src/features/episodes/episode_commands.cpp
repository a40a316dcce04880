#include "features/episodes/episode.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(PauseEpisode, (), (id, version, from, reason))
BOOST_DESCRIBE_STRUCT(ResumeEpisode, (), (id, version, to))
BOOST_DESCRIBE_STRUCT(CorrectEnd, (), (id, version))
BOOST_DESCRIBE_STRUCT(ChangePeer, (), (id, version, peer_id))
BOOST_DESCRIBE_STRUCT(ChangeSite, (), (id, version, site_id))
BOOST_DESCRIBE_STRUCT(EditEpisode, (),
                      (id, version, started_on, planned_end_on, lcsw_id, pcp_id, referral_id, pathway, study_arm,
                       payer_id))

// Limits and code lists are the episode's own; it is checked after the command has changed it.
template <>
RecordType const& record_type<PauseEpisode>() {
    static RecordType const type = describe<PauseEpisode>("pause_episode", {}, {{"id", {.references = "episode"}}});
    return type;
}

template <>
RecordType const& record_type<ResumeEpisode>() {
    static RecordType const type = describe<ResumeEpisode>("resume_episode", {}, {{"id", {.references = "episode"}}});
    return type;
}

template <>
RecordType const& record_type<CorrectEnd>() {
    static RecordType const type = describe<CorrectEnd>("correct_end", {}, {{"id", {.references = "episode"}}});
    return type;
}

template <>
RecordType const& record_type<ChangePeer>() {
    static RecordType const type = describe<ChangePeer>(
        "change_peer", {}, {{"id", {.references = "episode"}}, {"peer_id", {.references = "staff"}}});
    return type;
}

template <>
RecordType const& record_type<ChangeSite>() {
    static RecordType const type = describe<ChangeSite>(
        "change_site", {}, {{"id", {.references = "episode"}}, {"site_id", {.references = "site"}}});
    return type;
}

template <>
RecordType const& record_type<EditEpisode>() {
    static RecordType const type = describe<EditEpisode>("edit_episode", {},
                                                         {{"id", {.references = "episode"}},
                                                          {"lcsw_id", {.references = "staff"}},
                                                          {"pcp_id", {.references = "staff"}},
                                                          {"referral_id", {.references = "referral"}}});
    return type;
}

}  // namespace cairn
