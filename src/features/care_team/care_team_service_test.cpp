#include <gtest/gtest.h>

#include "features/care_team/care_team.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class CareTeam : public ChartTest {
protected:
    CareTeam() {
        Staff nurse;
        nurse.id = nurse_;
        nurse.display_name = "Nia";
        nurse.role = Role::clinician;
        register_staff(permit(), organization(), nurse, key()).value();
    }
    Consent a_consent() {
        Consent consent;
        consent.participant_id = participant_;
        consent.recipient_staff_id = nurse_;
        consent.purpose.word = "treatment";
        consent.signed_on = day("2026-11-01");
        return consent;
    }
    CareTeamMember a_member() {
        CareTeamMember member;
        member.participant_id = participant_;
        member.staff_id = nurse_;
        member.function.word = "nurse";
        member.from = day("2026-11-01");
        return member;
    }
    Strings problems_of(Consent const& consent) {
        return brief(give_consent(permit(), organization(), consent, key()).error().problems);
    }
    Strings problems_of(CareTeamMember const& member) {
        return brief(add_care_team_member(permit(), organization(), member, key()).error().problems);
    }
    Permit a_peer() { return authorize_holder("account", to_string(peer_), Role::peer, day("2026-11-02")); }

    Id<Staff> nurse_ = new_id<Staff>();
};
INSTANTIATE_STORE_TESTS(CareTeam);

TEST_P(CareTeam, AConsentIsKeptAsGiven) {
    auto expected = a_consent();
    expected.id = new_id<Consent>();
    expected.until = day("2027-05-01");
    ASSERT_TRUE(give_consent(permit(), organization(), expected, key()));
    expected.version = 1;
    EXPECT_EQ(to_json(*stored(expected.id)), to_json(expected));
    EXPECT_EQ(history(expected.id), Strings{"give_consent"});
}

// 42 CFR 2.31(a) names what a consent must have.
TEST_P(CareTeam, AConsentThatLacksAnElementIsRefused) {
    auto consent = a_consent();
    consent.purpose = {};
    consent.recipient_site_id = site_;
    consent.signed_on = day("2026-11-03");
    consent.until = day("2026-11-01");
    EXPECT_EQ(problems_of(consent),
              (Strings{"purpose:required", "signed_on:future", "until:order", "recipient_staff_id:one_recipient"}));
    consent = a_consent();
    consent.recipient_staff_id.reset();
    EXPECT_EQ(problems_of(consent), Strings{"recipient_staff_id:one_recipient"});
    consent.recipient_site_id = new_id<Site>();
    consent.purpose.word = "gossip";
    EXPECT_EQ(problems_of(consent), (Strings{"purpose:not_in_list", "recipient_site_id:no_such_record"}));
}

TEST_P(CareTeam, ARevokedConsentSaysWhenAndCanSayWhyAndStaysRevoked) {
    auto consent = a_consent();
    consent.id = new_id<Consent>();
    ASSERT_TRUE(give_consent(permit(), organization(), consent, key()));
    ASSERT_TRUE(revoke_consent(permit(), organization(), {consent.id, 1, "changed providers"}, key()));
    auto const revoked = *stored(consent.id);
    EXPECT_EQ(revoked.revoked_at, organization().clock().now());
    EXPECT_EQ(revoked.revoke_reason, "changed providers");
    EXPECT_EQ(revoke_consent(permit(), organization(), {consent.id, 2, {}}, key()).error().code,
              ErrorCode::illegal_transition);
    EXPECT_EQ(revoke_consent(permit(), organization(), {new_id<Consent>(), 1, {}}, key()).error().code,
              ErrorCode::not_found);
}

TEST_P(CareTeam, RevokingStatesTheVersionThatWasSeen) {
    auto consent = a_consent();
    consent.id = new_id<Consent>();
    ASSERT_TRUE(give_consent(permit(), organization(), consent, key()));
    EXPECT_EQ(revoke_consent(permit(), organization(), {consent.id, 0, {}}, key()).error().code,
              ErrorCode::version_required);
    EXPECT_EQ(revoke_consent(permit(), organization(), {consent.id, 7, {}}, key()).error().code,
              ErrorCode::stale_version);
}

TEST_P(CareTeam, AMemberWorksWithChartsAndInTheProgram) {
    EXPECT_EQ(problems_of(a_member()), Strings{});
    auto member = a_member();
    member.staff_id = new_id<Staff>();
    EXPECT_EQ(problems_of(member), Strings{"staff_id:no_such_record"});
    Staff finance;
    finance.id = new_id<Staff>();
    finance.display_name = "Fay";
    finance.role = Role::finance;
    finance.ended_on = day("2026-10-01");
    ASSERT_TRUE(register_staff(permit(), organization(), finance, key()));
    member.staff_id = finance.id;
    EXPECT_EQ(problems_of(member), (Strings{"staff_id:role", "staff_id:ended"}));
}

