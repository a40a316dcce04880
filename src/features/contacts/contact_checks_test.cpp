#include "features/contacts/contact.hpp"

#include <gtest/gtest.h>

#include "features/episodes/testing.hpp"

namespace cairn {
namespace {

class ContactChecks : public testing::Test {
protected:
    ContactChecks() {
        contact.id = id_number<Contact>(20);
        contact.participant_id = world.participant.id;
        contact.started_at = moment("2026-08-02T15:00:00Z");
        contact.mode.word = "phone";
        contact.outcome.word = "reached";
    }

    Strings problems_of() {
        Problems problems;
        complete_and_check(contact, nullptr, world.context(), problems);
        return brief(problems);
    }
    Strings problems_of_import(Contact& changed, Contact const& previous) {
        Problems problems;
        contact_importable().complete_and_check(&changed, &previous, world.context(), problems);
        return brief(problems);
    }

    ChartWorld world{};
    Contact contact{};
};

TEST_F(ContactChecks, WhatIsRequiredIsEnough) {
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.time_zone, "America/New_York");
    EXPECT_EQ(contact.service_date, day("2026-08-02"));
}

// ---- the local day ----

TEST_F(ContactChecks, TheZoneIsTheSitesElseThatOfTheEpisodesSiteElseTheProgramsOwn) {
    world.program().settings.time_zone = "UTC";
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.time_zone, "UTC");
    contact.time_zone.reset();
    contact.episode_id = world.episode.id;
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.time_zone, "America/New_York");
    Site elsewhere = world.site;
    elsewhere.id = id_number<Site>(30);
    elsewhere.time_zone = "America/Phoenix";
    world.add(elsewhere);
    contact.time_zone.reset();
    contact.site_id = elsewhere.id;
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.time_zone, "America/Phoenix");
}

TEST_F(ContactChecks, TheDayIsTheLocalOneOnBothSidesOfMidnight) {
    contact.started_at = moment("2026-08-02T03:59:59Z");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.service_date, day("2026-08-01"));
    contact.started_at = moment("2026-08-02T04:00:00Z");
    contact.service_date.reset();
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.service_date, day("2026-08-02"));
}

TEST_F(ContactChecks, MidnightMovesWithDaylightSavingTime) {
    struct Edge {
        std::string_view started_at;
        std::string_view service_date;
    };
    // Clocks go forward on 2026-03-08 and went back on 2025-11-02, at 2 in the morning.
    for (auto const& edge : {Edge{"2026-03-08T04:59:59Z", "2026-03-07"}, Edge{"2026-03-08T05:00:00Z", "2026-03-08"},
                             Edge{"2026-03-09T03:59:59Z", "2026-03-08"}, Edge{"2026-03-09T04:00:00Z", "2026-03-09"},
                             Edge{"2025-11-02T03:59:59Z", "2025-11-01"}, Edge{"2025-11-02T04:00:00Z", "2025-11-02"},
                             Edge{"2025-11-03T04:59:59Z", "2025-11-02"}, Edge{"2025-11-03T05:00:00Z", "2025-11-03"}}) {
        contact.started_at = moment(edge.started_at);
        contact.service_date.reset();
        EXPECT_EQ(problems_of(), Strings{}) << edge.started_at;
        EXPECT_EQ(contact.service_date, day(edge.service_date)) << edge.started_at;
    }
}

TEST_F(ContactChecks, TheOffsetFixesTheInstantAndTheZoneTheLocalDay) {
    contact.started_at = moment("2026-08-02T01:00:00+09:00");  // written in Tokyo about a call to Philadelphia
    contact.time_zone = "America/New_York";
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.service_date, day("2026-08-01"));
}

