#include <gtest/gtest.h>

#include <thread>

#include "features/caseloads/testing.hpp"

namespace cairn {
namespace {

class Transfers : public CaseloadTest {
protected:
    Transfers()
        : robin_(episode_of(participant_, peer_)),
          kim_(episode_of(somebody("Kim"), peer_)),
          lou_(referral_of(somebody("Lou"), peer_)) {}

    ArrangeTransfer to_ben() { return {.id = new_id<CaseloadTransfer>(), .from_staff_id = peer_, .to_staff_id = ben_}; }
    // How many open things are with somebody.
    std::int64_t load(Id<Staff> const& id) {
        std::int64_t number = 0;
        database().read([&](Reader& reader) {
            number = reader
                         .integer({"SELECT (SELECT count(*) FROM episode WHERE peer_id = $1 AND ended_on IS NULL) + "
                                   "(SELECT count(*) FROM referral WHERE peer_id = $1 AND status = 'assigned')",
                                   {to_string(id)}})
                         .value();
        });
        return number;
    }
    DueTransfers apply() { return apply_due_transfers(permit(), organization()).value(); }
    void pass_days(int days) { store().clock().advance_days(days); }
    Strings problems_of(ArrangeTransfer const& command) {
        return brief(arrange_transfer(permit(), organization(), command, key()).error().problems);
    }

    Episode robin_;
    Episode kim_;
    Referral lou_;
};
INSTANTIATE_STORE_TESTS(Transfers);

TEST_P(Transfers, ToTodayMovesEverythingInOneWriteAndKeepsHistory) {
    auto const command = to_ben();
    auto const written = arrange_transfer(as(sue_), organization(), command, key());
    ASSERT_TRUE(written) << to_string(written.error());
    EXPECT_EQ(load(peer_), 0);
    EXPECT_EQ(load(ben_), 3);
    auto const transfer = *stored(*command.id);
    EXPECT_EQ(transfer.status, TransferStatus::done);
    EXPECT_EQ(transfer.effective_on, day("2026-11-02"));
    EXPECT_EQ(transfer.moved.size(), 3U);
    EXPECT_EQ(transfer.arranged_by, "account-" + to_string(sue_));
    EXPECT_EQ(history(robin_.id), (Strings{"enroll", "arrange_transfer"}));
    EXPECT_EQ(stored(robin_.id)->started_on, robin_.started_on);
}

TEST_P(Transfers, ARepeatIsAnsweredAndMovesNothingMore) {
    auto const command = to_ben();
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, "once"));
    episode_of(somebody("New"), peer_);
    auto const again = arrange_transfer(as(sue_), organization(), command, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(load(peer_), 1);
}

TEST_P(Transfers, APartMovesAndMayBeSharedOut) {
    auto command = to_ben();
    command.items = {{.episode_id = robin_.id}, {.referral_id = lou_.id, .to_staff_id = sue_}};
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    EXPECT_EQ(stored(robin_.id)->peer_id, ben_);
    EXPECT_EQ(stored(lou_.id)->peer_id, sue_);
    EXPECT_EQ(stored(kim_.id)->peer_id, peer_);
}

TEST_P(Transfers, TheSecondOfTwoMovesWhatIsLeftOrSaysThatNothingIs) {
    auto part = to_ben();
    part.items = {{.episode_id = robin_.id}};
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), part, key()));
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), to_ben(), key()));
    EXPECT_EQ(load(ben_), 3);
    auto const third = arrange_transfer(as(sue_), organization(), to_ben(), key());
    EXPECT_EQ(third.error().code, ErrorCode::illegal_transition);
    EXPECT_NE(third.error().message.find("Nothing of this caseload is left"), std::string::npos);
}

TEST_P(Transfers, TwoAtTheSameTimeMoveEachThingOnce) {
    std::vector<std::thread> threads;
    std::vector<std::optional<Result<Written>>> outcomes(4);
    auto const permit = as(sue_);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        auto command = to_ben();
        command.to_staff_id = i % 2 == 0 ? ben_ : sue_;
        threads.emplace_back([&, i, command] {
            outcomes[i] = arrange_transfer(permit, organization(), command, "key-of-" + std::to_string(i));
        });
    }
    for (auto& thread : threads) thread.join();
    auto const done = std::count_if(outcomes.begin(), outcomes.end(), [](auto const& one) { return one->has_value(); });
    EXPECT_EQ(done, 1);
    EXPECT_EQ(load(ben_) + load(sue_), 3);
    EXPECT_EQ(load(peer_), 0);
}

