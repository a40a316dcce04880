#include <gtest/gtest.h>

#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"

namespace cairn {
namespace {

Participant a_participant() {
    Participant participant;
    participant.id = {Uuid::parse("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11").value()};
    participant.given_name = "José";
    participant.family_name = "  Núñez ";
    return participant;
}

Strings problems_of(Participant participant, Participant const* previous = nullptr) {
    Problems problems;
    complete_and_check(participant, previous, CheckWorld().context(), problems);
    return brief(problems);
}

std::string name_key_of(Participant participant) {
    Problems problems;
    complete_and_check(participant, nullptr, CheckWorld().context(), problems);
    return participant.name_key;
}

Strings problems_when_born(std::string_view date) {
    auto participant = a_participant();
    participant.birth_date = Date::parse(date).value();
    return problems_of(participant);
}

TEST(ParticipantChecks, NothingButAnIdIsNeeded) {
    Participant participant;
    participant.id = a_participant().id;
    EXPECT_EQ(problems_of(participant), Strings{});
    EXPECT_EQ(problems_of(Participant{}), Strings{"id:required"});
}

TEST(ParticipantChecks, TheNameIsFoldedForSearchWhateverACallerSent) {
    auto participant = a_participant();
    participant.preferred_name = "Pepe";
    participant.name_key = "somebody else";
    EXPECT_EQ(name_key_of(participant), "nunez jose pepe");
    EXPECT_EQ(name_key_of(Participant{}), "");
}

TEST(ParticipantChecks, EveryBrokenFieldIsNamedDownIntoNestedOnes) {
    auto participant = a_participant();
    participant.sex.word = "yes";
    participant.race = split_words("white|martian");
    participant.email = "nobody";
    participant.address.zip = "19";
    participant.address.state = "Penn";
    participant.emergency_contact.phone = "call me";
    participant.allies = {{.name = "Mother"}, {.name = "", .phone = "x"}};
    participant.overdose_count = -1;
    participant.justice_involvement = split_words("gossip");
    EXPECT_EQ(problems_of(participant),
              (Strings{"sex:not_in_list", "race:not_in_list", "email:format", "address.state:format",
                       "address.zip:format", "emergency_contact.phone:format", "allies[1].name:required",
                       "allies[1].phone:format", "overdose_count:too_small", "justice_involvement:not_in_list"}));
}

TEST(ParticipantChecks, SeveralRacesMayBeGiven) {
    auto participant = a_participant();
    participant.race = split_words("white|black_or_african_american");
    participant.peer_preferences = split_words("woman|veteran");
    participant.languages = split_words("es|en");
    EXPECT_EQ(problems_of(participant), Strings{});
}

TEST(ParticipantChecks, ABirthDateIsRefusedInTheFutureAndAfterAWholeLife) {
    EXPECT_EQ(problems_when_born("2026-08-03"), Strings{});
    EXPECT_EQ(problems_when_born("2026-08-04"), Strings{"birth_date:future"});
    EXPECT_EQ(problems_when_born("1906-08-04"), Strings{});
    EXPECT_EQ(problems_when_born("1906-08-02"), Strings{"birth_date:too_early"});
}

TEST(ParticipantChecks, JusticeInvolvementIsSealedAndEverythingElseIsClosedByDefault) {
    for (auto const& field : record_type<Participant>().fields) {
        auto const expected = field.name == "justice_involvement" ? Sensitivity::sealed
                              : field.name == "registered_by"     ? Sensitivity::open
                                                                  : Sensitivity::part2;
        EXPECT_EQ(field.rule.sensitivity, expected) << field.name;
    }
}

}  // namespace
}  // namespace cairn