TEST_F(ContactChecks, AGivenDayMustAgreeWithAStatedZone) {
    contact.started_at = moment("2026-08-02T03:00:00Z");
    contact.time_zone = "America/New_York";
    contact.service_date = day("2026-08-02");
    EXPECT_EQ(problems_of(), Strings{"service_date:started_at"});
    contact.service_date = day("2026-08-01");
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(ContactChecks, AGivenDayWinsOverAZoneThatNobodyStated) {
    contact.started_at = moment("2026-08-02T03:00:00Z");
    contact.service_date = day("2026-08-02");  // the program's zone would say the first
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.service_date, day("2026-08-02"));
    EXPECT_EQ(contact.time_zone, std::nullopt);  // so that an export can be read again
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(ContactChecks, AGivenDayMustBeTheDaySomewhere) {
    contact.started_at = moment("2026-07-10T11:00:00Z");
    contact.service_date = day("2026-07-11");  // on Kiribati
    EXPECT_EQ(problems_of(), Strings{});
    contact.service_date = day("2026-07-09");  // on a ship in the Pacific
    EXPECT_EQ(problems_of(), Strings{});
    contact.service_date = day("2026-07-12");
    EXPECT_EQ(problems_of(), Strings{"service_date:started_at"});
    contact.service_date = day("2026-07-08");
    EXPECT_EQ(problems_of(), Strings{"service_date:started_at"});
}

TEST_F(ContactChecks, AMomentWithoutATimeIsItsOwnDayEverywhere) {
    contact.started_at = moment("2026-08-02");
    EXPECT_EQ(problems_of(), Strings{});
    EXPECT_EQ(contact.service_date, day("2026-08-02"));
    contact.service_date = day("2026-08-01");
    contact.time_zone.reset();
    EXPECT_EQ(problems_of(), Strings{"service_date:started_at"});
}

TEST_F(ContactChecks, AZoneThatDoesNotExistIsRefusedOnce) {
    contact.time_zone = "America/Philadelphia";
    EXPECT_EQ(problems_of(), Strings{"time_zone:format"});
}

// ---- the rest ----

TEST_F(ContactChecks, AContactMayBeAFewMinutesAheadOfOurClockAndNoMore) {
    contact.started_at = moment("2026-08-03T16:05:00Z");
    EXPECT_EQ(problems_of(), Strings{});
    contact.started_at = moment("2026-08-03T16:05:01Z");
    EXPECT_EQ(problems_of(), Strings{"started_at:future"});
    contact.started_at = moment("2026-08-04");
    contact.service_date.reset();
    EXPECT_EQ(problems_of(), Strings{"started_at:future"});
}

TEST_F(ContactChecks, AContactMayLieBeforeOrAfterItsEpisode) {
    world.episode.ended_on = day("2026-05-01");
    world.episode.end_reason = EndReason::completed;
    world.episode.status = EpisodeStatus::completed;
    world.add(world.episode);
    contact.episode_id = world.episode.id;
    EXPECT_EQ(problems_of(), Strings{});
    contact.started_at = moment("2026-01-01");
    contact.service_date.reset();
    EXPECT_EQ(problems_of(), Strings{});
}

TEST_F(ContactChecks, AnyDurationOfADayIsAccepted) {
    for (int const minutes : {0, 1, 11, 1440}) {
        contact.minutes = minutes;
        EXPECT_EQ(problems_of(), Strings{}) << minutes;
    }
    contact.minutes = -1;
    EXPECT_EQ(problems_of(), Strings{"minutes:too_small"});
    contact.minutes = 1441;
    EXPECT_EQ(problems_of(), Strings{"minutes:too_large"});
}

TEST_F(ContactChecks, ANoteHasALimit) {
    contact.note = std::string(contact_note_characters_max, 'a');
    EXPECT_EQ(problems_of(), Strings{});
    contact.note = std::string(contact_note_characters_max + 1, 'a');
    EXPECT_EQ(problems_of(), Strings{"note:too_long"});
}

TEST_F(ContactChecks, WordsComeFromTheirLists) {
    contact.place.word = "food_truck";
    contact.support = split_words("emotional|affiliational");
    contact.topics = split_words("housing|phone_access|unknown");
    EXPECT_EQ(problems_of(), Strings{});
    contact.mode.word = contact.place.word = contact.outcome.word = "elsewhere";
    contact.support = contact.topics = split_words("housing|elsewhere");
    EXPECT_EQ(problems_of(), (Strings{"mode:not_in_list", "place:not_in_list", "outcome:not_in_list",
                                      "support:not_in_list", "topics:not_in_list"}));
}

TEST_F(ContactChecks, TheNextContactDoesNotLieBeforeThisOne) {
    contact.next_contact_on = day("2026-08-02");
    EXPECT_EQ(problems_of(), Strings{});
    contact.next_contact_on = day("2026-08-01");
    EXPECT_EQ(problems_of(), Strings{"next_contact_on:order"});
}

TEST_F(ContactChecks, EveryReferenceMustNameSomething) {
    contact.participant_id = id_number<Participant>(90);
    contact.episode_id = id_number<Episode>(90);
    contact.referral_id = id_number<Referral>(90);
    contact.peer_id = id_number<Staff>(90);
    contact.site_id = id_number<Site>(90);
    EXPECT_EQ(problems_of(),
              (Strings{"participant_id:no_such_record", "episode_id:no_such_record", "referral_id:no_such_record",
                       "peer_id:no_such_record", "site_id:no_such_record"}));
}

TEST_F(ContactChecks, EpisodeAndReferralBelongToTheParticipant) {
    contact.episode_id = world.episode.id;
    contact.referral_id = world.referral.id;
    EXPECT_EQ(problems_of(), Strings{});
    contact.participant_id = world.stranger.id;
    EXPECT_EQ(problems_of(), (Strings{"episode_id:other_participant", "referral_id:other_participant"}));
}

TEST_F(ContactChecks, AnImportMayBringAVoidedContactWithItsReason) {
    contact.voided_at = at("2026-08-02T16:00:00Z");
    EXPECT_EQ(problems_of(), Strings{"void_reason:required"});
    contact.void_reason = "logged twice";
    EXPECT_EQ(problems_of(), Strings{});
    contact.voided_at.reset();
    EXPECT_EQ(problems_of(), Strings{"voided_at:required"});
}

TEST_F(ContactChecks, ATextIsAnAttemptButNotAContact) {
    EXPECT_TRUE(is_reached_contact(contact));
    contact.mode.word = "text";
    EXPECT_FALSE(is_reached_contact(contact));
    EXPECT_TRUE(is_attempt(contact));
    contact.mode.word = "unknown";
    EXPECT_TRUE(is_reached_contact(contact));
}

TEST_F(ContactChecks, WhatWasCalledOffOrVoidedIsNoAttempt) {
    for (auto const* outcome : {"left_message", "no_answer", "no_show", "unknown"}) {
        contact.outcome.word = outcome;
        EXPECT_FALSE(is_reached_contact(contact)) << outcome;
        EXPECT_TRUE(is_attempt(contact)) << outcome;
    }
    contact.outcome.word = "cancelled";
    EXPECT_FALSE(is_attempt(contact));
    contact.outcome.word = "reached";
    contact.voided_at = at("2026-08-02T16:00:00Z");
    EXPECT_FALSE(is_attempt(contact));
    EXPECT_FALSE(is_reached_contact(contact));
}

// ---- imports that change what is stored ----

TEST_F(ContactChecks, AnImportThatMovesTheTimeMovesTheDayThatNobodyStated) {
    EXPECT_EQ(problems_of(), Strings{});
    auto moved = contact;  // the file has no column for service_date
    moved.started_at = moment("2026-07-20T15:00:00Z");
    EXPECT_EQ(problems_of_import(moved, contact), Strings{});
    EXPECT_EQ(moved.service_date, day("2026-07-20"));
}

TEST_F(ContactChecks, AnImportThatNamesAnotherDayWinsOverTheZoneThatWasFilledIn) {
    contact.started_at = moment("2026-08-02T03:00:00Z");
    EXPECT_EQ(problems_of(), Strings{});
    auto changed = contact;  // the file has no column for time_zone
    changed.service_date = day("2026-08-02");
    EXPECT_EQ(problems_of_import(changed, contact), Strings{});
    EXPECT_EQ(changed.service_date, day("2026-08-02"));
    EXPECT_EQ(changed.time_zone, std::nullopt);
}

}  // namespace
}  // namespace cairn
