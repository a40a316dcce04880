#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ReferralService : public ChartTest {
protected:
    ReferralService() : referral_(referred()) {}

    Referral now() { return *stored(referral_.id); }
    MoveReferral move() { return {referral_.id, now().version}; }
    Result<Written> assign(Id<Staff> const& peer) {
        return assign_referral(permit(), organization(), {referral_.id, now().version, peer}, key());
    }
    Result<Written> decline(std::string reason = "not_now") {
        return decline_referral(permit(), organization(), {referral_.id, now().version, Code{std::move(reason)}},
                                key());
    }
    EnrollReferral enrollment() {
        return {.id = referral_.id, .version = now().version, .episode_id = new_id<Episode>()};
    }
    Result<Written> reopen() { return reopen_referral(permit(), organization(), move(), key()); }

    Referral referral_;
};
INSTANTIATE_STORE_TESTS(ReferralService);

TEST_P(ReferralService, WorkGoesOnlyToThoseWhoCarryACaseload) {
    Staff clinician;
    clinician.id = new_id<Staff>();
    clinician.display_name = "Dr. Okafor";
    clinician.role = Role::clinician;
    ASSERT_TRUE(register_staff(permit(), organization(), clinician, key()));
    Staff gone;
    gone.id = new_id<Staff>();
    gone.display_name = "Sam";
    gone.ended_on = day("2026-11-01");
    ASSERT_TRUE(register_staff(permit(), organization(), gone, key()));
    auto const referral = referred();
    auto const assigned_to = [&](Id<Staff> const& peer) {
        return assign_referral(permit(), organization(), {referral.id, referral.version, peer}, key());
    };
    EXPECT_EQ(brief(assigned_to(clinician.id).error().problems), Strings{"peer_id:role"});
    EXPECT_EQ(brief(assigned_to(gone.id).error().problems), Strings{"peer_id:ended"});
    auto with_peer = a_referral();
    with_peer.peer_id = gone.id;
    EXPECT_EQ(brief(refer(permit(), organization(), with_peer, key()).error().problems), Strings{"peer_id:ended"});
    EXPECT_TRUE(assigned_to(peer_));
}

TEST_P(ReferralService, AReferralIsReceived) {
    EXPECT_EQ(now().status, ReferralStatus::received);
    EXPECT_EQ(now().version, 1);
    EXPECT_EQ(now().received_on, day("2026-11-01"));
    EXPECT_EQ(history(referral_.id), Strings{"refer"});
}

TEST_P(ReferralService, WithAPeerItIsAssignedAtOnce) {
    auto referral = a_referral();
    referral.peer_id = peer_;
    ASSERT_TRUE(refer(permit(), organization(), referral, key()));
    EXPECT_EQ(stored(referral.id)->status, ReferralStatus::assigned);
}

TEST_P(ReferralService, TheProgramGivesAnIdWhenTheCallerBringsNone) {
    auto referral = a_referral();
    referral.id = {};
    auto const written = refer(permit(), organization(), referral, "one");
    ASSERT_TRUE(written);
    auto const again = refer(permit(), organization(), referral, "one");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, written->result);
    referral.urgency.word = "today";
    EXPECT_EQ(refer(permit(), organization(), referral, "one").error().code, ErrorCode::key_reused);
}

TEST_P(ReferralService, AnIdThatIsTakenIsRefused) {
    EXPECT_EQ(refer(
                  permit(), organization(),
                  [&] {
                      auto twin = a_referral();
                      twin.id = referral_.id;
                      return twin;
                  }(),
                  key())
                  .error()
                  .code,
              ErrorCode::already_exists);
}

TEST_P(ReferralService, ANewReferralCannotBringWhatCommandsAndContactsWrite) {
    auto referral = a_referral();
    referral.participant_id = new_id<Participant>();
    referral.status = ReferralStatus::declined;
    referral.decided_at = moment("2026-11-01T15:00:00Z");
    referral.decline_reason = Code{"moved"};
    referral.first_attempt_at = referral.first_contact_at = moment("2026-11-01T14:30:00Z");
    auto const refused = refer(permit(), organization(), referral, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems),
              (Strings{"status:derived", "decided_at:derived", "decline_reason:derived", "first_attempt_at:derived",
                       "first_contact_at:derived", "participant_id:no_such_record"}));
}