TEST_P(Transfers, WhatTheSupervisorMayNotSeeStaysAndIsLikeWhatIsNotThere) {
    auto const pat = new_id<Staff>();
    register_as(pat, "Pat", Role::supervisor);
    change_staff(pat, [&](Staff& staff) { staff.sites = {{site_, std::nullopt}}; });
    Site other;
    other.id = new_id<Site>();
    other.name = "Maple Street";
    ASSERT_TRUE(register_site(permit(), organization(), other, key()));
    ASSERT_TRUE(change_site(permit(), organization(), {kim_.id, kim_.version, other.id}, key()));
    // Kim's referral was at Pat's site; only a person with nothing there is out of sight.
    auto elsewhere = a_referral();
    elsewhere.participant_id = somebody("Far");
    elsewhere.site_id = other.id;
    elsewhere.peer_id = peer_;
    ASSERT_TRUE(refer(permit(), organization(), elsewhere, key()));

    auto named = to_ben();
    named.items = {{.referral_id = elsewhere.id}};
    auto unknown = to_ben();
    unknown.items = {{.referral_id = new_id<Referral>()}};
    EXPECT_EQ(to_string(arrange_transfer(as(pat), organization(), named, key()).error()),
              to_string(arrange_transfer(as(pat), organization(), unknown, key()).error()));
    ASSERT_TRUE(arrange_transfer(as(pat), organization(), to_ben(), key()));
    EXPECT_EQ(stored(elsewhere.id)->peer_id, peer_);
    EXPECT_EQ(load(ben_), 3);
}

TEST_P(Transfers, WhoReceivesMustCarryACaseloadAndBeSomebodyElse) {
    auto command = to_ben();
    command.to_staff_id = peer_;
    EXPECT_EQ(problems_of(command), Strings{"to_staff_id:self"});
    change_staff(ben_, [](Staff& staff) { staff.role = Role::clinician; });
    EXPECT_EQ(problems_of(to_ben()), Strings{"to_staff_id:role"});
    command = to_ben();
    command.to_staff_id = sue_;
    command.items = {{.episode_id = robin_.id, .to_staff_id = ben_}};
    EXPECT_EQ(problems_of(command), Strings{"items[0].to_staff_id:role"});
    EXPECT_EQ(load(peer_), 3);
}

TEST_P(Transfers, ItemsNameOneOpenThingOfThisPeerEach) {
    auto command = to_ben();
    command.items = {{}, {.episode_id = robin_.id}, {.episode_id = robin_.id}};
    EXPECT_EQ(problems_of(command), (Strings{"items[0]:one_thing", "items[2]:repeated"}));
    EndEpisode const ending{kim_.id, kim_.version, EndReason::completed, day("2026-10-20")};
    ASSERT_TRUE(end_episode(permit(), organization(), ending, key()));
    command.items = {{.episode_id = robin_.id}, {.episode_id = kim_.id}};
    EXPECT_EQ(problems_of(command), Strings{"items[1]:not_with_peer"});
    EXPECT_EQ(stored(robin_.id)->peer_id, peer_);
}

