#include <gtest/gtest.h>

#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"

namespace cairn {
namespace {

class ParticipantService : public OrganizationTest {
protected:
    Participant a_participant() {
        Participant participant;
        participant.id = new_id<Participant>();
        participant.given_name = "Maya";
        participant.family_name = "Brooks";
        participant.birth_date = Date::parse("1988-02-29").value();
        participant.sex.word = "female";
        participant.race = split_words("white|asian");
        participant.address = {.line = "12 Elm Street", .city = "Philadelphia", .state = "PA", .zip = "19103"};
        participant.emergency_contact = {.name = "Lena Brooks", .relationship = "sister", .phone = "215-555-0142"};
        participant.allies = {{.name = "Pat", .may_contact = true}};
        participant.justice_involvement = split_words("probation");
        return participant;
    }
    Participant registered() {
        auto const participant = a_participant();
        EXPECT_TRUE(register_participant(permit(), organization(), participant, key()));
        return stored(participant.id).value();
    }
};
INSTANTIATE_STORE_TESTS(ParticipantService);

TEST_P(ParticipantService, ARegisteredParticipantIsStoredAsGivenWithAKeyForSearch) {
    auto expected = a_participant();
    auto const written = register_participant(permit(), organization(), expected, key());
    ASSERT_TRUE(written) << to_string(written.error());
    expected.version = 1;
    expected.name_key = "brooks maya";
    expected.registered_by = "operator:test";
    EXPECT_EQ(to_json(stored(expected.id).value()), to_json(expected));
    EXPECT_EQ(history(expected.id), Strings{"register_participant"});
}

TEST_P(ParticipantService, SomebodyMayBeRegisteredBeforeAnythingIsKnown) {
    auto const written = register_participant(permit(), organization(), Participant{}, key());
    ASSERT_TRUE(written) << to_string(written.error());
}

TEST_P(ParticipantService, AnEditRaisesTheVersionAndKeepsTheHistory) {
    auto participant = registered();
    participant.preferred_name = "May";
    participant.emergency_contact = {};
    participant.race = {};
    ASSERT_TRUE(edit_participant(permit(), organization(), participant, key()));
    participant.version = 2;
    participant.name_key = "brooks maya may";
    EXPECT_EQ(to_json(stored(participant.id).value()), to_json(participant));
    EXPECT_EQ(history(participant.id), (Strings{"register_participant", "edit_participant"}));
}

TEST_P(ParticipantService, WhoRegisteredSomebodyIsNeverRewritten) {
    auto claimed = a_participant();
    claimed.registered_by = "somebody else";
    ASSERT_TRUE(register_participant(permit(), organization(), claimed, key()));
    auto edited = stored(claimed.id).value();
    EXPECT_EQ(edited.registered_by, "operator:test");
    edited.registered_by.reset();
    ASSERT_TRUE(edit_participant(authorize_operator("another"), organization(), edited, key()));
    EXPECT_EQ(stored(claimed.id)->registered_by, "operator:test");
}

TEST_P(ParticipantService, AStaleEditAnswersWithBaseAndTheirs) {
    auto const seen = registered();
    auto theirs = seen;
    theirs.preferred_name = "May";
    ASSERT_TRUE(edit_participant(permit(), organization(), theirs, key()));
    auto mine = seen;
    mine.housing_status.word = "stable";
    auto const refused = edit_participant(permit(), organization(), mine, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::stale_version);
    EXPECT_NE(refused.error().details_json.find(R"("preferred_name":"May")"), std::string::npos);
    EXPECT_EQ(stored(seen.id).value().version, 2);
}

TEST_P(ParticipantService, ARefusalNamesFieldsAndNeverWhatStoodInThem) {
    auto participant = a_participant();
    participant.birth_date = Date::parse("2030-01-01").value();
    participant.email = "maya.brooks";
    auto const refused = register_participant(permit(), organization(), participant, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems), (Strings{"email:format", "birth_date:future"}));
    auto const message = to_string(refused.error());
    EXPECT_EQ(message.find("maya"), std::string::npos);
    EXPECT_EQ(message.find("2030"), std::string::npos);
    EXPECT_FALSE(stored(participant.id));
}

TEST_P(ParticipantService, NobodyWithoutThePermissionTouchesAParticipant) {
    EXPECT_EQ(register_participant(nobody(), organization(), a_participant(), key()).error().code,
              ErrorCode::not_allowed);
    EXPECT_EQ(edit_participant(nobody(), organization(), registered(), key()).error().code, ErrorCode::not_allowed);
}

TEST_P(ParticipantService, AKeyIsGoodForOneRequest) {
    auto const participant = a_participant();
    ASSERT_TRUE(register_participant(permit(), organization(), participant, "once"));
    auto const again = register_participant(permit(), organization(), participant, "once");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(register_participant(permit(), organization(), a_participant(), "once").error().code,
              ErrorCode::key_reused);
}

}  // namespace
}  // namespace cairn
