#include <gtest/gtest.h>

#include "features/contacts/contact.hpp"
#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ContactService : public ChartTest {
protected:
    Contact a_contact() {
        Contact contact;
        contact.id = new_id<Contact>();
        contact.participant_id = participant_;
        contact.started_at = moment("2026-11-02T10:00:00Z");
        contact.minutes = 25;
        contact.mode.word = "phone";
        contact.outcome.word = "reached";
        return contact;
    }
    Contact logged() {
        auto const contact = a_contact();
        log_contact(permit(), organization(), contact, key()).value();
        return *stored(contact.id);
    }
    // What an editor sends back: the contact without what only the program writes.
    static Contact as_edited(Contact contact) {
        contact.authored_by.reset();
        return contact;
    }
    Result<Written> void_it(Contact const& contact, std::string reason = "logged twice") {
        return void_contact(permit(), organization(), {contact.id, contact.version, std::move(reason)}, key());
    }
};
INSTANTIATE_STORE_TESTS(ContactService);

TEST_P(ContactService, AContactIsLoggedWithItsDayZoneAndAuthor) {
    auto const contact = logged();
    EXPECT_EQ(contact.version, 1);
    EXPECT_EQ(contact.service_date, day("2026-11-02"));
    EXPECT_EQ(contact.time_zone, "America/New_York");
    EXPECT_EQ(contact.authored_by, "operator:test");
    EXPECT_EQ(contact.minutes, 25);
    EXPECT_EQ(history(contact.id), Strings{"log_contact"});
}

TEST_P(ContactService, TheAnswerNamesIdAndVersion) {
    auto const contact = a_contact();
    EXPECT_EQ(log_contact(permit(), organization(), contact, key())->result,
              "{\"id\":\"" + to_string(contact.id) + "\",\"version\":1}");
}

TEST_P(ContactService, TheSameContactTwiceIsLoggedOnce) {
    auto contact = a_contact();
    contact.id = {};
    auto const first = log_contact(permit(), organization(), contact, "log-1");
    auto const again = log_contact(permit(), organization(), contact, "log-1");
    ASSERT_TRUE(first);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
    contact.minutes = 26;
    EXPECT_EQ(log_contact(permit(), organization(), contact, "log-1").error().code, ErrorCode::key_reused);
    EXPECT_THROW((void)log_contact(permit(), organization(), contact, ""), std::logic_error);
}

TEST_P(ContactService, TwoContactsMayShareAnInstantButNotAnId) {
    auto const contact = logged();
    EXPECT_NO_THROW(logged());
    auto twin = a_contact();
    twin.id = contact.id;
    EXPECT_EQ(log_contact(permit(), organization(), twin, key()).error().code, ErrorCode::already_exists);
}

TEST_P(ContactService, WhatTheProgramWritesCannotBeBrought) {
    auto contact = a_contact();
    contact.participant_id = new_id<Participant>();
    contact.authored_by = "somebody else";
    contact.voided_at = at("2026-11-02T11:00:00Z");
    contact.void_reason = "no";
    auto const refused = log_contact(permit(), organization(), contact, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), (Strings{"authored_by:derived", "voided_at:derived",
                                                        "void_reason:derived", "participant_id:no_such_record"}));
    EXPECT_FALSE(stored(contact.id));
}

TEST_P(ContactService, AContactInTheFutureIsRefused) {
    auto contact = a_contact();
    contact.started_at = moment("2026-11-02T12:06:00Z");
    EXPECT_EQ(brief(log_contact(permit(), organization(), contact, key()).error().problems),
              Strings{"started_at:future"});
}

TEST_P(ContactService, AnAmendedContactKeepsItsAuthor) {
    auto const contact = logged();
    auto changed = as_edited(contact);
    changed.minutes = 40;
    changed.note = "called back";
    ASSERT_TRUE(amend_contact(permit(), organization(), changed, key()));
    EXPECT_EQ(stored(contact.id)->minutes, 40);
    EXPECT_EQ(stored(contact.id)->authored_by, "operator:test");
    EXPECT_EQ(stored(contact.id)->version, 2);
    auto const other = authorize_operator("other");  // may void any entry
    changed.version = 2;
    changed.minutes = 41;
    ASSERT_TRUE(amend_contact(other, organization(), changed, key()));
    EXPECT_EQ(stored(contact.id)->authored_by, "operator:test");
    EXPECT_EQ(history(contact.id), (Strings{"log_contact", "amend_contact", "amend_contact"}));
}

