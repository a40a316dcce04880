#include "features/caseloads/worklist.hpp"

#include <gtest/gtest.h>

#include "features/caseloads/testing.hpp"
#include "features/contacts/contact.hpp"

namespace cairn {
namespace {

class Worklists : public CaseloadTest {
protected:
    template <class List>
    auto ask(Permit const& permit, List const& list, WorklistAsked asked = {.limit = 50}) {
        auto const program = organization().program();
        decltype(list(std::declval<WorklistView const&>(), asked)) page;
        database().read([&](Reader& reader) {
            page = list(WorklistView{reader, permit, *program, organization().clock().now()}, asked);
        });
        return page;
    }
    WorklistPage<CaseloadRow> caseload_of(Id<Staff> const& id) {
        return ask(as(id), caseload, {.staff_id = id, .limit = 50});
    }
    template <class Row>
    Strings names(WorklistPage<Row> const& page) {
        Strings all;
        for (auto const& row : page.rows) all.push_back(row.participant_name);
        return all;
    }
    void reached(Id<Participant> const& participant, std::string_view started_at, std::string mode = "phone",
                 std::optional<Date> next = std::nullopt) {
        Contact contact;
        contact.participant_id = participant;
        contact.started_at = moment(started_at);
        contact.mode.word = std::move(mode);
        contact.outcome.word = "reached";
        contact.next_contact_on = next;
        log_contact(permit(), organization(), contact, key()).value();
    }
    void works_at(Id<Staff> const& id, Id<Site> const& site) {
        change_staff(id, [&](Staff& staff) { staff.sites = {{site, std::nullopt}}; });
    }
    // Everything that a list gives, page by page.
    template <class List>
    Strings all_pages(Permit const& permit, List const& list, std::size_t limit) {
        Strings all;
        std::optional<std::string> after;
        do {
            auto const page = ask(permit, list, {.after = after, .limit = limit});
            EXPECT_LE(page.rows.size(), limit);
            for (auto const& name : names(page)) all.push_back(name);
            after = page.next;
        } while (after && all.size() < 100);
        return all;
    }
};
INSTANTIATE_STORE_TESTS(Worklists);

// ---- caseload ----

TEST_P(Worklists, ACaseloadShowsStageContactsAndClockByName) {
    episode_of(participant_, peer_);
    auto const kim = somebody("Kim");
    episode_of(kim, peer_, "2026-10-28");
    reached(participant_, "2026-10-20T15:00:00Z", "phone", day("2026-10-27"));
    reached(participant_, "2026-10-26T15:00:00Z", "text");
    auto const page = caseload_of(peer_);
    ASSERT_EQ(names(page), (Strings{"Kim", "Robin"}));
    auto const& row = page.rows[1];
    EXPECT_EQ(row.stage, Stage::early_treatment);
    EXPECT_EQ(row.month, 2);
    EXPECT_EQ(row.last_contact_on, day("2026-10-20"));  // texts do not count
    EXPECT_EQ(row.days_without_contact, 13);
    EXPECT_EQ(row.next_contact_on, day("2026-10-27"));
    EXPECT_EQ(row.clock, ContactClock::overdue);
    EXPECT_NE(row.reason.find("13 days without a reached contact"), std::string::npos) << row.reason;
    EXPECT_EQ(page.rows[0].clock, ContactClock::running);
    EXPECT_EQ(page.rows[0].last_contact_on, std::nullopt);
    EXPECT_EQ(page.rows[0].due_on, day("2026-11-04"));
    EXPECT_FALSE(page.next);
}

TEST_P(Worklists, APausedEpisodeIsOnTheCaseloadWithItsClockStopped) {
    auto const episode = episode_of(participant_, peer_);
    ASSERT_TRUE(pause_episode(permit(), organization(), {episode.id, episode.version, day("2026-10-03"), {}}, key()));
    auto const page = caseload_of(peer_);
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].clock, ContactClock::paused);
    EXPECT_EQ(page.rows[0].due_on, std::nullopt);
}

TEST_P(Worklists, VoidedContactsCountNowhere) {
    episode_of(participant_, peer_);
    Contact contact;
    contact.id = new_id<Contact>();
    contact.participant_id = participant_;
    contact.started_at = moment("2026-10-30T15:00:00Z");
    contact.mode.word = "phone";
    contact.outcome.word = "reached";
    contact.next_contact_on = day("2026-11-20");
    ASSERT_TRUE(log_contact(permit(), organization(), contact, key()));
    ASSERT_TRUE(void_contact(permit(), organization(), {contact.id, 1, "somebody else"}, key()));
    auto const page = caseload_of(peer_);
    EXPECT_EQ(page.rows.at(0).last_contact_on, std::nullopt);
    EXPECT_EQ(page.rows.at(0).next_contact_on, std::nullopt);
}

