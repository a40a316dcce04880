#include <gtest/gtest.h>

#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"

namespace cairn {
namespace {

class ParticipantEntries : public OrganizationTest {
protected:
    ParticipantEntries() : participant_(register_somebody()) {}

    Id<Participant> register_somebody() {
        Participant participant;
        participant.id = new_id<Participant>();
        EXPECT_TRUE(register_participant(permit(), organization(), participant, key()));
        return participant.id;
    }
    Id<Participant> participant() const { return participant_; }
    template <class Entry>
    Entry an_entry() {
        Entry entry;
        entry.id = new_id<Entry>();
        entry.participant_id = participant_;
        return entry;
    }
    ParticipantPhone a_phone() {
        auto phone = an_entry<ParticipantPhone>();
        phone.number = "215-555-0142";
        phone.kind.word = "mobile";
        return phone;
    }
    ParticipantPhone saved_phone() {
        auto const phone = a_phone();
        EXPECT_TRUE(save_entry(permit(), organization(), phone, key()));
        return stored(phone.id).value();
    }
    template <class Entry>
    void expect_saved_and_read_back(Entry entry) {
        auto const written = save_entry(permit(), organization(), entry, key());
        ASSERT_TRUE(written) << to_string(written.error());
        entry.version = 1;
        EXPECT_EQ(to_json(stored(entry.id).value()), to_json(entry));
        EXPECT_EQ(history(entry.id), Strings{"save_" + std::string(record_type<Entry>().name)});
    }
    RemoveEntry<ParticipantPhone> removal_of(ParticipantPhone const& phone) {
        return {.participant_id = phone.participant_id,
                .id = phone.id,
                .version = phone.version,
                .reason = "another person's number"};
    }

private:
    Id<Participant> participant_;
};
INSTANTIATE_STORE_TESTS(ParticipantEntries);

TEST_P(ParticipantEntries, EachOfTheSevenListsKeepsWhatItIsGiven) {
    auto const day = Date::parse("2026-05-01").value();
    auto phone = a_phone();
    phone.ok_to_text = true;
    expect_saved_and_read_back(phone);
    auto identifier = an_entry<ParticipantIdentifier>();
    identifier.system = "hospital record";
    identifier.value = "A-17";
    expect_saved_and_read_back(identifier);
    auto coverage = an_entry<ParticipantCoverage>();
    coverage.payer = "Keystone First";
    coverage.from = day;
    expect_saved_and_read_back(coverage);
    auto substance = an_entry<ParticipantSubstance>();
    substance.substance.word = "fentanyl";
    substance.years_regular = 2.5;
    substance.ever_regular = true;
    expect_saved_and_read_back(substance);
    auto moud = an_entry<ParticipantMoud>();
    moud.medication.word = "methadone";
    moud.started_on = day;
    expect_saved_and_read_back(moud);
    auto diagnosis = an_entry<ParticipantDiagnosis>();
    diagnosis.kind.word = "opioid_use_disorder";
    expect_saved_and_read_back(diagnosis);
    auto toxicology = an_entry<ParticipantToxicology>();
    toxicology.date = day;
    toxicology.substances = split_words("fentanyl|heroin");
    expect_saved_and_read_back(toxicology);
}

TEST_P(ParticipantEntries, TheyLieInTheParticipantsStream) {
    auto const phone = saved_phone();
    database().read([&](Reader& reader) {
        EXPECT_EQ(reader.text({"SELECT stream FROM journal WHERE record_id = $1 LIMIT 1", {to_string(phone.id)}}),
                  to_string(participant()));
    });
}

TEST_P(ParticipantEntries, AnEntryIsReplacedByTheVersionThatWasSeen) {
    auto phone = saved_phone();
    phone.ok_to_leave_message = true;
    ASSERT_TRUE(save_entry(permit(), organization(), phone, key()));
    EXPECT_TRUE(stored(phone.id).value().ok_to_leave_message);
    auto const stale = save_entry(permit(), organization(), phone, key());
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, ErrorCode::stale_version);
    EXPECT_NE(stale.error().details_json.find("215-555-0142"), std::string::npos);
}

TEST_P(ParticipantEntries, AnEntryOfNobodyIsRefused) {
    auto phone = a_phone();
    phone.participant_id = new_id<Participant>();
    auto const refused = save_entry(permit(), organization(), phone, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), Strings{"participant_id:no_such_record"});
}

