#include "features/participants/lists/entry.hpp"

#include <gtest/gtest.h>

#include "features/program/testing.hpp"

namespace cairn {
namespace {

Uuid uuid(char last) { return Uuid::parse(std::string("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e1") + last).value(); }
Date day(std::string_view text) { return Date::parse(text).value(); }

// A world with one participant, born in 1990.
CheckWorld a_world() {
    Participant participant;
    participant.id = {uuid('1')};
    participant.birth_date = day("1990-05-05");
    CheckWorld world;
    world.add(participant);
    return world;
}

template <class Entry>
Entry an_entry() {
    Entry entry;
    entry.id = {uuid('2')};
    entry.participant_id = {uuid('1')};
    return entry;
}

template <class Entry>
Strings problems_of(Entry entry, Entry const* previous = nullptr) {
    Problems problems;
    auto const world = a_world();
    complete_and_check(entry, previous, world.context(), problems);
    return brief(problems);
}

TEST(ParticipantPhone, AcceptsANumberAsPeopleWriteIt) {
    auto phone = an_entry<ParticipantPhone>();
    phone.number = "(215) 555-0142 x12";
    phone.kind.word = "mobile";
    EXPECT_EQ(problems_of(phone), Strings{});
}

TEST(ParticipantPhone, RefusesANumberThatNobodyCanCall) {
    auto phone = an_entry<ParticipantPhone>();
    EXPECT_EQ(problems_of(phone), Strings{"number:required"});
    phone.number = "ask at the desk";
    phone.kind.word = "pigeon";
    EXPECT_EQ(problems_of(phone), (Strings{"number:format", "kind:not_in_list"}));
}

TEST(ParticipantLists, AnEntryBelongsToAParticipantWhoExistsAndStaysThere) {
    auto identifier = an_entry<ParticipantIdentifier>();
    identifier.system = "hospital record";
    identifier.value = "A-17";
    EXPECT_EQ(problems_of(identifier), Strings{});
    auto const before = identifier;
    identifier.participant_id = {uuid('3')};
    EXPECT_EQ(problems_of(identifier), Strings{"participant_id:no_such_record"});
    EXPECT_EQ(problems_of(identifier, &before), (Strings{"participant_id:fixed", "participant_id:no_such_record"}));
    identifier.participant_id = {};
    EXPECT_EQ(problems_of(identifier), Strings{"participant_id:required"});
}

TEST(ParticipantLists, ARemovedEntryHasTimeAndReasonAndStaysAsItIs) {
    auto phone = an_entry<ParticipantPhone>();
    phone.number = "215-555-0142";
    phone.voided_at = Instant::parse("2026-08-01T10:00:00Z").value();
    EXPECT_EQ(problems_of(phone), Strings{"void_reason:required"});
    phone.void_reason = "another person's number";
    EXPECT_EQ(problems_of(phone), Strings{});
    EXPECT_EQ(problems_of(phone, &phone), Strings{":removed"});
}

TEST(ParticipantCoverage, MayBeUnknownOrEndInTheFuture) {
    EXPECT_EQ(problems_of(an_entry<ParticipantCoverage>()), Strings{});
    auto coverage = an_entry<ParticipantCoverage>();
    coverage.kind.word = "medicaid";
    coverage.from = day("2026-01-01");
    coverage.until = day("2026-12-31");
    EXPECT_EQ(problems_of(coverage), Strings{});
}

TEST(ParticipantCoverage, DoesNotEndBeforeItBegins) {
    auto coverage = an_entry<ParticipantCoverage>();
    coverage.from = day("2026-01-02");
    coverage.until = day("2026-01-02");
    EXPECT_EQ(problems_of(coverage), Strings{});
    coverage.until = day("2026-01-01");
    EXPECT_EQ(problems_of(coverage), Strings{"until:order"});
}

TEST(ParticipantSubstance, AcceptsYearsOfRegularUse) {
    auto substance = an_entry<ParticipantSubstance>();
    substance.substance.word = "fentanyl";
    substance.ever_regular = true;
    substance.years_regular = 4.5;
    substance.last_used_on = day("2026-08-03");
    substance.route.word = "injection";
    EXPECT_EQ(problems_of(substance), Strings{});
}

TEST(ParticipantSubstance, RefusesYearsAndDaysThatCannotBe) {
    auto substance = an_entry<ParticipantSubstance>();
    substance.substance.word = "heroin";
    substance.years_regular = -1;
    substance.last_used_on = day("2026-08-04");
    EXPECT_EQ(problems_of(substance), (Strings{"years_regular:too_small", "last_used_on:future"}));
    substance.years_regular = 2;
    substance.ever_regular = false;
    substance.last_used_on = day("1990-05-04");
    EXPECT_EQ(problems_of(substance), (Strings{"last_used_on:order", "years_regular:contradiction"}));
}

TEST(ParticipantMoud, MayBeStoppedOnTheDayItStarted) {
    auto moud = an_entry<ParticipantMoud>();
    moud.medication.word = "buprenorphine_naloxone";
    moud.started_on = day("2026-07-01");
    moud.stopped_on = day("2026-07-01");
    EXPECT_EQ(problems_of(moud), Strings{});
}

TEST(ParticipantMoud, IsNotStoppedBeforeItStartedNorToCome) {
    auto moud = an_entry<ParticipantMoud>();
    moud.started_on = day("2026-08-10");
    moud.stopped_on = day("2026-07-01");
    EXPECT_EQ(problems_of(moud), (Strings{"started_on:future", "stopped_on:order"}));
}

TEST(ParticipantDiagnosis, IsKnownSinceADayInThePast) {
    auto diagnosis = an_entry<ParticipantDiagnosis>();
    diagnosis.kind.word = "opioid_use_disorder";
    diagnosis.severity.word = "severe";
    diagnosis.since = day("2020-01-01");
    diagnosis.asserted_by.word = "clinician";
    EXPECT_EQ(problems_of(diagnosis), Strings{});
    diagnosis.since = day("2026-08-04");
    diagnosis.asserted_by.word = "rumor";
    EXPECT_EQ(problems_of(diagnosis), (Strings{"asserted_by:not_in_list", "since:future"}));
}

TEST(ParticipantToxicology, SpeaksOfSubstancesOnADayInThePast) {
    auto toxicology = an_entry<ParticipantToxicology>();
    toxicology.date = day("2026-08-01");
    toxicology.substances = split_words("fentanyl|cocaine");
    toxicology.result.word = "positive";
    EXPECT_EQ(problems_of(toxicology), Strings{});
    toxicology.date = day("2026-08-04");
    toxicology.substances = split_words("caffeine");
    EXPECT_EQ(problems_of(toxicology), (Strings{"substances:not_in_list", "date:future"}));
}

}  // namespace
}  // namespace cairn
