#include <gtest/gtest.h>

#include "features/contacts/contact.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

// The referral is received on 2026-11-01 at 14:00 UTC.
class ContactReferrals : public ChartTest {
protected:
    ContactReferrals() : referral_(referred()) {}

    Referral now() { return *stored(referral_.id); }
    void assign() { assign_referral(permit(), organization(), {referral_.id, now().version, peer_}, key()).value(); }
    Contact a_contact(std::string_view started_at, std::string outcome = "reached", bool names_referral = true) {
        Contact contact;
        contact.id = new_id<Contact>();
        contact.participant_id = participant_;
        if (names_referral) contact.referral_id = referral_.id;
        contact.started_at = moment(started_at);
        contact.mode.word = "phone";
        contact.outcome.word = std::move(outcome);
        return contact;
    }
    Contact logged(Contact const& contact) {
        log_contact(permit(), organization(), contact, key()).value();
        return *stored(contact.id);
    }
    void void_it(Contact const& contact) {
        void_contact(permit(), organization(), {contact.id, contact.version, "logged twice"}, key()).value();
    }
    Result<Written> attempt(Contact const& contact) { return record_attempt(permit(), organization(), contact, key()); }

    Referral referral_;
};
INSTANTIATE_STORE_TESTS(ContactReferrals);

TEST_P(ContactReferrals, AnAttemptIsAContactThatMovesAnAssignedReferral) {
    assign();
    auto const contact = a_contact("2026-11-01T20:00:00Z", "no_answer");
    ASSERT_TRUE(attempt(contact));
    EXPECT_EQ(stored(contact.id)->outcome, "no_answer");
    EXPECT_EQ(now().status, ReferralStatus::reaching_out);
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-01T20:00:00Z"));
    EXPECT_EQ(now().first_contact_at, std::nullopt);
    EXPECT_EQ(history(referral_.id), (Strings{"refer", "assign_referral", "record_attempt"}));
}

TEST_P(ContactReferrals, AnAttemptAtAReferralOfNobodyLeavesItReceived) {
    ASSERT_TRUE(attempt(a_contact("2026-11-01T20:00:00Z")));
    EXPECT_EQ(now().status, ReferralStatus::received);
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-01T20:00:00Z"));
    EXPECT_EQ(now().first_contact_at, moment("2026-11-01T20:00:00Z"));
}

TEST_P(ContactReferrals, AnAttemptNamesAReferralThatIsOpen) {
    auto nameless = a_contact("2026-11-01T20:00:00Z", "reached", false);
    EXPECT_EQ(brief(attempt(nameless).error().problems), Strings{"referral_id:required"});
    auto astray = a_contact("2026-11-01T20:00:00Z");
    astray.referral_id = new_id<Referral>();
    EXPECT_EQ(brief(attempt(astray).error().problems), Strings{"referral_id:no_such_record"});
    mark_ineligible(permit(), organization(), {referral_.id, 1}, key()).value();
    EXPECT_EQ(attempt(a_contact("2026-11-01T20:00:00Z")).error().code, ErrorCode::illegal_transition);
}

TEST_P(ContactReferrals, TextsAreAttemptsAndNotContacts) {
    auto text = a_contact("2026-11-01T20:00:00Z");
    text.mode.word = "text";
    logged(text);
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-01T20:00:00Z"));
    EXPECT_EQ(now().first_contact_at, std::nullopt);
}

TEST_P(ContactReferrals, WhatWasCalledOffIsNoAttempt) {
    logged(a_contact("2026-11-01T20:00:00Z", "cancelled"));
    EXPECT_EQ(now().first_attempt_at, std::nullopt);
    EXPECT_EQ(now().version, 1);
}

TEST_P(ContactReferrals, AContactThatNamesNothingCountsWhileTheReferralIsOpen) {
    logged(a_contact("2026-10-31T20:00:00Z", "reached", false));  // before the referral
    EXPECT_EQ(now().first_attempt_at, std::nullopt);
    logged(a_contact("2026-11-01T20:00:00Z", "no_answer", false));
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-01T20:00:00Z"));
    decline_referral(permit(), organization(), {referral_.id, now().version, Code{"not_now"}}, key()).value();
    store().clock().advance_days(1);
    logged(a_contact("2026-11-03T10:00:00Z", "reached", false));  // after the decision
    EXPECT_EQ(now().first_contact_at, std::nullopt);
}

TEST_P(ContactReferrals, AContactThatNamesTheReferralCountsWhenever) {
    logged(a_contact("2026-10-31T20:00:00Z"));
    EXPECT_EQ(now().first_contact_at, moment("2026-10-31T20:00:00Z"));
}