TEST_P(ParticipantEntries, AnEntryCannotMoveToAnotherChart) {
    auto phone = saved_phone();
    phone.participant_id = register_somebody();
    EXPECT_EQ(brief(save_entry(permit(), organization(), phone, key()).error().problems),
              Strings{"participant_id:fixed"});
    EXPECT_EQ(remove_entry(permit(), organization(), removal_of(phone), key()).error().code, ErrorCode::not_found);
}

TEST_P(ParticipantEntries, ARemovedEntryKeepsItsContentWithTimeAndReason) {
    auto const phone = saved_phone();
    ASSERT_TRUE(remove_entry(permit(), organization(), removal_of(phone), key()));
    auto const removed = stored(phone.id).value();
    EXPECT_EQ(removed.number, phone.number);
    EXPECT_EQ(removed.voided_at, store().clock().now());
    EXPECT_EQ(removed.void_reason, "another person's number");
    EXPECT_EQ(history(phone.id), (Strings{"save_participant_phone", "remove_participant_phone"}));
}

TEST_P(ParticipantEntries, ARemovedEntryIsNeitherSavedNorRemovedAgain) {
    auto const phone = saved_phone();
    ASSERT_TRUE(remove_entry(permit(), organization(), removal_of(phone), key()));
    auto const removed = stored(phone.id).value();
    EXPECT_EQ(brief(save_entry(permit(), organization(), removed, key()).error().problems), Strings{":removed"});
    EXPECT_EQ(brief(remove_entry(permit(), organization(), removal_of(removed), key()).error().problems),
              Strings{":removed"});
}

TEST_P(ParticipantEntries, RemovingNeedsAReasonAndTheVersionSeen) {
    auto const phone = saved_phone();
    auto removal = removal_of(phone);
    removal.reason = " ";
    EXPECT_EQ(brief(remove_entry(permit(), organization(), removal, key()).error().problems),
              Strings{"reason:required"});
    removal.reason = std::string(removal_reason_characters_max + 1, 'x');
    EXPECT_EQ(brief(remove_entry(permit(), organization(), removal, key()).error().problems),
              Strings{"reason:too_long"});
    removal = removal_of(phone);
    removal.version = 7;
    EXPECT_EQ(remove_entry(permit(), organization(), removal, key()).error().code, ErrorCode::stale_version);
    EXPECT_FALSE(stored(phone.id).value().voided_at);
}

TEST_P(ParticipantEntries, SavingNeverRemoves) {
    auto phone = a_phone();
    phone.voided_at = store().clock().now();
    phone.void_reason = "slipped in";
    ASSERT_TRUE(save_entry(permit(), organization(), phone, key()));
    EXPECT_FALSE(stored(phone.id).value().voided_at);
}

TEST_P(ParticipantEntries, NobodyWithoutThePermissionTouchesAList) {
    auto const phone = saved_phone();
    EXPECT_EQ(save_entry(nobody(), organization(), a_phone(), key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(remove_entry(nobody(), organization(), removal_of(phone), key()).error().code, ErrorCode::not_allowed);
}

TEST_P(ParticipantEntries, AKeyIsGoodForOneRequest) {
    auto const phone = saved_phone();
    ASSERT_TRUE(remove_entry(permit(), organization(), removal_of(phone), "once"));
    auto const again = remove_entry(permit(), organization(), removal_of(phone), "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    auto other = removal_of(phone);
    other.reason = "another reason";
    EXPECT_EQ(remove_entry(permit(), organization(), other, "once").error().code, ErrorCode::key_reused);
}

}  // namespace
}  // namespace cairn
