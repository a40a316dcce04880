#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class EpisodeService : public ChartTest {
protected:
    EpisodeService() : episode_(enrolled()) {}

    Episode now() { return *stored(episode_.id); }
    Result<Written> pause(std::optional<Date> from = std::nullopt) {
        return pause_episode(permit(), organization(), {episode_.id, now().version, from, "in hospital"}, key());
    }
    Result<Written> resume(std::optional<Date> to = std::nullopt) {
        return resume_episode(permit(), organization(), {episode_.id, now().version, to}, key());
    }
    Result<Written> end(EndReason reason = EndReason::completed, std::optional<Date> ended_on = std::nullopt) {
        return end_episode(permit(), organization(), {episode_.id, now().version, reason, ended_on}, key());
    }
    Result<Written> correct() {
        return cairn::correct_end(permit(), organization(), {episode_.id, now().version}, key());
    }

    Episode episode_;
};
INSTANTIATE_STORE_TESTS(EpisodeService);

TEST_P(EpisodeService, GoesToAnotherPeerOnlyIfTheyCarryACaseload) {
    Staff manager;
    manager.id = new_id<Staff>();
    manager.display_name = "Lee";
    manager.role = Role::manager;
    ASSERT_TRUE(register_staff(permit(), organization(), manager, key()));
    auto const episode = now();
    auto const refused = change_peer(permit(), organization(), {episode.id, episode.version, manager.id}, key());
    EXPECT_EQ(brief(refused.error().problems), Strings{"peer_id:role"});
    EXPECT_TRUE(change_peer(permit(), organization(), {episode.id, episode.version, std::nullopt}, key()));
}

TEST_P(EpisodeService, AnEpisodeIsPausedAndResumed) {
    ASSERT_TRUE(pause(day("2026-10-20")));
    EXPECT_EQ(now().status, EpisodeStatus::paused);
    EXPECT_EQ(now().pauses.at(0).reason, "in hospital");
    ASSERT_TRUE(resume());
    EXPECT_EQ(now().status, EpisodeStatus::active);
    EXPECT_EQ(now().pauses.at(0).to, day("2026-11-02"));
    EXPECT_EQ(history(episode_.id), (Strings{"enroll", "pause_episode", "resume_episode"}));
}

TEST_P(EpisodeService, APauseBeginsTodayAtTheSiteUnlessSaidOtherwise) {
    store().clock().set(at("2026-11-03T04:30:00Z"));  // still the evening of the second in Philadelphia
    ASSERT_TRUE(pause());
    EXPECT_EQ(now().pauses.at(0).from, day("2026-11-02"));
}

TEST_P(EpisodeService, APauseInTheFutureIsRefusedByTheFieldOfTheCommand) {
    auto const refused = pause(day("2026-11-04"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"from:future"});
}

TEST_P(EpisodeService, AResumeBeforeThePauseIsRefused) {
    ASSERT_TRUE(pause(day("2026-10-20")));
    auto const refused = resume(day("2026-10-19"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"to:order"});
}

