#include "features/episodes/episode.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(EpisodeStatus, active, paused, completed, disengaged, withdrew, transferred, incarcerated, deceased)
BOOST_DESCRIBE_ENUM(EndReason, completed, disengaged, withdrew, transferred, incarcerated, deceased)
BOOST_DESCRIBE_STRUCT(Pause, (), (from, to, reason))
BOOST_DESCRIBE_STRUCT(Episode, (),
                      (id, version, participant_id, site_id, peer_id, lcsw_id, pcp_id, referral_id, started_on,
                       planned_end_on, ended_on, end_reason, status, pauses, pathway, study_arm, payer_id))
BOOST_DESCRIBE_STRUCT(EndEpisode, (), (id, version, end_reason, ended_on))

template <>
RecordType const& record_type<Pause>() {
    static RecordType const type = describe<Pause>("pause", {}, {{"reason", {.max_characters = 200}}});
    return type;
}

template <>
RecordType const& record_type<Episode>() {
    static RecordType const type = describe<Episode>("episode", {"participant", "participant_id"},
                                                     {{"participant_id", {.references = "participant"}},
                                                      {"site_id", {.references = "site"}},
                                                      {"peer_id", {.references = "staff"}},
                                                      {"lcsw_id", {.references = "staff"}},
                                                      {"pcp_id", {.references = "staff"}},
                                                      {"referral_id", {.references = "referral"}},
                                                      {"pathway", {.code_list = "pathway"}},
                                                      {"study_arm", {.max_characters = 100}},
                                                      {"payer_id", {.max_characters = 100}}});
    return type;
}

// Here because it shares the end reasons with the episode.
template <>
RecordType const& record_type<EndEpisode>() {
    static RecordType const type = describe<EndEpisode>("end_episode", {}, {{"id", {.references = "episode"}}});
    return type;
}

std::string_view to_string(EpisodeStatus status) { return boost::describe::enum_to_string(status, ""); }

}  // namespace cairn