TEST_P(ReferralService, AReferralIsAssignedAndPassedOn) {
    ASSERT_TRUE(assign(peer_));
    EXPECT_EQ(now().status, ReferralStatus::assigned);
    EXPECT_EQ(now().peer_id, peer_);
    auto const other = new_id<Staff>();
    register_peer(other, "Bea");
    ASSERT_TRUE(assign(other));
    EXPECT_EQ(now().status, ReferralStatus::assigned);
    EXPECT_EQ(now().peer_id, other);
}

TEST_P(ReferralService, APeerMustExistAndTheReferralMustBeOpen) {
    EXPECT_EQ(brief(assign(new_id<Staff>()).error().problems), Strings{"peer_id:no_such_record"});
    ASSERT_TRUE(decline());
    auto const refused = assign(peer_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message,
              "A referral that is declined cannot become assigned; it can become reaching out.");
}

TEST_P(ReferralService, EnrollingBeginsAnEpisodeInTheSameWrite) {
    ASSERT_TRUE(assign(peer_));
    auto const command = enrollment();
    auto const written = enroll(permit(), organization(), command, key());
    ASSERT_TRUE(written) << to_string(written.error());
    EXPECT_EQ(written->result, "{\"id\":\"" + to_string(referral_.id) + "\",\"version\":3,\"episode_id\":\"" +
                                   to_string(*command.episode_id) + "\"}");
    auto const episode = *stored(*command.episode_id);
    EXPECT_EQ(episode.participant_id, participant_);
    EXPECT_EQ(episode.referral_id, referral_.id);
    EXPECT_EQ(episode.site_id, site_);
    EXPECT_EQ(episode.peer_id, peer_);
    EXPECT_EQ(episode.started_on, day("2026-11-02"));
    EXPECT_EQ(episode.status, EpisodeStatus::active);
    EXPECT_EQ(now().status, ReferralStatus::enrolled);
    EXPECT_EQ(now().decided_at, moment("2026-11-02T12:00:00Z"));
}

TEST_P(ReferralService, EnrollingTwiceWithOneKeyBeginsOneEpisode) {
    auto command = enrollment();
    command.episode_id.reset();
    auto const first = enroll(permit(), organization(), command, "enroll-1");
    auto const again = enroll(permit(), organization(), command, "enroll-1");
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
}

TEST_P(ReferralService, AnOpenEpisodeIsNamedWhenItStandsInTheWay) {
    auto const first = enrolled();
    auto const refused = enroll(permit(), organization(), enrollment(), key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::illegal_transition);
    EXPECT_NE(refused.error().message.find(to_string(first.id)), std::string::npos);
    EXPECT_EQ(refused.error().details_json, "{\"episode_id\":\"" + to_string(first.id) + "\"}");
    EXPECT_EQ(now().status, ReferralStatus::received);
    ASSERT_TRUE(
        end_episode(permit(), organization(), {first.id, first.version, EndReason::completed, std::nullopt}, key()));
    EXPECT_TRUE(enroll(permit(), organization(), enrollment(), key()));
}

TEST_P(ReferralService, ProblemsOfTheNewEpisodeAreReportedByTheCommandsFields) {
    auto command = enrollment();
    command.started_on = day("2026-11-03");
    command.site_id = new_id<Site>();
    command.pathway.word = "elsewhere";
    auto const refused = enroll(permit(), organization(), command, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems),
              (Strings{"pathway:not_in_list", "started_on:future", "site_id:no_such_record"}));
    EXPECT_EQ(now().status, ReferralStatus::received);
    EXPECT_FALSE(stored(*command.episode_id));
}

TEST_P(ReferralService, EnrollingNeedsASite) {
    auto referral = a_referral();
    referral.site_id.reset();
    refer(permit(), organization(), referral, key()).value();
    auto const refused = enroll(permit(), organization(), {.id = referral.id, .version = 1}, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"site_id:required"});
}

