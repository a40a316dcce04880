#include "features/participants/participant_routes.hpp"

#include <gtest/gtest.h>

#include "features/history/testing.hpp"
#include "features/participants/participant_search.hpp"

namespace cairn {
namespace {

Strings keys_of(std::string_view text) {
    auto const terms = parse_search(text);
    Strings keys;
    if (!terms) return {terms.error().problems.front().code};
    for (auto const& term : *terms) keys.push_back(term.key + (term.whole ? "!" : ""));
    return keys;
}

TEST(SearchText, IsNamesDaysNumbersAndIdentifiersInAnyOrder) {
    EXPECT_EQ(keys_of("  María  O'Neil "), (Strings{"maria", "oneil"}));
    EXPECT_EQ(keys_of("maria 1990-04-01"), (Strings{"1990-04-01!", "maria"}));
    EXPECT_EQ(keys_of("4/1/1990 m"), (Strings{"1990-04-01!", "m"}));
    EXPECT_EQ(keys_of("+1 (215) 555-0142"), Strings{"2155550142"});
    EXPECT_EQ(keys_of("0142 maria"), (Strings{"0142", "maria"}));
    EXPECT_EQ(keys_of("MRN-00.12"), Strings{"mrn0012"});
    EXPECT_EQ(keys_of("13/45/1990"), Strings{"13451990"});
}

TEST(SearchText, IsRefusedWhenItTellsTooLittleOrTooMuch) {
    EXPECT_EQ(keys_of(""), Strings{"too_short"});
    EXPECT_EQ(keys_of("m"), Strings{"too_short"});
    EXPECT_EQ(keys_of("12"), Strings{"too_short"});
    EXPECT_EQ(keys_of("- ' ("), Strings{"too_short"});
    EXPECT_EQ(keys_of("a b c d e f ghi"), Strings{"too_many"});
    EXPECT_EQ(keys_of(std::string(search_characters_max + 1, 'a')), Strings{"too_long"});
}

class ParticipantRoutes : public RouteTest {
protected:
    ParticipantRoutes() : RouteTest(participant_routes) { enrolled(); }