TEST_P(CareTeam, NobodyIsOnATeamTwiceOnOneDay) {
    auto member = a_member();
    member.until = day("2026-11-10");
    ASSERT_TRUE(add_care_team_member(permit(), organization(), member, key()));
    member.from = day("2026-11-10");
    member.until = day("2026-11-20");
    EXPECT_EQ(problems_of(member), Strings{"staff_id:repeated"});
    member.from = day("2026-11-11");
    EXPECT_TRUE(add_care_team_member(permit(), organization(), member, key()));
    member.from = day("2026-10-20");
    member.until.reset();
    EXPECT_EQ(problems_of(member), Strings{"staff_id:repeated"});
}

TEST_P(CareTeam, AMemberLeavesTodayOrOnADayGivenButNotLaterThanSaidBefore) {
    auto member = a_member();
    member.id = new_id<CareTeamMember>();
    ASSERT_TRUE(add_care_team_member(permit(), organization(), member, key()));
    EXPECT_EQ(
        brief(
            end_care_team_member(permit(), organization(), {member.id, 1, day("2026-10-31")}, key()).error().problems),
        Strings{"until:order"});
    ASSERT_TRUE(end_care_team_member(permit(), organization(), {member.id, 1, day("2026-11-20")}, key()));
    ASSERT_TRUE(end_care_team_member(permit(), organization(), {member.id, 2, {}}, key()));
    EXPECT_EQ(stored(member.id)->until, day("2026-11-02"));
    EXPECT_EQ(end_care_team_member(permit(), organization(), {member.id, 3, day("2026-11-20")}, key()).error().code,
              ErrorCode::illegal_transition);
}

TEST_P(CareTeam, PeersDoNotArrangeIt) {
    EXPECT_EQ(give_consent(a_peer(), organization(), a_consent(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(add_care_team_member(a_peer(), organization(), a_member(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(revoke_consent(a_peer(), organization(), {}, key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(end_care_team_member(a_peer(), organization(), {}, key()).error().code, ErrorCode::not_allowed);
}

TEST_P(CareTeam, OfSomebodyWhomTheSupervisorMayNotSeeThereIsNoChart) {
    auto const stranger = authorize_holder("account", to_string(nurse_), Role::supervisor, day("2026-11-02"));
    auto nobody_known = a_consent();
    nobody_known.participant_id = new_id<Participant>();
    EXPECT_EQ(to_string(give_consent(stranger, organization(), a_consent(), key()).error()),
              to_string(give_consent(stranger, organization(), nobody_known, key()).error()));
    auto consent = a_consent();
    consent.id = new_id<Consent>();
    ASSERT_TRUE(give_consent(permit(), organization(), consent, key()));
    EXPECT_EQ(to_string(revoke_consent(stranger, organization(), {consent.id, 1, {}}, key()).error()),
              to_string(revoke_consent(stranger, organization(), {new_id<Consent>(), 1, {}}, key()).error()));
}

TEST_P(CareTeam, ItsEntriesSayWhoSeesTheChart) {
    auto const episode = enrolled();
    EditEpisode edit{.id = episode.id, .version = episode.version, .started_on = episode.started_on};
    edit.pcp_id = nurse_;
    ASSERT_TRUE(edit_episode(permit(), organization(), edit, key()));
    auto other = a_member();
    other.staff_id = peer_;
    ASSERT_TRUE(add_care_team_member(permit(), organization(), other, key()));
    auto consent = a_consent();
    consent.until = day("2026-12-01");
    ASSERT_TRUE(give_consent(permit(), organization(), consent, key()));
    std::vector<CareTeamEntry> team;
    database().read([&](Reader& reader) { team = care_team_of(reader, participant_, day("2026-11-02")); });
    ASSERT_EQ(team.size(), 2U);
    EXPECT_EQ(team[0].display_name, "Nia");
    EXPECT_EQ(team[0].function, "pcp");
    EXPECT_FALSE(team[0].id);
    EXPECT_TRUE(team[0].sees_chart);
    EXPECT_EQ(team[0].sees_until, day("2026-12-01"));
    EXPECT_EQ(team[1].display_name, "Ana");
    EXPECT_TRUE(team[1].id);
    EXPECT_FALSE(team[1].sees_chart);  // by consent: that Ana is the peer is another matter
}

}  // namespace
}  // namespace cairn