TEST_P(ContactService, AnAmendmentIsCheckedLikeANewContact) {
    auto changed = as_edited(logged());
    changed.started_at = moment("2026-11-01T10:00:00Z");  // and the old day
    changed.minutes = 2000;
    EXPECT_EQ(brief(amend_contact(permit(), organization(), changed, key()).error().problems),
              (Strings{"minutes:too_large", "service_date:started_at"}));
    changed.minutes = 20;
    changed.service_date.reset();
    ASSERT_TRUE(amend_contact(permit(), organization(), changed, key()));
    EXPECT_EQ(stored(changed.id)->service_date, day("2026-11-01"));
}

TEST_P(ContactService, AContactStaysWithItsParticipant) {
    Participant other;
    other.id = new_id<Participant>();
    register_participant(permit(), organization(), other, key()).value();
    auto changed = as_edited(logged());
    changed.participant_id = other.id;
    EXPECT_EQ(brief(amend_contact(permit(), organization(), changed, key()).error().problems),
              Strings{"participant_id:fixed"});
}

TEST_P(ContactService, AStaleVersionIsRefused) {
    auto const contact = logged();
    auto changed = as_edited(contact);
    ASSERT_TRUE(amend_contact(permit(), organization(), changed, key()));
    EXPECT_EQ(amend_contact(permit(), organization(), changed, key()).error().code, ErrorCode::stale_version);
    EXPECT_EQ(void_it(contact).error().code, ErrorCode::stale_version);
    changed.version = 0;
    EXPECT_EQ(amend_contact(permit(), organization(), changed, key()).error().code, ErrorCode::version_required);
}

TEST_P(ContactService, AVoidedContactStaysAndCannotBeChanged) {
    auto const contact = logged();
    ASSERT_TRUE(void_it(contact));
    auto const voided = *stored(contact.id);
    EXPECT_EQ(voided.voided_at, at("2026-11-02T12:00:00Z"));
    EXPECT_EQ(voided.void_reason, "logged twice");
    EXPECT_EQ(voided.minutes, 25);
    EXPECT_EQ(amend_contact(permit(), organization(), as_edited(voided), key()).error().code,
              ErrorCode::illegal_transition);
    EXPECT_EQ(void_it(voided).error().code, ErrorCode::illegal_transition);
}

TEST_P(ContactService, VoidingNeedsAReason) {
    auto const contact = logged();
    EXPECT_EQ(brief(void_it(contact, " ").error().problems), Strings{"reason:required"});
    EXPECT_EQ(brief(void_it(contact, std::string(void_reason_characters_max + 1, 'a')).error().problems),
              Strings{"reason:too_long"});
    EXPECT_FALSE(stored(contact.id)->voided_at);
}

TEST_P(ContactService, WhatDoesNotExistIsNotFound) {
    auto missing = a_contact();
    missing.version = 1;
    EXPECT_EQ(amend_contact(permit(), organization(), missing, key()).error().code, ErrorCode::not_found);
    EXPECT_EQ(void_it(missing).error().code, ErrorCode::not_found);
}

TEST_P(ContactService, WithoutThePermissionNothingHappens) {
    auto const contact = logged();
    auto const code = [](auto const& result) { return result.error().code; };
    EXPECT_EQ(code(log_contact(nobody(), organization(), a_contact(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(record_attempt(nobody(), organization(), a_contact(), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(amend_contact(nobody(), organization(), as_edited(contact), key())), ErrorCode::not_allowed);
    EXPECT_EQ(code(void_contact(nobody(), organization(), {contact.id, 1, "no"}, key())), ErrorCode::not_allowed);
    EXPECT_EQ(stored(contact.id)->version, 1);
}

}  // namespace
}  // namespace cairn