TEST_P(Worklists, AnEndedEpisodeLeavesTheCaseload) {
    auto const episode = episode_of(participant_, peer_);
    EndEpisode const ending{episode.id, episode.version, EndReason::completed, day("2026-11-02")};
    ASSERT_TRUE(end_episode(permit(), organization(), ending, key()));
    EXPECT_TRUE(caseload_of(peer_).rows.empty());
}

TEST_P(Worklists, ACaseloadOfSomebodyElseShowsWhomTheReaderMaySee) {
    episode_of(participant_, peer_);
    EXPECT_EQ(names(ask(as(sue_), caseload, {.staff_id = peer_, .limit = 50})), Strings{"Robin"});
    EXPECT_EQ(names(ask(as(eve_), caseload, {.staff_id = peer_, .limit = 50})), Strings{});
    database().read([&](Reader& reader) {
        EXPECT_TRUE(may_open_caseload(reader, as(sue_), peer_));
        EXPECT_TRUE(may_open_caseload(reader, as(peer_), peer_));
        EXPECT_FALSE(may_open_caseload(reader, as(ben_), peer_));
    });
    Cover cover;
    cover.absent_staff_id = peer_;
    cover.covering_staff_id = ben_;
    cover.from = day("2026-11-02");
    cover.until = day("2026-11-02");
    ASSERT_TRUE(arrange_cover(permit(), organization(), cover, key()));
    database().read([&](Reader& reader) {
        EXPECT_TRUE(may_open_caseload(reader, as(ben_), peer_));
        EXPECT_FALSE(may_open_caseload(reader, as(ben_, "2026-11-03"), peer_));
    });
    EXPECT_EQ(names(ask(as(ben_), caseload, {.staff_id = peer_, .limit = 50})), Strings{"Robin"});
}

// ---- referrals to reach ----

TEST_P(Worklists, ReferralsToReachCarryBothClocksOldestFirst) {
    auto late = a_referral();
    late.participant_id = somebody("Lou");
    late.received_at = moment("2026-10-30T12:00:00Z");
    late.peer_id = peer_;
    ASSERT_TRUE(refer(permit(), organization(), late, key()));
    referral_of(participant_, peer_);
    auto const page = ask(as(peer_), referrals_to_reach);
    ASSERT_EQ(names(page), (Strings{"Lou", "Robin"}));
    EXPECT_EQ(page.rows[0].first_attempt.state, ClockState::overdue);
    EXPECT_EQ(page.rows[0].first_attempt.overdue_minutes, 48 * 60);
    EXPECT_EQ(page.rows[0].first_contact.state, ClockState::running);
    EXPECT_EQ(page.rows[0].first_attempt.rule, "A first attempt within 24 hours of the referral.");
    EXPECT_EQ(page.rows[1].first_attempt.state, ClockState::running);
    EXPECT_EQ(page.rows[1].status, ReferralStatus::assigned);
}

TEST_P(Worklists, ReferralsToReachAreThoseOfThePeerTheirCoverAndTheirSitesIntake) {
    auto const with_ana = somebody("With Ana");
    auto const with_ben = somebody("With Ben");
    auto const with_nobody = somebody("With nobody");
    referral_of(with_ana, peer_);
    referral_of(with_ben, ben_);
    referral_of(with_nobody);
    EXPECT_EQ(names(ask(as(peer_), referrals_to_reach)), Strings{"With Ana"});
    works_at(peer_, site_);
    EXPECT_EQ(names(ask(as(peer_), referrals_to_reach)), (Strings{"With Ana", "With nobody"}));
    Cover cover;
    cover.absent_staff_id = ben_;
    cover.covering_staff_id = peer_;
    cover.from = day("2026-11-01");
    cover.until = day("2026-11-09");
    ASSERT_TRUE(arrange_cover(permit(), organization(), cover, key()));
    EXPECT_EQ(names(ask(as(peer_), referrals_to_reach)), (Strings{"With Ana", "With Ben", "With nobody"}));
    EXPECT_EQ(names(ask(as(sue_), referrals_to_reach)), (Strings{"With Ana", "With Ben"}));
    EXPECT_EQ(names(ask(as(eve_), referrals_to_reach)), Strings{});
    works_at(eve_, site_);
    EXPECT_EQ(names(ask(as(eve_), referrals_to_reach)), (Strings{"With Ana", "With Ben", "With nobody"}));
    EXPECT_EQ(names(ask(as(eve_), referrals_to_reach, {.staff_id = ben_, .limit = 50})), Strings{"With Ben"});
    EXPECT_EQ(names(ask(permit(), referrals_to_reach)).size(), 3U);
}

TEST_P(Worklists, AClosedReferralIsNotToReach) {
    auto const referral = referral_of(participant_, peer_);
    ASSERT_TRUE(mark_ineligible(permit(), organization(), {referral.id, referral.version}, key()));
    EXPECT_TRUE(ask(as(peer_), referrals_to_reach).rows.empty());
    EXPECT_TRUE(ask(permit(), referrals_to_reach).rows.empty());
}

