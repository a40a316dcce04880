#include "features/episodes/episode_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"

namespace cairn {
namespace {

class EpisodeRoutes : public RouteTest {
protected:
    EpisodeRoutes() : RouteTest(episode_routes) {}

    std::string const at_ = path("/episodes/", enrolled().id);
};
INSTANTIATE_STORE_TESTS(EpisodeRoutes);

TEST_P(EpisodeRoutes, AnEpisodeIsPausedResumedEndedAndCorrected) {
    EXPECT_EQ(api().as("ana").command(at_ + "/pause", "{}", 1).status, 403);
    api().as("sol");
    EXPECT_EQ(api().command(at_ + "/pause", "{\"reason\":\"in hospital\"}", 1).status, 200);
    EXPECT_EQ(text_at(api().get(at_), "status"), "paused");
    EXPECT_EQ(api().command(at_ + "/resume", "{}", 2).status, 200);
    EXPECT_EQ(api().command(at_ + "/end", "{\"end_reason\":\"completed\"}", 3).status, 200);
    EXPECT_EQ(api().command(at_ + "/correct-end", "{}", 4).status, 200);
    EXPECT_EQ(text_at(api().get(at_), "status"), "active");
    EXPECT_EQ(items_of(api().get(at_ + "/history"), "command"),
              (Strings{"correct_end", "end_episode", "resume_episode", "pause_episode", "enroll"}));
    EXPECT_EQ(api().as("bea").get(at_).status, 404);
}

TEST_P(EpisodeRoutes, PeerAndSiteChangeAndTheRestIsPutRight) {
    auto const to_bea = "{\"peer_id\":\"" + to_string(bea_) + "\"}";
    EXPECT_EQ(api().as("ana").command(at_ + "/peer", to_bea, 1).status, 403);
    auto const moved = api().as("mo").command(at_ + "/peer", to_bea, 1);
    EXPECT_EQ(moved.status, 200) << moved.body;
    EXPECT_EQ(api().as("bea").get(at_).status, 200);
    EXPECT_EQ(api().as("mo").command(at_ + "/site", "{\"site_id\":\"" + to_string(site_) + "\"}", 2).status, 200);
    EXPECT_EQ(api().edit(at_, "{\"started_on\":\"2026-10-02\",\"pathway\":\"abstinence\"}", 3).status, 200);
    EXPECT_EQ(text_at(api().get(at_), "started_on"), "2026-10-02");
    EXPECT_EQ(api().edit(at_, "{\"started_on\":\"2026-10-02\",\"peer_id\":null}", 4).status, 422);
    EXPECT_EQ(api().edit(at_, "{\"started_on\":\"2026-10-02\"}", 1).status, 412);
}

TEST_P(EpisodeRoutes, AreListedByParticipantOrByPeer) {
    auto const of_robin = "/episodes?participant_id=" + to_string(participant_);
    EXPECT_EQ(items_of(api().as("ana").get(of_robin), "status"), Strings{"active"});
    EXPECT_EQ(items_of(api().as("sol").get("/episodes?peer_id=" + to_string(peer_)), "status"), Strings{"active"});
    EXPECT_TRUE(items_of(api().get(of_robin + "&status=paused"), "id").empty());
    EXPECT_EQ(api().get("/episodes").status, 422);
    EXPECT_TRUE(items_of(api().as("bea").get(of_robin), "id").empty());
}

}  // namespace
}  // namespace cairn