TEST_P(Transfers, APeerArrangesNone) {
    EXPECT_EQ(arrange_transfer(as(peer_), organization(), to_ben(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(apply_due_transfers(as(sue_), organization()).error().code, ErrorCode::not_allowed);
}

// ---- planned ----

TEST_P(Transfers, APlannedOneIsDoneOnItsDayWithWhatIsOpenThen) {
    auto command = to_ben();
    command.effective_on = day("2026-11-04");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    EXPECT_EQ(load(peer_), 3);
    EXPECT_EQ(apply().done, 0);
    episode_of(somebody("New"), peer_);
    pass_days(2);
    auto const applied = apply();
    EXPECT_EQ(applied.done, 1);
    EXPECT_EQ(applied.items_moved, 4);
    EXPECT_EQ(load(peer_), 0);
    EXPECT_EQ(stored(*command.id)->status, TransferStatus::done);
    EXPECT_EQ(stored(*command.id)->moved.size(), 4U);
    EXPECT_EQ(apply().done, 0);
    EXPECT_EQ(history(*command.id), (Strings{"arrange_transfer", "apply_transfer"}));
}

TEST_P(Transfers, ItsDayBeginsWhereThePeerIs) {
    change_staff(peer_, [](Staff& staff) { staff.time_zone = "America/Los_Angeles"; });
    auto command = to_ben();
    command.effective_on = day("2026-11-04");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    store().clock().set(at("2026-11-04T07:30:00Z"));  // the evening of the third in Los Angeles
    EXPECT_EQ(apply().done, 0);
    store().clock().set(at("2026-11-04T08:30:00Z"));
    EXPECT_EQ(apply().done, 1);
}

TEST_P(Transfers, TwoProcessesDoADueOneOnce) {
    auto command = to_ben();
    command.effective_on = day("2026-11-03");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    pass_days(1);
    std::vector<std::thread> threads;
    std::vector<DueTransfers> sums(4);
    for (auto& sum : sums) {
        threads.emplace_back([&] { sum = apply(); });
    }
    for (auto& thread : threads) thread.join();
    int done = 0;
    for (auto const& sum : sums) done += sum.done;
    EXPECT_EQ(done, 1);
    EXPECT_EQ(load(ben_), 3);
    EXPECT_EQ(history(robin_.id), (Strings{"enroll", "apply_transfer"}));
}

TEST_P(Transfers, APlannedPartPassesOverWhatHasEndedOrMovedSince) {
    auto command = to_ben();
    command.effective_on = day("2026-11-03");
    command.items = {{.episode_id = robin_.id}, {.episode_id = kim_.id}, {.referral_id = lou_.id}};
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    ASSERT_TRUE(change_peer(permit(), organization(), {kim_.id, kim_.version, sue_}, key()));
    pass_days(1);
    EXPECT_EQ(apply().items_moved, 2);
    EXPECT_EQ(stored(kim_.id)->peer_id, sue_);
}

TEST_P(Transfers, AWholeCaseloadIsPlannedToMoveOnce) {
    auto command = to_ben();
    command.effective_on = day("2026-11-10");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    auto second = to_ben();
    second.effective_on = day("2026-11-20");
    auto const refused = arrange_transfer(as(sue_), organization(), second, key());
    EXPECT_EQ(refused.error().code, ErrorCode::illegal_transition);
    EXPECT_NE(refused.error().message.find("2026-11-10"), std::string::npos);
    ASSERT_TRUE(cancel_transfer(as(sue_), organization(), {*command.id, 1}, key()));
    EXPECT_TRUE(arrange_transfer(as(sue_), organization(), second, key()));
}

TEST_P(Transfers, APlannedOneFindsOnlyWhatAnEarlierOneLeft) {
    auto command = to_ben();
    command.effective_on = day("2026-11-03");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    auto now = to_ben();
    now.to_staff_id = sue_;
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), now, key()));
    pass_days(1);
    auto const applied = apply();
    EXPECT_EQ(applied.done, 1);
    EXPECT_EQ(applied.items_moved, 0);
    EXPECT_EQ(load(sue_), 3);
}

TEST_P(Transfers, ACancelledOneMovesNothingAndOneThatIsDoneStaysDone) {
    auto command = to_ben();
    command.effective_on = day("2026-11-03");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    EXPECT_EQ(cancel_transfer(as(eve_), organization(), {*command.id, 1}, key()).error().code, ErrorCode::not_allowed);
    ASSERT_TRUE(cancel_transfer(as(sue_), organization(), {*command.id, 1}, key()));
    pass_days(1);
    EXPECT_EQ(apply().done, 0);
    EXPECT_EQ(load(peer_), 3);
    EXPECT_EQ(cancel_transfer(as(sue_), organization(), {*command.id, 2}, key()).error().code,
              ErrorCode::illegal_transition);
}

