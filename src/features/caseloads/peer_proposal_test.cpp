#include "features/caseloads/peer_proposal.hpp"

#include <gtest/gtest.h>

#include "features/caseloads/testing.hpp"

namespace cairn {
namespace {

std::string plain(std::string_view /*list*/, std::string_view word) { return std::string(word); }

PeerCandidate a_candidate(std::string name, int open_episodes = 5) {
    static int number = 0;
    PeerCandidate candidate;
    candidate.staff.id = id_number<Staff>(++number);
    candidate.staff.display_name = std::move(name);
    candidate.open_episodes = open_episodes;
    candidate.at_site = true;
    return candidate;
}

PeerWish a_wish() {
    return {.languages = split_words("es"),
            .peer_preferences = split_words("woman|veteran"),
            .site_name = "Cedar Avenue",
            .region = "west"};
}

Strings names(std::vector<PeerProposal> const& proposals) {
    Strings all;
    for (auto const& proposal : proposals) all.push_back(proposal.display_name);
    return all;
}

Strings reasons(PeerProposal const& proposal) {
    Strings all;
    for (auto const& reason : proposal.reasons) all.push_back((reason.favors ? "+ " : "- ") + reason.text);
    return all;
}

TEST(PeerProposals, NobodyWithoutASharedLanguagePresenceOrRoomComesBeforeThoseWhoHaveThem) {
    auto speaks = a_candidate("Speaks", 19);
    speaks.staff.languages = split_words("es|en");
    auto away = a_candidate("Away", 0);
    away.away_until = Date::from_ymd(2026, 11, 9);
    auto full = a_candidate("Full", 20);
    auto region = a_candidate("Region", 1);
    region.at_site = false;
    region.in_region = true;
    auto wished = a_candidate("Wished", 10);
    wished.staff.offers = split_words("veteran");
    auto light = a_candidate("Light", 2);
    auto busy = a_candidate("Busy", 12);
    auto foreign = a_candidate("Foreign", 0);
    foreign.staff.languages = split_words("en");
    auto const proposals = propose_peers(a_wish(), {foreign, busy, light, wished, region, full, away, speaks}, plain);
    EXPECT_EQ(names(proposals), (Strings{"Speaks", "Wished", "Light", "Busy", "Region", "Full", "Away", "Foreign"}));
}

TEST(PeerProposals, EachSaysInSentencesWhatSpeaksForAndAgainst) {
    auto candidate = a_candidate("Ana", 19);
    candidate.open_referrals = 1;
    candidate.staff.languages = split_words("en|es");
    candidate.staff.offers = split_words("woman|faith");
    candidate.away_until = Date::from_ymd(2026, 11, 9);
    auto const proposals = propose_peers(a_wish(), {candidate}, plain);
    EXPECT_EQ(reasons(proposals.at(0)),
              (Strings{"+ Speaks es, as the participant does.",
                       "- Has 19 of at most 20 participants and 1 referral under way, so there is no room.",
                       "+ Works at Cedar Avenue.", "+ Offers 1 of 2 things that the participant asked for: woman.",
                       "- Is away; somebody covers until 2026-11-09."}));
}

// What a peer chose to offer is shared for matching only.
TEST(PeerProposals, WhatNobodyAskedForIsNotTold) {
    auto candidate = a_candidate("Ana");
    candidate.staff.offers = split_words("mental_health_experience|faith");
    auto const proposals = propose_peers(a_wish(), {candidate}, plain);
    for (auto const& reason : proposals.at(0).reasons) {
        EXPECT_EQ(reason.text.find("faith"), std::string::npos);
        EXPECT_EQ(reason.text.find("mental"), std::string::npos);
    }
}

TEST(PeerProposals, ASupervisorCarriesHalfUnlessTheirRecordSaysOtherwise) {
    Staff staff;
    EXPECT_EQ(caseload_max_of(staff), 20);
    staff.role = Role::supervisor;
    EXPECT_EQ(caseload_max_of(staff), 10);
    staff.caseload_max = 4;
    EXPECT_EQ(caseload_max_of(staff), 4);
}

TEST(PeerProposals, ThereAreNotMoreThanAPersonLooksAtAndNoneWithoutCandidates) {
    std::vector<PeerCandidate> many;
    for (int i = 0; i < 30; ++i) many.push_back(a_candidate("Peer " + std::to_string(i)));
    EXPECT_EQ(propose_peers(a_wish(), many, plain).size(), static_cast<std::size_t>(proposals_max));
    EXPECT_TRUE(propose_peers(a_wish(), {}, plain).empty());
}

TEST(PeerProposals, EqualsAreRankedByNameSoThatTheAnswerIsAlwaysTheSame) {
    auto const one = a_candidate("Zoe");
    auto const two = a_candidate("Álvaro");
    EXPECT_EQ(names(propose_peers(a_wish(), {one, two}, plain)), (Strings{"Álvaro", "Zoe"}));
    EXPECT_EQ(names(propose_peers(a_wish(), {two, one}, plain)), (Strings{"Álvaro", "Zoe"}));
}

class ProposalsForReferrals : public CaseloadTest {
protected:
    void works_at(Id<Staff> const& id, Id<Site> const& site) {
        change_staff(id, [&](Staff& staff) { staff.sites = {{site, std::nullopt}}; });
    }
    Id<Site> site_in(std::string region) {
        Site site;
        site.id = new_id<Site>();
        site.name = "Maple Street";
        site.region = std::move(region);
        register_site(permit(), organization(), site, key()).value();
        return site.id;
    }
};
INSTANTIATE_STORE_TESTS(ProposalsForReferrals);

TEST_P(ProposalsForReferrals, AreThePeersOfTheSiteAndItsRegionWithTheirLoad) {
    auto site = *stored(site_);
    site.region = "west";
    ASSERT_TRUE(edit_site(permit(), organization(), site, key()));
    works_at(peer_, site_);
    works_at(ben_, site_in("west"));
    works_at(eve_, site_in("east"));
    episode_of(somebody("Kim"), peer_);
    referral_of(somebody("Lou"), peer_);
    Cover cover;
    cover.absent_staff_id = ben_;
    cover.covering_staff_id = peer_;
    cover.from = day("2026-11-01");
    cover.until = day("2026-11-09");
    ASSERT_TRUE(arrange_cover(permit(), organization(), cover, key()));
    auto const referral = referral_of(participant_);
    auto const found = propose_peers_for(permit(), organization(), referral.id);
    ASSERT_TRUE(found) << to_string(found.error());
    EXPECT_EQ(found->participant_id, participant_);
    ASSERT_EQ(names(found->proposals), (Strings{"Ana", "Ben"}));
    EXPECT_EQ(found->proposals[0].open_episodes, 1);
    EXPECT_EQ(found->proposals[0].open_referrals, 1);
    EXPECT_EQ(reasons(found->proposals[1]).back(), "- Is away; somebody covers until 2026-11-09.");
}

TEST_P(ProposalsForReferrals, WithoutASiteAreAllWhoCarryACaseload) {
    auto referral = a_referral();
    referral.site_id.reset();
    ASSERT_TRUE(refer(permit(), organization(), referral, key()));
    change_staff(ben_, [](Staff& staff) { staff.ended_on = day("2026-10-01"); });
    auto const found = propose_peers_for(permit(), organization(), referral.id);
    EXPECT_EQ(names(found->proposals), (Strings{"Ana", "Eve", "Sue"}));
}

TEST_P(ProposalsForReferrals, AreMadeForOpenReferralsThatTheCallerMaySee) {
    auto const referral = referral_of(participant_);
    EXPECT_EQ(propose_peers_for(as(peer_), organization(), referral.id).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(to_string(propose_peers_for(as(eve_), organization(), referral.id).error()),
              to_string(propose_peers_for(as(eve_), organization(), new_id<Referral>()).error()));
    ASSERT_TRUE(mark_duplicate(permit(), organization(), {referral.id, referral.version}, key()));
    EXPECT_EQ(propose_peers_for(permit(), organization(), referral.id).error().code, ErrorCode::illegal_transition);
}

}  // namespace
}  // namespace cairn
