#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class EpisodeChecks : public testing::Test {
protected:
    Strings problems_of(Episode& episode, Episode const* previous = nullptr) {
        Problems problems;
        complete_and_check(episode, previous, world.context(), problems);
        return brief(problems);
    }
    Strings problems_of() { return problems_of(world.episode); }
    Strings problems_of_import(Episode& episode, Episode const& previous) {
        Problems problems;
        episode_importable().complete_and_check(&episode, &previous, world.context(), problems);
        return brief(problems);
    }
    void end(std::string_view ended_on, EndReason reason) {
        world.episode.ended_on = day(ended_on);
        world.episode.end_reason = reason;
    }

    ChartWorld world{};
};

TEST_F(EpisodeChecks, WhatIsRequiredIsEnough) {
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.status, EpisodeStatus::active);
    EXPECT_EQ(world.episode.planned_end_on, day("2026-03-02") + 180);
}

TEST_F(EpisodeChecks, APlannedEndThatWasGivenIsKept) {
    world.episode.planned_end_on = day("2026-05-01");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.planned_end_on, day("2026-05-01"));
}

TEST_F(EpisodeChecks, ThePlannedLengthIsTheProgramsChoice) {
    world.program().settings.episode_days = 90;
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.planned_end_on, day("2026-05-31"));
}

TEST_F(EpisodeChecks, TheStatusFollowsTheReasonOfTheEnd) {
    end("2026-04-01", EndReason::disengaged);
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.status, EpisodeStatus::disengaged);
}