TEST_P(Transfers, OneThatCannotBeDoneIsHeldSaysWhyOnceAndIsDoneLater) {
    auto command = to_ben();
    command.effective_on = day("2026-11-04");
    ASSERT_TRUE(arrange_transfer(as(sue_), organization(), command, key()));
    change_staff(ben_, [](Staff& staff) { staff.ended_on = day("2026-11-02"); });
    pass_days(2);
    EXPECT_EQ(apply().held, 1);
    EXPECT_EQ(apply().held, 1);
    auto const held = *stored(*command.id);
    EXPECT_EQ(held.held_because, "Ben cannot take it over: This person has left the program.");
    EXPECT_EQ(held.version, 2);
    EXPECT_EQ(load(peer_), 3);
    change_staff(ben_, [](Staff& staff) { staff.ended_on.reset(); });
    EXPECT_EQ(apply().done, 1);
    EXPECT_EQ(stored(*command.id)->held_because, std::nullopt);
}

TEST_P(Transfers, AnotherSupervisorsPlanForAWholeCaseloadIsOfWhatTheySee) {
    change_staff(eve_, [&](Staff& staff) { staff.sites = {{site_, std::nullopt}}; });
    auto command = to_ben();
    command.effective_on = day("2026-11-03");
    ASSERT_TRUE(arrange_transfer(as(eve_), organization(), command, key()));
    auto const planned = *stored(*command.id);
    EXPECT_FALSE(planned.whole);
    EXPECT_EQ(planned.items.size(), 3U);
    episode_of(somebody("New"), peer_);
    pass_days(1);
    EXPECT_EQ(apply().items_moved, 3);
    EXPECT_EQ(load(peer_), 1);
}

TEST_P(Transfers, NoneIsPlannedForThePastOrTooFarAhead) {
    auto command = to_ben();
    command.effective_on = day("2026-11-01");
    EXPECT_EQ(problems_of(command), Strings{"effective_on:past"});
    command.effective_on = day("2028-11-01");
    EXPECT_EQ(problems_of(command), Strings{"effective_on:too_late"});
}

// ---- preview ----

TEST_P(Transfers, APreviewCountsAndChangesNothing) {
    change_staff(ben_, [](Staff& staff) { staff.caseload_max = 2; });
    episode_of(somebody("Mel"), ben_);
    auto command = to_ben();
    command.items = {{.episode_id = robin_.id}, {.episode_id = kim_.id}, {.referral_id = lou_.id, .to_staff_id = sue_}};
    auto const preview = preview_transfer(as(sue_), organization(), command);
    ASSERT_TRUE(preview) << to_string(preview.error());
    EXPECT_EQ(preview->episodes, 2);
    EXPECT_EQ(preview->referrals, 1);
    EXPECT_EQ(preview->effective_on, day("2026-11-02"));
    ASSERT_EQ(preview->peers.size(), 2U);
    EXPECT_EQ(preview->peers[0].display_name, "Ben");
    EXPECT_EQ(preview->peers[0].open_episodes, 1);
    EXPECT_EQ(preview->peers[0].episodes_to_come, 2);
    EXPECT_TRUE(preview->peers[0].over_capacity);
    EXPECT_EQ(preview->peers[1].referrals_to_come, 1);
    EXPECT_EQ(preview->peers[1].caseload_max, 10);  // a supervisor carries half
    EXPECT_FALSE(preview->peers[1].over_capacity);
    EXPECT_EQ(preview->items[0].participant_name, "Robin");
    EXPECT_EQ(load(peer_), 3);
    EXPECT_EQ(preview_transfer(as(sue_), organization(), to_ben())->items.size(), 3U);
}

TEST_P(Transfers, APreviewRefusesWhatTheTransferWould) {
    auto command = to_ben();
    command.items = {{.episode_id = new_id<Episode>()}};
    EXPECT_EQ(brief(preview_transfer(as(sue_), organization(), command).error().problems),
              Strings{"items[0]:not_with_peer"});
    EXPECT_EQ(preview_transfer(as(peer_), organization(), to_ben()).error().code, ErrorCode::not_allowed);
    EXPECT_TRUE(preview_transfer(as(eve_), organization(), to_ben())->items.empty());
}

}  // namespace
}  // namespace cairn