    Id<Participant> registered(std::optional<std::string> given, std::optional<std::string> family,
                               std::string_view born = "1990-04-01") {
        Participant participant{
            .id = new_id<Participant>(), .given_name = std::move(given), .family_name = std::move(family)};
        participant.birth_date = day(born);
        register_participant(permit(), organization(), participant, key()).value();
        return participant.id;
    }
    Strings found(std::string const& text) {
        auto const answer = api().get("/participants?search=" + text);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return items_of(answer, "given_name");
    }
    std::string robin(std::string_view after = "") { return path("/participants/", participant_, after); }
};
INSTANTIATE_STORE_TESTS(ParticipantRoutes);

TEST_P(ParticipantRoutes, SomebodyNewIsRegisteredAndReadBack) {
    auto const answer =
        api().command("/participants", "{\"given_name\":\"Kai\",\"justice_involvement\":[\"probation\"]}");
    ASSERT_EQ(answer.status, 201) << answer.body;
    auto const id = text_at(answer, "id");
    EXPECT_EQ(answer.header("Location"), "participants/" + id);
    auto const read = api().as("mo").get("/participants/" + id);
    EXPECT_EQ(text_at(read, "given_name"), "Kai");
    EXPECT_EQ(read.body.find("justice"), std::string::npos);
    EXPECT_EQ(api().as("bea").get("/participants/" + id).status, 404);
}

TEST_P(ParticipantRoutes, OnlyPeopleInSightAreListed) {
    registered("Quinn", "Adams");
    EXPECT_EQ(items_of(api().as("ana").get("/participants"), "given_name"), Strings{"Robin"});
    EXPECT_EQ(items_of(api().as("sol").get("/participants"), "given_name"), Strings{"Robin"});
    EXPECT_TRUE(items_of(api().as("bea").get("/participants"), "given_name").empty());
    auto const all = api().as("mo").get("/participants?limit=1");
    EXPECT_EQ(items_of(all, "given_name"), Strings{"Quinn"});
    auto const rest = api().get("/participants?limit=1&cursor=" + text_at(all, "next"));
    EXPECT_EQ(items_of(rest, "given_name"), Strings{"Robin"});
    EXPECT_EQ(api().reads().reads.back().participants, std::set<std::string>{to_string(participant_)});
}

TEST_P(ParticipantRoutes, PeopleAreFoundByWhateverIsKnownOfThem) {
    auto const id = registered("Mary-Ann", "O'Neil", "1988-02-29");
    save_entry(permit(), organization(), ParticipantPhone{.participant_id = id, .number = "+1 215-555-0142"}, key())
        .value();
    save_entry(permit(), organization(),
               ParticipantIdentifier{.participant_id = id, .system = "mrn", .value = "MRN-00 12"}, key())
        .value();
    registered("Marian", "Oneida");
    api().as("mo");
    EXPECT_EQ(found("mary"), Strings{"Mary-Ann"});
    EXPECT_EQ(found("ann"), Strings{"Mary-Ann"});
    EXPECT_EQ(found("maryann"), Strings{"Mary-Ann"});
    EXPECT_EQ(found("onei"), (Strings{"Marian", "Mary-Ann"}));
    EXPECT_EQ(found("onei+mary"), Strings{"Mary-Ann"});
    EXPECT_EQ(found("1988-02-29"), Strings{"Mary-Ann"});
    EXPECT_EQ(found("2/29/1988+o"), Strings{"Mary-Ann"});
    for (auto const* number : {"2155550142", "555-0142", "0142", "(215)+555-0142", "1-215-555-0142"}) {
        EXPECT_EQ(found(number), Strings{"Mary-Ann"}) << number;
    }
    EXPECT_EQ(found("mrn0012"), Strings{"Mary-Ann"});
    EXPECT_TRUE(found("mary+1990-04-01").empty());
    EXPECT_EQ(found("mar"), (Strings{"Marian", "Mary-Ann"}));  // each once, whatever names fit
    EXPECT_EQ(api().get("/participants?search=m").status, 422);
}

TEST_P(ParticipantRoutes, SearchFollowsWhatChanges) {
    auto const id = registered("Kai", "Adams");
    save_entry(permit(), organization(), ParticipantPhone{.participant_id = id, .number = "215-555-0199"}, key())
        .value();
    api().as("mo");
    EXPECT_EQ(found("0199"), Strings{"Kai"});
    auto changed = *stored(id);
    changed.family_name = "Zimmer";
    edit_participant(permit(), organization(), changed, key()).value();
    EXPECT_TRUE(found("adams").empty());
    EXPECT_EQ(found("zimm"), Strings{"Kai"});
    auto const phones = api().get(path("/participants/", id, "/phones"));
    auto const phone = items_of(phones, "id").front();
    EXPECT_EQ(api()
                  .command(path("/participants/", id, "/phones/" + phone + "/remove"), "{\"reason\":\"not theirs\"}", 1)
                  .status,
              200);
    EXPECT_TRUE(found("0199").empty());
    EXPECT_TRUE(items_of(api().get(path("/participants/", id, "/phones")), "id").empty());
}

TEST_P(ParticipantRoutes, SearchFindsNobodyOutOfSight) {
    registered("Robinson", "Crusoe");
    EXPECT_EQ(found("robin"), Strings{"Robin"});
    EXPECT_EQ(api().reads().reads.back().participants, std::set<std::string>{to_string(participant_)});
    api().as("bea");
    EXPECT_TRUE(found("robin").empty());
}

TEST_P(ParticipantRoutes, PagesOfASearchGoOnWhereTheyEnded) {
    for (std::string const name : {"Adele", "Adam", "Adrian", "Ada"}) registered(name, std::nullopt);
    api().as("mo");
    auto const first = api().get("/participants?search=ad&limit=3");
    EXPECT_EQ(items_of(first, "given_name"), (Strings{"Ada", "Adam", "Adele"}));
    auto const second = api().get("/participants?search=ad&limit=3&cursor=" + text_at(first, "next"));
    EXPECT_EQ(items_of(second, "given_name"), Strings{"Adrian"});
}

TEST_P(ParticipantRoutes, EditingKeepsWhatIsSealedUnlessItIsGiven) {
    auto stored_now = *stored(participant_);
    stored_now.justice_involvement = {{"probation"}};
    edit_participant(permit(), organization(), stored_now, key()).value();
    auto const read = api().get(robin());
    EXPECT_EQ(read.body.find("probation"), std::string::npos);
    EXPECT_EQ(api().edit(robin(), read.body, 2).status, 200);
    EXPECT_TRUE(stored(participant_)->justice_involvement.contains("probation"));
    EXPECT_EQ(api().edit(robin(), "{\"given_name\":\"Robin\",\"justice_involvement\":[]}", 3).status, 200);
    EXPECT_TRUE(stored(participant_)->justice_involvement.words.empty());
}

TEST_P(ParticipantRoutes, WhatIsSealedIsOpenedOnPurposeByThoseWhoWorkWithThem) {
    auto stored_now = *stored(participant_);
    stored_now.justice_involvement = {{"probation"}};
    edit_participant(permit(), organization(), stored_now, key()).value();
    for (std::string const who : {"ana", "sol", "mo"}) {
        auto const opened = api().as(who).get(robin("/sealed"));
        EXPECT_EQ(opened.status, 200) << who << opened.body;
        EXPECT_NE(opened.body.find("probation"), std::string::npos) << who;
    }
    EXPECT_EQ(api().reads().reads.back().operation, "read_sealed_participant");
    EXPECT_EQ(api().as("bea").get(robin("/sealed")).status, 404);
    EXPECT_EQ(api().as("cleo").get(robin("/sealed")).status, 403);
    auto const met = new_id<Participant>();
    register_participant(holder(bea_, Role::peer), organization(), {.id = met}, key()).value();
    database().maintain([&](Maintenance& session) {
        session.execute({"INSERT INTO account (id, version, staff_id, login, password_hash, password_changed_at, "
                         "must_change_password) VALUES ($1, 1, $1, 'bea', 'x', '2026-01-01T00:00:00.000Z', FALSE)",
                         {to_string(bea_)}});
    });
    EXPECT_EQ(api().as("bea").get(path("/participants/", met)).status, 200);  // at intake
    EXPECT_EQ(api().get(path("/participants/", met, "/sealed")).status, 403);
}

TEST_P(ParticipantRoutes, AStaleEditShowsBothVersionsWithoutWhatIsSealed) {
    auto changed = *stored(participant_);
    changed.justice_involvement = {{"probation"}};
    changed.given_name = "Robyn";
    edit_participant(permit(), organization(), changed, key()).value();
    auto const stale = api().edit(robin(), "{\"given_name\":\"Rob\"}", 1);
    EXPECT_EQ(stale.status, 412);
    EXPECT_NE(stale.body.find("Robyn"), std::string::npos);
    EXPECT_EQ(stale.body.find("probation"), std::string::npos);
    auto const history = api().get(robin("/history"));
    EXPECT_EQ(history.status, 200);
    EXPECT_NE(history.body.find("Robyn"), std::string::npos);
    EXPECT_EQ(history.body.find("probation"), std::string::npos);
    EXPECT_EQ(history.body.find("name_key"), std::string::npos);
}

TEST_P(ParticipantRoutes, AListIsAddedToReplacedAndRemovedFrom) {
    auto const added = api().command(robin("/phones"), "{\"number\":\"215-555-0142\"}");
    ASSERT_EQ(added.status, 201) << added.body;
    auto const id = text_at(added, "id");
    EXPECT_EQ(added.header("Location"), "phones/" + id);
    EXPECT_EQ(api().edit(robin("/phones/" + id), "{\"number\":\"215-555-0143\",\"ok_to_text\":true}", 1).status, 200);
    EXPECT_EQ(items_of(api().get(robin("/phones")), "number"), Strings{"215-555-0143"});
    EXPECT_EQ(api().edit(robin("/phones/" + id), "{\"number\":\"no\"}", 2).status, 422);
    EXPECT_EQ(api().edit(robin("/phones/" + id), "{\"number\":\"215-555-0143\"}", 1).status, 412);
    EXPECT_EQ(api().command(robin("/phones/" + id + "/remove"), "{\"reason\":\"old\"}").status, 428);
    EXPECT_EQ(api().command(robin("/phones/" + id + "/remove"), "{\"reason\":\"old\"}", 2).status, 200);
    EXPECT_EQ(items_of(api().get(robin("/phones/" + id + "/history")), "command"),
              (Strings{"remove_participant_phone", "save_participant_phone", "save_participant_phone"}));
    EXPECT_EQ(api().as("bea").command(robin("/phones"), "{\"number\":\"215-555-0142\"}").status, 404);
    EXPECT_EQ(api().as("bea").get(robin("/phones")).status, 404);
}

TEST_P(ParticipantRoutes, AnEntryIsFoundBelowItsOwnParticipantOnly) {
    auto const other = registered("Quinn", "Adams");
    auto const id =
        text_at(api().as("mo").command(robin("/identifiers"), "{\"system\":\"mrn\",\"value\":\"A1\"}"), "id");
    EXPECT_EQ(api().get(path("/participants/", other, "/identifiers/" + id + "/history")).status, 404);
    EXPECT_EQ(
        api().command(path("/participants/", other, "/identifiers/" + id + "/remove"), "{\"reason\":\"x\"}", 1).status,
        404);
    EXPECT_EQ(api()
                  .edit(path("/participants/", other, "/identifiers/" + id), "{\"system\":\"mrn\",\"value\":\"B\"}", 1)
                  .status,
              422);
}

}  // namespace
}  // namespace cairn