TEST_P(Worklists, PagesFollowOneAnotherWithoutGapsOrRepeats) {
    Strings expected;
    for (int i = 0; i < 7; ++i) {
        expected.push_back("Person " + std::to_string(i));
        referral_of(somebody(expected.back()), peer_);
        episode_of(somebody("Enrolled " + std::to_string(i)), peer_, "2026-08-01");
    }
    EXPECT_EQ(all_pages(as(peer_), referrals_to_reach, 3), expected);
    EXPECT_EQ(all_pages(permit(), referrals_to_reach, 3), expected);
    auto const own = [&](WorklistView const& view, WorklistAsked asked) {
        asked.staff_id = peer_;
        return caseload(view, asked);
    };
    EXPECT_EQ(all_pages(as(peer_), own, 2).size(), 7U);
    EXPECT_EQ(all_pages(as(peer_), overdue, 2).size(), 7U);
    EXPECT_EQ(all_pages(permit(), overdue, 7).size(), 7U);
}

// ---- overdue ----

TEST_P(Worklists, OverdueStatesRuleAndReasonTheLongestFirst) {
    episode_of(participant_, peer_, "2026-10-20");
    auto late = a_referral();
    late.participant_id = somebody("Lou");
    late.received_at = moment("2026-10-01T12:00:00Z");
    late.peer_id = peer_;
    ASSERT_TRUE(refer(permit(), organization(), late, key()));
    referral_of(somebody("In time"), peer_);
    episode_of(somebody("Fresh"), peer_, "2026-11-01");
    auto const page = ask(as(peer_), overdue);
    ASSERT_EQ(names(page), (Strings{"Lou", "Robin"}));
    EXPECT_EQ(page.rows[0].rule, "A first attempt within 24 hours of the referral.");
    EXPECT_EQ(page.rows[0].reason, "Nobody has tried yet; that is overdue by 31 days.");
    EXPECT_TRUE(page.rows[0].referral_id);
    EXPECT_EQ(page.rows[1].rule, "At most 7 days between reached contacts during initial engagement.");
    EXPECT_EQ(page.rows[1].reason, "13 days without a reached contact.");
    EXPECT_EQ(page.rows[1].overdue_minutes, 6 * 24 * 60);
    EXPECT_TRUE(page.rows[1].episode_id);
}

TEST_P(Worklists, OverdueTellsAnAttemptFromAContact) {
    auto late = a_referral();
    late.received_at = moment("2026-10-30T06:00:00Z");
    late.peer_id = peer_;
    ASSERT_TRUE(refer(permit(), organization(), late, key()));
    Contact attempt;
    attempt.participant_id = participant_;
    attempt.started_at = moment("2026-10-30T15:00:00Z");
    attempt.mode.word = "phone";
    attempt.outcome.word = "no_answer";
    ASSERT_TRUE(log_contact(permit(), organization(), attempt, key()));
    auto const page = ask(as(peer_), overdue);
    ASSERT_EQ(page.rows.size(), 1U);
    EXPECT_EQ(page.rows[0].reason, "The participant has not been reached yet; that is overdue by 6 hours.");
}

// ---- unassigned ----

TEST_P(Worklists, UnassignedAreReferralsAndEpisodesOfOnesSitesThatAreWithNobody) {
    auto const waiting = somebody("Waiting");
    referral_of(waiting);
    auto const left = episode_of(somebody("Left"), peer_);
    ASSERT_TRUE(change_peer(permit(), organization(), {left.id, left.version, std::nullopt}, key()));
    referral_of(participant_, peer_);
    EXPECT_EQ(names(ask(permit(), unassigned)), (Strings{"Waiting", "Left"}));
    EXPECT_EQ(names(ask(as(eve_), unassigned)), Strings{});
    works_at(eve_, site_);
    auto const page = ask(as(eve_), unassigned);
    ASSERT_EQ(names(page), (Strings{"Waiting", "Left"}));
    EXPECT_TRUE(page.rows[0].first_attempt);
    EXPECT_EQ(page.rows[1].since, day("2026-10-01"));
    EXPECT_FALSE(page.rows[1].first_attempt);
    works_at(ben_, site_);
    EXPECT_EQ(names(ask(as(ben_), unassigned)), Strings{"Waiting"});  // an episode is not for intake
    EXPECT_EQ(all_pages(as(eve_), unassigned, 1), (Strings{"Waiting", "Left"}));
}

TEST_P(Worklists, RolesWithoutChartsHaveEmptyLists) {
    works_at(ben_, site_);
    referral_of(participant_, ben_);
    auto const finance = authorize_holder("account", to_string(ben_), Role::finance, day("2026-11-02"));
    EXPECT_TRUE(ask(finance, referrals_to_reach).rows.empty());
    EXPECT_TRUE(ask(finance, overdue).rows.empty());
    EXPECT_TRUE(ask(finance, unassigned).rows.empty());
    EXPECT_TRUE(ask(finance, caseload, {.staff_id = ben_, .limit = 50}).rows.empty());
}

}  // namespace
}  // namespace cairn
