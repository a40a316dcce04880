// Each way to a chart appears and goes away with what it stands on.
#include <gtest/gtest.h>

#include "sight_world.hpp"

namespace cairn {
namespace {

class Bases : public SightTest {};
INSTANTIATE_STORE_TESTS(Bases);

// ---- caseload ----

TEST_P(Bases, APeerSeesWhomTheyHaveAnOpenEpisodeWithAndNobodyElseDoes) {
    auto const other = a_staff("Ben", {.sites = {site_}});
    EXPECT_FALSE(sees(peer_));
    open_episode(peer_);
    EXPECT_TRUE(sees(peer_));
    EXPECT_EQ(ways(peer_), Strings{"caseload"});
    EXPECT_FALSE(sees(other));
    EXPECT_EQ(ways(other), Strings{});
    EXPECT_FALSE(sees(peer_, a_participant()));
}

TEST_P(Bases, APausedEpisodeIsOpen) {
    auto const episode = open_episode(peer_);
    ASSERT_TRUE(pause_episode(permit(), organization(), {episode.id, episode.version, {}, {}}, key()));
    EXPECT_TRUE(sees(peer_));
}

TEST_P(Bases, AnEndedEpisodeIsSeenThroughItsLastDay) {
    auto const episode = open_episode(peer_);
    end(episode, "2026-11-02");
    EXPECT_TRUE(sees(peer_, "2026-11-02"));
    EXPECT_FALSE(sees(peer_, "2026-11-03"));
    EXPECT_EQ(ways(peer_), Strings{"caseload until 2026-11-02"});
    ASSERT_TRUE(correct_end(permit(), organization(), {episode.id, stored(episode.id)->version}, key()));
    EXPECT_TRUE(sees(peer_, "2026-11-03"));
}

TEST_P(Bases, AnotherPeerTakesOverAtOnce) {
    auto const other = a_staff("Ben", {});
    auto const episode = open_episode(peer_);
    ASSERT_TRUE(change_peer(permit(), organization(), {episode.id, episode.version, other}, key()));
    EXPECT_FALSE(sees(peer_));
    EXPECT_TRUE(sees(other));
}

TEST_P(Bases, AnOpenReferralIsSeenByItsPeerAndAClosedOneThroughTheDayItWasDecided) {
    auto const referral = open_referral(peer_);
    EXPECT_TRUE(sees(peer_));
    ASSERT_TRUE(decline_referral(permit(), organization(), {referral.id, referral.version, {"not_now"}}, key()));
    EXPECT_TRUE(sees(peer_, "2026-11-02"));
    EXPECT_FALSE(sees(peer_, "2026-11-03"));
    ASSERT_TRUE(reopen_referral(permit(), organization(), {referral.id, stored(referral.id)->version}, key()));
    EXPECT_TRUE(sees(peer_, "2026-11-03"));
}

TEST_P(Bases, AReferralThatWasEnrolledGivesNothingMore) {
    auto const other = a_staff("Ben", {});
    auto const referral = open_referral(peer_);
    EnrollReferral command{.id = referral.id, .version = referral.version};
    command.started_on = day("2026-11-01");
    command.peer_id = other;
    ASSERT_TRUE(enroll(permit(), organization(), command, key()));
    EXPECT_FALSE(sees(peer_));
    EXPECT_TRUE(sees(other));
}

TEST_P(Bases, WhoeverHasLeftTheProgramSeesNobodyAfterTheirLastDay) {
    open_episode(peer_);
    change_staff(peer_, [](Staff& staff) { staff.ended_on = day("2026-11-05"); });
    EXPECT_TRUE(sees(peer_, "2026-11-05"));
    EXPECT_FALSE(sees(peer_, "2026-11-06"));
}

// ---- cover ----

TEST_P(Bases, CoverShowsWhatIsOpenWithTheAbsentFromItsFirstToItsLastDay) {
    auto const other = a_staff("Ben", {});
    auto const episode = open_episode(peer_);
    covered(peer_, other, "2026-11-04", "2026-11-06");
    EXPECT_EQ(ways(other), Strings{"cover since 2026-11-04 until 2026-11-06"});
    EXPECT_FALSE(sees(other, "2026-11-03"));
    EXPECT_TRUE(sees(other, "2026-11-04"));
    EXPECT_TRUE(sees(other, "2026-11-06"));
    EXPECT_FALSE(sees(other, "2026-11-07"));
    EXPECT_TRUE(sees(peer_, "2026-11-05"));  // the absent one goes on seeing them
    end(episode, "2026-11-02");
    EXPECT_FALSE(sees(other, "2026-11-05"));
}

TEST_P(Bases, CoverShowsOpenReferralsTooAndEndsWhenItIsCancelled) {
    auto const other = a_staff("Ben", {});
    open_referral(peer_);
    auto const cover = covered(peer_, other, "2026-11-01", "2026-11-06");
    EXPECT_TRUE(sees(other));
    ASSERT_TRUE(cancel_cover(permit(), organization(), {cover.id, cover.version}, key()));
    EXPECT_FALSE(sees(other));
}

TEST_P(Bases, CoverEndsWithTheLastDayOfWhoeverCovers) {
    auto const other = a_staff("Ben", {});
    open_episode(peer_);
    covered(peer_, other, "2026-11-01", "2026-11-06");
    change_staff(other, [](Staff& staff) { staff.ended_on = day("2026-11-03"); });
    EXPECT_TRUE(sees(other, "2026-11-03"));
    EXPECT_FALSE(sees(other, "2026-11-04"));
}

// ---- supervision ----

TEST_P(Bases, BothSupervisorsSeeWhomAPeerHasAndHad) {
    auto const of_program = a_staff("Sue", {.role = Role::supervisor});
    auto const of_site = a_staff("Sid", {.role = Role::supervisor});
    auto const ana = a_staff("Ana", {.program_supervisor = of_program, .site_supervisor = of_site});
    auto const episode = open_episode(ana);
    EXPECT_EQ(ways(of_program), Strings{"supervised_peer"});
    EXPECT_EQ(ways(of_site), Strings{"supervised_peer"});
    end(episode, "2026-10-20");
    EXPECT_TRUE(sees(of_program, "2030-01-01"));
    change_staff(ana, [](Staff& staff) { staff.program_supervisor_id.reset(); });
    EXPECT_FALSE(sees(of_program));
    EXPECT_TRUE(sees(of_site));
}

TEST_P(Bases, ClosedReferralsStayWithTheSupervisor) {
    auto const sue = a_staff("Sue", {.role = Role::supervisor});
    auto const ana = a_staff("Ana", {.program_supervisor = sue});
    auto const referral = open_referral(ana);
    ASSERT_TRUE(mark_ineligible(permit(), organization(), {referral.id, referral.version}, key()));
    EXPECT_TRUE(sees(sue, "2030-01-01"));
    EXPECT_FALSE(sees(ana, "2026-11-03"));
}

TEST_P(Bases, SupervisionIsOfThoseWhoHaveTheRoleForIt) {
    auto const peer = a_staff("Pat", {.role = Role::peer});
    open_episode(a_staff("Ana", {.program_supervisor = peer}));
    EXPECT_FALSE(sees(peer));
    change_staff(peer, [](Staff& staff) { staff.role = Role::supervisor; });
    EXPECT_TRUE(sees(peer));
}

TEST_P(Bases, ASupervisorSeesEverybodyWhoIsOrWasServedAtTheirSites) {
    auto const elsewhere = a_staff("Eli", {.role = Role::supervisor, .sites = {a_site("Maple Street")}});
    auto const here = a_staff("Sid", {.role = Role::supervisor, .sites = {a_site("Pine"), site_}});
    auto const peer_here = a_staff("Ben", {.sites = {site_}});
    auto const episode = open_episode(peer_);
    EXPECT_TRUE(sees(here));
    EXPECT_FALSE(sees(elsewhere));
    EXPECT_FALSE(sees(peer_here));
    end(episode, "2026-10-20");
    EXPECT_TRUE(sees(here, "2030-01-01"));
    change_staff(here, [](Staff& staff) { staff.sites.clear(); });
    EXPECT_FALSE(sees(here));
}

// ---- intake ----

TEST_P(Bases, AReferralWithoutAPeerIsSeenByThePeersAndSupervisorsOfItsSiteUntilItHasOne) {
    auto const ben = a_staff("Ben", {.sites = {site_}});
    auto const sid = a_staff("Sid", {.role = Role::supervisor, .sites = {site_}});
    auto const elsewhere = a_staff("Eli", {.sites = {a_site("Maple Street")}});
    auto const clinician = a_staff("Dr. Okafor", {.role = Role::clinician, .sites = {site_}});
    auto const referral = open_referral();
    EXPECT_EQ(ways(ben), Strings{"intake"});
    EXPECT_EQ(ways(sid), (Strings{"intake", "supervised_site"}));
    EXPECT_FALSE(sees(elsewhere));
    EXPECT_FALSE(sees(clinician));
    ASSERT_TRUE(assign_referral(permit(), organization(), {referral.id, referral.version, peer_}, key()));
    EXPECT_FALSE(sees(ben));
    EXPECT_TRUE(sees(sid));
}

TEST_P(Bases, WhoeverRegisteredSomebodySeesThemUntilThereIsAReferral) {
    auto const ben = a_staff("Ben", {});
    open_account(ben);
    Participant walk_in;
    walk_in.id = new_id<Participant>();
    ASSERT_TRUE(register_participant(as(ben), organization(), walk_in, key()));
    EXPECT_EQ(ways(ben, walk_in.id), Strings{"intake"});
    EXPECT_FALSE(sees(peer_, walk_in.id));
    auto referral = a_referral();
    referral.participant_id = walk_in.id;
    ASSERT_TRUE(refer(as(ben), organization(), referral, key()));
    EXPECT_FALSE(sees(ben, walk_in.id));
}

// ---- care team ----

TEST_P(Bases, ACareTeamMemberSeesNobodyWithoutAConsent) {
    auto const nurse = a_staff("Nia", {.role = Role::clinician, .sites = {site_}});
    auto const consent = a_consent(nurse, std::nullopt);
    on_team(nurse);
    EXPECT_FALSE(sees(nurse));
    consented(consent);
    EXPECT_EQ(ways(nurse), Strings{"care_team since 2026-10-10"});
    EXPECT_TRUE(sees(nurse));
    EXPECT_FALSE(sees(nurse, "2026-10-09"));
}

TEST_P(Bases, AConsentAloneShowsNothing) {
    auto const nurse = a_staff("Nia", {.role = Role::clinician, .sites = {site_}});
    consented(a_consent(nurse, std::nullopt));
    EXPECT_FALSE(sees(nurse));
}

TEST_P(Bases, AConsentForASiteIsForTheTeamsMembersWhoWorkThere) {
    auto const here = a_staff("Nia", {.role = Role::clinician, .sites = {a_site("Pine"), site_}});
    auto const elsewhere = a_staff("Noa", {.role = Role::clinician, .sites = {a_site("Maple Street")}});
    on_team(here);
    on_team(elsewhere);
    consented(a_consent(std::nullopt, site_));
    EXPECT_TRUE(sees(here));
    EXPECT_FALSE(sees(elsewhere));
}

TEST_P(Bases, ARevokedConsentClosesTheChartAtOnce) {
    auto const nurse = a_staff("Nia", {.role = Role::clinician});
    on_team(nurse);
    auto const consent = consented(a_consent(nurse, std::nullopt));
    ASSERT_TRUE(revoke_consent(permit(), organization(), {consent.id, consent.version, {}}, key()));
    EXPECT_FALSE(sees(nurse));
}

TEST_P(Bases, TheShorterOfMembershipConsentAndEmploymentCounts) {
    auto const nurse = a_staff("Nia", {.role = Role::clinician});
    auto const member = on_team(nurse);
    auto consent = a_consent(nurse, std::nullopt);
    consent.until = day("2026-11-20");
    consented(consent);
    EXPECT_EQ(ways(nurse), Strings{"care_team since 2026-10-10 until 2026-11-20"});
    EndCareTeamMember const ending{member.id, member.version, day("2026-11-10")};
    ASSERT_TRUE(end_care_team_member(permit(), organization(), ending, key()));
    EXPECT_EQ(ways(nurse), Strings{"care_team since 2026-10-10 until 2026-11-10"});
    EXPECT_TRUE(sees(nurse, "2026-11-10"));
    EXPECT_FALSE(sees(nurse, "2026-11-11"));
    change_staff(nurse, [](Staff& staff) { staff.ended_on = day("2026-11-04"); });
    EXPECT_FALSE(sees(nurse, "2026-11-05"));
}

TEST_P(Bases, ThePcpAndLcswOfTheOpenEpisodeAreOnTheTeam) {
    auto const pcp = a_staff("Dr. Okafor", {.role = Role::clinician});
    auto const lcsw = a_staff("Lin", {.role = Role::clinician});
    auto const episode = open_episode(peer_);
    EditEpisode edit{.id = episode.id, .version = episode.version, .started_on = episode.started_on};
    edit.pcp_id = pcp;
    edit.lcsw_id = lcsw;
    ASSERT_TRUE(edit_episode(permit(), organization(), edit, key()));
    EXPECT_FALSE(sees(pcp));
    consented(a_consent(pcp, std::nullopt));
    EXPECT_TRUE(sees(pcp));
    EXPECT_FALSE(sees(lcsw));
    consented(a_consent(lcsw, std::nullopt));
    EXPECT_TRUE(sees(lcsw));
    end(episode, "2026-11-02");
    EXPECT_FALSE(sees(pcp));
    EXPECT_FALSE(sees(lcsw));
}

TEST_P(Bases, TheConsentSaysForWhatPurpose) {
    auto const nurse = a_staff("Nia", {.role = Role::clinician});
    on_team(nurse);
    consented(a_consent(nurse, std::nullopt));
    database().read([&](Reader& reader) {
        EXPECT_EQ(
            reader.text({"SELECT purpose FROM visible_participant WHERE user_id = $1 LIMIT 1", {to_string(nurse)}}),
            "treatment");
    });
}

}  // namespace
}  // namespace cairn