TEST_P(EpisodeService, WhatTheStateDoesNotAllowIsRefused) {
    EXPECT_EQ(resume().error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(correct().error().code, ErrorCode::illegal_transition);
    ASSERT_TRUE(pause());
    EXPECT_EQ(pause().error().code, ErrorCode::illegal_transition);
    ASSERT_TRUE(end());
    EXPECT_EQ(pause().error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(resume().error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(end().error().code, ErrorCode::illegal_transition);
}

TEST_P(EpisodeService, AnEpisodeEndsTodayUnlessSaidOtherwise) {
    ASSERT_TRUE(end(EndReason::transferred));
    EXPECT_EQ(now().status, EpisodeStatus::transferred);
    EXPECT_EQ(now().end_reason, EndReason::transferred);
    EXPECT_EQ(now().ended_on, day("2026-11-02"));
}

TEST_P(EpisodeService, AnEndBeforeTheStartOrAfterTodayIsRefused) {
    EXPECT_EQ(brief(end(EndReason::completed, day("2026-09-30")).error().problems), Strings{"ended_on:order"});
    EXPECT_EQ(brief(end(EndReason::completed, day("2026-11-03")).error().problems), Strings{"ended_on:future"});
    EXPECT_TRUE(end(EndReason::completed, day("2026-10-01")));
}

TEST_P(EpisodeService, ACorrectedEndLeavesTheEpisodeActiveAndTheEndInTheJournal) {
    ASSERT_TRUE(end());
    auto const corrected = correct();
    ASSERT_TRUE(corrected) << to_string(corrected.error());
    EXPECT_EQ(now().status, EpisodeStatus::active);
    EXPECT_EQ(now().ended_on, std::nullopt);
    EXPECT_EQ(now().end_reason, std::nullopt);
    EXPECT_EQ(history(episode_.id), (Strings{"enroll", "end_episode", "correct_end"}));
}

TEST_P(EpisodeService, ACorrectedEndLeavesAPausedEpisodePaused) {
    ASSERT_TRUE(pause(day("2026-10-20")));
    ASSERT_TRUE(end(EndReason::incarcerated));
    auto const corrected = correct();
    ASSERT_TRUE(corrected) << to_string(corrected.error());
    EXPECT_EQ(now().status, EpisodeStatus::paused);
    EXPECT_TRUE(resume());
}

TEST_P(EpisodeService, AnEndCannotBeCorrectedOnceTheParticipantHasEnrolledAgain) {
    ASSERT_TRUE(end());
    auto const again = enrolled();
    auto const refused = correct();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::illegal_transition);
    EXPECT_EQ(refused.error().details_json, "{\"episode_id\":\"" + to_string(again.id) + "\"}");
}

TEST_P(EpisodeService, AnotherPeerOrSiteDoesNotEndTheEpisode) {
    auto const other = new_id<Staff>();
    register_peer(other, "Bea");
    Site site;
    site.id = new_id<Site>();
    site.name = "Bridge Clinic";
    register_site(permit(), organization(), site, key()).value();
    ASSERT_TRUE(change_peer(permit(), organization(), {episode_.id, now().version, other}, key()));
    ASSERT_TRUE(change_site(permit(), organization(), {episode_.id, now().version, site.id}, key()));
    EXPECT_EQ(now().peer_id, other);
    EXPECT_EQ(now().site_id, site.id);
    EXPECT_EQ(now().status, EpisodeStatus::active);
    EXPECT_TRUE(change_peer(permit(), organization(), {episode_.id, now().version, std::nullopt}, key()));
}

TEST_P(EpisodeService, AnotherPeerOrSiteMustExistAndTheEpisodeMustBeOpen) {
    auto const nobody_known =
        change_peer(permit(), organization(), {episode_.id, now().version, new_id<Staff>()}, key());
    EXPECT_EQ(brief(nobody_known.error().problems), Strings{"peer_id:no_such_record"});
    auto const nowhere = change_site(permit(), organization(), {episode_.id, now().version, new_id<Site>()}, key());
    EXPECT_EQ(brief(nowhere.error().problems), Strings{"site_id:no_such_record"});
    ASSERT_TRUE(end());
    EXPECT_EQ(change_peer(permit(), organization(), {episode_.id, now().version, peer_}, key()).error().code,
              ErrorCode::illegal_transition);
    EXPECT_EQ(change_site(permit(), organization(), {episode_.id, now().version, site_}, key()).error().code,
              ErrorCode::illegal_transition);
}

TEST_P(EpisodeService, FactsArePutRightAtAnyTime) {
    ASSERT_TRUE(end());
    EditEpisode edit{.id = episode_.id, .version = now().version, .started_on = day("2026-09-15")};
    edit.pathway.word = "reduction";
    edit.study_arm = "peer";
    ASSERT_TRUE(edit_episode(permit(), organization(), edit, key()));
    EXPECT_EQ(now().started_on, day("2026-09-15"));
    EXPECT_EQ(now().planned_end_on, day("2026-09-15") + 180);
    EXPECT_EQ(now().pathway, "reduction");
    EXPECT_EQ(now().status, EpisodeStatus::completed);
    EXPECT_EQ(now().peer_id, peer_);

    edit.version = now().version;
    edit.pathway.word = "elsewhere";
    edit.planned_end_on = day("2026-09-14");
    auto const refused = edit_episode(permit(), organization(), edit, key());
    EXPECT_EQ(brief(refused.error().problems), (Strings{"pathway:not_in_list", "planned_end_on:order"}));
}

TEST_P(EpisodeService, AStaleVersionIsRefusedWithBothSides) {
    auto const seen = now().version;
    ASSERT_TRUE(pause());
    auto const stale = end_episode(permit(), organization(), {.id = episode_.id, .version = seen}, key());
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, ErrorCode::stale_version);
    EXPECT_NE(stale.error().details_json.find("\"theirs\""), std::string::npos);
    auto const unstated = end_episode(permit(), organization(), {.id = episode_.id}, key());
    EXPECT_EQ(unstated.error().code, ErrorCode::version_required);
}

TEST_P(EpisodeService, TheSameCommandTwiceHappensOnce) {
    PauseEpisode const command{episode_.id, now().version, std::nullopt, std::nullopt};
    auto const first = pause_episode(permit(), organization(), command, "pause-1");
    auto const again = pause_episode(permit(), organization(), command, "pause-1");
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
    EXPECT_EQ(now().pauses.size(), 1U);
}

TEST_P(EpisodeService, AnEpisodeThatDoesNotExistIsNotFound) {
    auto const missing =
        pause_episode(permit(), organization(), {new_id<Episode>(), 1, std::nullopt, std::nullopt}, key());
    EXPECT_EQ(missing.error().code, ErrorCode::not_found);
}

TEST_P(EpisodeService, WithoutThePermissionNothingHappens) {
    auto const id = episode_.id;
    auto const version = now().version;
    auto const code = [](auto const& result) { return result.error().code; };
    EXPECT_EQ(code(pause_episode(nobody(), organization(), {id, version, {}, {}}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(resume_episode(nobody(), organization(), {id, version, {}}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(end_episode(nobody(), organization(), {id, version, {}, {}}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(correct_end(nobody(), organization(), {id, version}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(change_peer(nobody(), organization(), {id, version, {}}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(change_site(nobody(), organization(), {id, version, site_}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(edit_episode(nobody(), organization(), {.id = id, .version = version}, key())),
              ErrorCode::not_allowed);
    EXPECT_EQ(now().version, version);
}

}  // namespace
}  // namespace cairn