TEST_P(ContactReferrals, AContactOfAnEpisodeIsNoneOfAnotherReferral) {
    auto const episode = enrolled();
    auto contact = a_contact("2026-11-02T10:00:00Z", "reached", false);
    contact.episode_id = episode.id;
    logged(contact);
    EXPECT_EQ(now().first_attempt_at, std::nullopt);
}

TEST_P(ContactReferrals, ALaterContactChangesNothing) {
    logged(a_contact("2026-11-01T20:00:00Z"));
    auto const version = now().version;
    logged(a_contact("2026-11-02T10:00:00Z"));
    EXPECT_EQ(now().version, version);
}

TEST_P(ContactReferrals, WhenTheFirstContactIsVoidedTheNextEarliestTakesItsPlace) {
    auto const first = logged(a_contact("2026-11-01T20:00:00Z"));
    logged(a_contact("2026-11-02T10:00:00Z"));
    logged(a_contact("2026-11-02T09:00:00Z", "no_answer", false));
    void_it(first);
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-02T09:00:00Z"));
    EXPECT_EQ(now().first_contact_at, moment("2026-11-02T10:00:00Z"));
}

TEST_P(ContactReferrals, WhenTheOnlyContactIsVoidedNothingIsKnown) {
    void_it(logged(a_contact("2026-11-01T20:00:00Z")));
    EXPECT_EQ(now().first_attempt_at, std::nullopt);
    EXPECT_EQ(now().first_contact_at, std::nullopt);
}

TEST_P(ContactReferrals, VoidingALaterContactChangesNothing) {
    logged(a_contact("2026-11-01T20:00:00Z"));
    auto const later = logged(a_contact("2026-11-02T10:00:00Z"));
    auto const version = now().version;
    void_it(later);
    EXPECT_EQ(now().version, version);
}

TEST_P(ContactReferrals, AnAmendedTimeMovesTheFirstContact) {
    auto contact = logged(a_contact("2026-11-01T20:00:00Z"));
    contact.authored_by.reset();
    contact.service_date.reset();
    contact.started_at = moment("2026-11-02T10:00:00Z");
    ASSERT_TRUE(amend_contact(permit(), organization(), contact, key()));
    EXPECT_EQ(now().first_contact_at, moment("2026-11-02T10:00:00Z"));
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-02T10:00:00Z"));
}

TEST_P(ContactReferrals, AnAmendedOutcomeTakesTheFirstContactAway) {
    auto contact = logged(a_contact("2026-11-01T20:00:00Z"));
    contact.authored_by.reset();
    contact.outcome.word = "left_message";
    ASSERT_TRUE(amend_contact(permit(), organization(), contact, key()));
    EXPECT_EQ(now().first_attempt_at, moment("2026-11-01T20:00:00Z"));
    EXPECT_EQ(now().first_contact_at, std::nullopt);
}

TEST_P(ContactReferrals, AnAmendedNoteLeavesTheReferralAlone) {
    auto contact = logged(a_contact("2026-11-01T20:00:00Z", "reached", false));
    mark_ineligible(permit(), organization(), {referral_.id, now().version}, key()).value();
    auto const before = now();
    contact.authored_by.reset();
    contact.note = "called back";
    ASSERT_TRUE(amend_contact(permit(), organization(), contact, key()));
    EXPECT_EQ(now().version, before.version);
    EXPECT_EQ(now().first_contact_at, moment("2026-11-01T20:00:00Z"));
}

TEST_P(ContactReferrals, AContactMayBeGivenToAnotherReferral) {
    auto const other = referred();
    auto contact = logged(a_contact("2026-11-01T20:00:00Z"));
    contact.authored_by.reset();
    contact.referral_id = other.id;
    ASSERT_TRUE(amend_contact(permit(), organization(), contact, key()));
    EXPECT_EQ(now().first_contact_at, std::nullopt);
    EXPECT_EQ(stored(other.id)->first_contact_at, moment("2026-11-01T20:00:00Z"));
}

TEST_P(ContactReferrals, OfOneDayAContactWithATimeComesFirst) {
    logged(a_contact("2026-11-01"));
    logged(a_contact("2026-11-01T20:00:00Z"));
    auto const third = logged(a_contact("2026-11-01T15:00:00Z"));
    EXPECT_EQ(now().first_contact_at, moment("2026-11-01T15:00:00Z"));
    void_it(third);
    EXPECT_EQ(now().first_contact_at, moment("2026-11-01T20:00:00Z"));
}

}  // namespace
}  // namespace cairn