TEST_F(EpisodeChecks, AStatusThatAgreesWithTheReasonIsAccepted) {
    end("2026-04-01", EndReason::completed);
    world.episode.status = EpisodeStatus::completed;
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(EpisodeChecks, AStatusThatDisagreesWithTheReasonIsRefused) {
    end("2026-04-01", EndReason::completed);
    world.episode.status = EpisodeStatus::active;
    EXPECT_EQ(problems_of(), Strings{"status:end_reason"});
    world.episode.status = EpisodeStatus::withdrew;
    EXPECT_EQ(problems_of(), Strings{"status:end_reason"});
}

TEST_F(EpisodeChecks, AnEndedStatusWithoutAReasonIsRefused) {
    world.episode.status = EpisodeStatus::completed;
    EXPECT_EQ(problems_of(), Strings{"status:end_reason"});
}

TEST_F(EpisodeChecks, TheDayAndTheReasonOfTheEndComeTogether) {
    world.episode.ended_on = day("2026-04-01");
    EXPECT_EQ(problems_of(), Strings{"end_reason:required"});
    world.episode.ended_on.reset();
    world.episode.status.reset();
    world.episode.end_reason = EndReason::completed;
    EXPECT_EQ(problems_of(), Strings{"ended_on:required"});
}

TEST_F(EpisodeChecks, AnEpisodeMayEndOnTheDayItStarts) {
    end("2026-03-02", EndReason::disengaged);
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(EpisodeChecks, AnEndBeforeTheStartIsRefused) {
    end("2026-03-01", EndReason::disengaged);
    EXPECT_EQ(problems_of(), Strings{"ended_on:order"});
}

TEST_F(EpisodeChecks, NothingLiesAfterTodayAtTheSite) {
    end("2026-08-03", EndReason::completed);
    EXPECT_EQ(problems_of(), Strings{});
    end("2026-08-04", EndReason::completed);
    EXPECT_EQ(problems_of(), Strings{"ended_on:future"});
    world.episode = {};
    world.episode.id = id_number<Episode>(7);
    world.episode.participant_id = world.participant.id;
    world.episode.site_id = world.site.id;
    world.episode.started_on = day("2026-08-04");
    EXPECT_EQ(problems_of(), Strings{"started_on:future"});
}

TEST_F(EpisodeChecks, APlannedEndBeforeTheStartIsRefused) {
    world.episode.planned_end_on = day("2026-03-01");
    EXPECT_EQ(problems_of(), Strings{"planned_end_on:order"});
}

TEST_F(EpisodeChecks, PausesInOrderAreAccepted) {
    world.episode.pauses = {{day("2026-03-02"), day("2026-03-02"), "back the same day"},
                            {day("2026-03-02"), day("2026-03-20"), {}},
                            {day("2026-03-20"), day("2026-04-01"), {}}};
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.status, EpisodeStatus::active);
}

TEST_F(EpisodeChecks, AnOpenPauseMakesTheEpisodePaused) {
    world.episode.pauses = {{day("2026-07-01"), {}, "hospital"}};
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(world.episode.status, EpisodeStatus::paused);
    world.episode.status = EpisodeStatus::active;
    EXPECT_EQ(problems_of(), Strings{"status:pauses"});
}

TEST_F(EpisodeChecks, APauseThatIsOpenMayLastUntilTheEnd) {
    world.episode.pauses = {{day("2026-03-20"), {}, {}}};
    end("2026-04-01", EndReason::incarcerated);
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(EpisodeChecks, AnImportMaySayPausedWithoutSayingSinceWhen) {
    world.episode.status = EpisodeStatus::paused;
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(EpisodeChecks, PausesThatOverlapOrLieOutsideAreRefusedByTheirPlace) {
    world.episode.pauses = {{day("2026-03-01"), day("2026-03-10"), {}},
                            {day("2026-03-09"), {}, {}},
                            {day("2026-03-20"), day("2026-03-19"), {}},
                            {day("2026-08-04"), day("2026-08-05"), {}}};
    EXPECT_EQ(problems_of(), (Strings{"pauses[0].from:order", "pauses[1].from:order", "pauses[1].to:required",
                                      "pauses[2].to:order", "pauses[3].from:future", "pauses[3].to:future"}));
}

TEST_F(EpisodeChecks, APauseCannotOutlastTheEpisode) {
    end("2026-04-01", EndReason::completed);
    world.episode.pauses = {{day("2026-03-20"), day("2026-04-02"), {}}};
    EXPECT_EQ(problems_of(), Strings{"pauses[0].to:order"});
    world.episode.pauses = {{day("2026-04-02"), {}, {}}};
    EXPECT_EQ(problems_of(), Strings{"pauses[0].from:order"});
}

TEST_F(EpisodeChecks, EveryReferenceMustNameSomething) {
    world.episode.participant_id = id_number<Participant>(90);
    world.episode.site_id = id_number<Site>(90);
    world.episode.peer_id = world.episode.lcsw_id = world.episode.pcp_id = id_number<Staff>(90);
    world.episode.referral_id = id_number<Referral>(90);
    EXPECT_EQ(problems_of(),
              (Strings{"participant_id:no_such_record", "site_id:no_such_record", "peer_id:no_such_record",
                       "lcsw_id:no_such_record", "pcp_id:no_such_record", "referral_id:no_such_record"}));
}

TEST_F(EpisodeChecks, AReferralOfAnotherParticipantIsRefused) {
    world.episode.referral_id = world.referral.id;
    EXPECT_EQ(problems_of(), Strings{});
    world.episode.participant_id = world.stranger.id;
    EXPECT_EQ(problems_of(), Strings{"referral_id:other_participant"});
}

TEST_F(EpisodeChecks, AllProblemsComeAtOnce) {
    Episode episode;
    episode.started_on = day("2026-08-05");
    episode.ended_on = day("2026-08-04");
    episode.pathway.word = "elsewhere";
    EXPECT_EQ(problems_of(episode),
              (Strings{"id:required", "participant_id:required", "site_id:required", "pathway:not_in_list",
                       "started_on:future", "ended_on:order", "ended_on:future", "end_reason:required"}));
}

TEST_F(EpisodeChecks, AnImportThatAddsTheEndToAStoredEpisodeEndsIt) {
    EXPECT_EQ(problems_of(), Strings{});
    auto changed = world.episode;  // the file has no column for status
    changed.ended_on = day("2026-04-01");
    changed.end_reason = EndReason::transferred;
    EXPECT_EQ(problems_of_import(changed, world.episode), Strings{});
    EXPECT_EQ(changed.status, EpisodeStatus::transferred);
}

TEST_F(EpisodeChecks, AnImportThatMovesTheStartMovesThePlannedEndOnlyIfNobodyChoseIt) {
    EXPECT_EQ(problems_of(), Strings{});
    auto moved = world.episode;
    moved.started_on = day("2026-03-12");
    EXPECT_EQ(problems_of_import(moved, world.episode), Strings{});
    EXPECT_EQ(moved.planned_end_on, day("2026-03-12") + 180);

    world.episode.planned_end_on = day("2026-06-01");
    moved = world.episode;
    moved.started_on = day("2026-03-12");
    EXPECT_EQ(problems_of_import(moved, world.episode), Strings{});
    EXPECT_EQ(moved.planned_end_on, day("2026-06-01"));
}

}  // namespace
}  // namespace cairn