TEST_P(ReferralService, AnEpisodeIdThatIsTakenIsRefused) {
    auto const first = enrolled();
    ASSERT_TRUE(
        end_episode(permit(), organization(), {first.id, first.version, EndReason::completed, std::nullopt}, key()));
    auto command = enrollment();
    command.episode_id = first.id;
    EXPECT_EQ(enroll(permit(), organization(), command, key()).error().code, ErrorCode::already_exists);
}

TEST_P(ReferralService, DecliningKeepsTheReasonAndReopeningTheJournal) {
    ASSERT_TRUE(decline("already_supported"));
    EXPECT_EQ(now().status, ReferralStatus::declined);
    EXPECT_EQ(now().decline_reason, Code{"already_supported"});
    EXPECT_TRUE(now().decided_at);
    ASSERT_TRUE(reopen());
    EXPECT_EQ(now().status, ReferralStatus::reaching_out);
    EXPECT_EQ(now().decline_reason, std::nullopt);
    EXPECT_EQ(now().decided_at, std::nullopt);
    EXPECT_EQ(history(referral_.id), (Strings{"refer", "decline_referral", "reopen_referral"}));
    EXPECT_TRUE(mark_unreachable(permit(), organization(), move(), key()));
    EXPECT_TRUE(reopen());
    EXPECT_TRUE(enroll(permit(), organization(), enrollment(), key()));
}

TEST_P(ReferralService, AReasonOutsideTheListIsRefused) {
    EXPECT_EQ(brief(decline("elsewhere").error().problems), Strings{"decline_reason:not_in_list"});
    EXPECT_TRUE(decline("unknown"));
}

TEST_P(ReferralService, OnlyWhatIsClosedIsReopened) {
    EXPECT_EQ(reopen().error().code, ErrorCode::illegal_transition);
    ASSERT_TRUE(assign(peer_));
    EXPECT_EQ(reopen().error().code, ErrorCode::illegal_transition);
    ASSERT_TRUE(mark_ineligible(permit(), organization(), move(), key()));
    EXPECT_EQ(reopen().error().message,
              "A referral that is ineligible cannot become reaching out; it stays what it is.");
}

TEST_P(ReferralService, ADuplicateIsClosedAsSuch) {
    ASSERT_TRUE(mark_duplicate(permit(), organization(), move(), key()));
    EXPECT_EQ(now().status, ReferralStatus::duplicate);
    EXPECT_EQ(mark_ineligible(permit(), organization(), move(), key()).error().code, ErrorCode::illegal_transition);
}

TEST_P(ReferralService, WhatNobodyTriedToReachIsNotUnreachable) {
    EXPECT_EQ(mark_unreachable(permit(), organization(), move(), key()).error().code, ErrorCode::illegal_transition);
}

TEST_P(ReferralService, AStaleVersionIsRefused) {
    auto const seen = move();
    ASSERT_TRUE(assign(peer_));
    EXPECT_EQ(mark_ineligible(permit(), organization(), seen, key()).error().code, ErrorCode::stale_version);
    EXPECT_EQ(mark_ineligible(permit(), organization(), {.id = referral_.id}, key()).error().code,
              ErrorCode::version_required);
    EXPECT_EQ(mark_ineligible(permit(), organization(), {new_id<Referral>(), 1}, key()).error().code,
              ErrorCode::not_found);
}

TEST_P(ReferralService, WithoutThePermissionNothingHappens) {
    auto const code = [](auto const& result) { return result.error().code; };
    EXPECT_EQ(code(refer(nobody(), organization(), a_referral(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(assign_referral(nobody(), organization(), {referral_.id, 1, peer_}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(enroll(nobody(), organization(), enrollment(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(decline_referral(nobody(), organization(), {referral_.id, 1, {}}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(mark_ineligible(nobody(), organization(), move(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(mark_duplicate(nobody(), organization(), move(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(mark_unreachable(nobody(), organization(), move(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(reopen_referral(nobody(), organization(), move(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(now().version, 1);
}

}  // namespace
}  // namespace cairn
