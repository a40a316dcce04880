#include <gtest/gtest.h>

#include <thread>

#include "features/duplicates/candidates.hpp"
#include "features/duplicates/testing.hpp"

namespace cairn {
namespace {

class DuplicateCheck : public DuplicateTest {
protected:
    Result<Written> registers(Permit const& permit, Registration const& person) {
        return register_participant(permit, organization(), person, key());
    }
    std::vector<std::string> candidates(Result<Written> const& refused) {
        if (refused) return {};
        EXPECT_EQ(refused.error().code, ErrorCode::possible_duplicate) << to_string(refused.error());
        return shown_candidates(refused.error());
    }
};
INSTANTIATE_STORE_TESTS(DuplicateCheck);

// ---- what the check finds ----

TEST_P(DuplicateCheck, ANewPersonIsRegistered) {
    registered(person("Maria", "Alvarez", "1980-01-02"));
    EXPECT_TRUE(registers(permit(), person("John", "Smith", "1980-01-02")));
    EXPECT_TRUE(pairs().empty());
}

TEST_P(DuplicateCheck, ShowsWhoIsHereAlreadyAndWhy) {
    auto const there = registered(person("María", "Alvarez", "1980-03-04"));
    auto const refused = registers(permit(), person("Maria", "Alvares", "1980-04-03"));
    EXPECT_EQ(candidates(refused), Strings{to_string(there.id)});
    EXPECT_EQ(refused.error().details_json,
              "{\"candidates\":[{\"participant\":{\"id\":\"" + to_string(there.id) +
                  "\",\"given_name\":\"María\",\"family_name\":\"Alvarez\",\"birth_date\":\"1980-03-04\"},"
                  "\"score\":65,\"reasons\":[\"similar_name\",\"birth_day_month_swapped\"]}]}");
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM stream WHERE kind = 'possible_duplicate'"), 0);
}

TEST_P(DuplicateCheck, FindsByNamePreferredNameAndNamesInEachOthersPlace) {
    auto michael = person("Michael", "Jones");
    michael.preferred_name = "Mike";
    auto const there = registered(michael);
    EXPECT_EQ(candidates(registers(permit(), person("michael", "JONES"))), Strings{to_string(there.id)});
    EXPECT_EQ(candidates(registers(permit(), person("Mike", "Jones"))), Strings{to_string(there.id)});
    auto mike = person("Mick", "Jones");
    mike.preferred_name = "Michael";
    EXPECT_EQ(candidates(registers(permit(), mike)), Strings{to_string(there.id)});
    auto swapped = person("Jones", "Michael");
    swapped.phones = {{.number = "215 555 0142"}};
    add_phone(there, "+1 215-555-0142");
    EXPECT_EQ(candidates(registers(permit(), swapped)), Strings{to_string(there.id)});
    EXPECT_TRUE(registers(permit(), person("Michael", "Jonessen")));
}

TEST_P(DuplicateCheck, FindsByPhoneAndBirthDateWithoutAName) {
    auto somebody = person("", "", "1980-01-02");
    somebody.phones = {{.number = "(215) 555-0142"}};
    auto const there = registered(somebody);
    auto maria = person("Maria", "Alvarez", "1980-01-02");
    maria.phones = {{.number = "+1 215 555 0142"}};
    EXPECT_EQ(candidates(registers(permit(), maria)), Strings{to_string(there.id)});
    maria.phones = {{.number = "+1 215 555 0143"}};
    EXPECT_TRUE(registers(permit(), maria));
}

TEST_P(DuplicateCheck, FindsByIdentifierOfTheSameSystem) {
    auto somebody = person("John", "Smith", "1950-05-06");
    somebody.identifiers = {{"Cedar MRN", "00-1234"}};
    auto const there = registered(somebody);
    auto maria = person("Maria", "Alvarez", "1980-01-02");
    maria.identifiers = {{"cedar mrn", "001234"}};
    EXPECT_EQ(candidates(registers(permit(), maria)), Strings{to_string(there.id)});
    maria.identifiers = {{"Elm MRN", "001234"}};
    EXPECT_TRUE(registers(permit(), maria));
}

TEST_P(DuplicateCheck, PhonesAndIdentifiersOfARegistrationAreKept) {
    auto maria = person("Maria", "Alvarez");
    maria.phones = {{.number = "215-555-0142", .kind = Code{"mobile"}, .ok_to_text = true}};
    maria.identifiers = {{"Cedar MRN", "1234"}};
    ASSERT_TRUE(registers(permit(), maria));
    EXPECT_EQ(count("SELECT count(*) FROM participant_phone WHERE number = '215-555-0142' AND kind = 'mobile'"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM participant_identifier WHERE value = '1234'"), 1);
}

TEST_P(DuplicateCheck, EveryProblemOfARegistrationIsReported) {
    auto maria = person("Maria", "Alvarez", "2050-01-02");
    maria.phones = {{.number = "12"}, {.number = "215-555-0142", .kind = Code{"pigeon"}}};
    maria.identifiers = {{"", "1"}};
    EXPECT_EQ(brief(registers(permit(), maria).error().problems),
              (Strings{"birth_date:future", "phones[0].number:format", "phones[1].kind:not_in_list",
                       "identifiers[0].system:required"}));
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
}

TEST_P(DuplicateCheck, ARemovedPhoneAgreesWithNothing) {
    auto somebody = person("", "", "1980-01-02");
    somebody.phones = {{.number = "(215) 555-0142"}};
    auto const there = registered(somebody);
    auto const phone = phone_of(there);
    remove_entry<ParticipantPhone>(permit(), organization(), {there.id, phone, 1, "not theirs"}, key()).value();
    auto maria = person("Maria", "Alvarez", "1980-01-02");
    maria.phones = somebody.phones;
    EXPECT_TRUE(registers(permit(), maria));
}

TEST_P(DuplicateCheck, OfManyBornOnOneDayThoseWhoseNamesBeginAlikeAreLookedAt) {
    std::vector<Participant> crowd;
    for (int i = 0; i < names_per_key_max + 5; ++i) {
        auto somebody = person("Given" + std::to_string(i), "Aaa" + std::to_string(i), "1970-01-01");
        database()
            .write(write_request(permit(), "test", key(), "", {stream_of("participant", somebody.id)}),
                   [&](Tx& tx) -> Result<std::string> {
                       Participant one = somebody;
                       one.name_key = folded_name_key(one);
                       tx.put(one);
                       return "";
                   })
            .value();
    }
    auto const there = registered(person("Maria", "Zamora", "1970-01-01"));
    EXPECT_EQ(candidates(registers(permit(), person("Maria", "Zamorra", "1970-01-01"))), Strings{to_string(there.id)});
}

// ---- candidates that the caller may see ----

TEST_P(DuplicateCheck, SaysNobodyIsTheSameWithAReasonForEach) {
    auto const one = registered(person("Maria", "Alvarez", "1980-01-02"));
    auto const two = registered(person("Maria", "Alvarez", "1980-01-03"));
    auto third = person("Maria", "Alvarez", "1980-01-02");
    EXPECT_EQ(candidates(registers(permit(), third)), (Strings{to_string(one.id), to_string(two.id)}));
    third.not_same_as = {{one.id, "another mother"}};
    EXPECT_EQ(candidates(registers(permit(), third)), Strings{to_string(two.id)});
    third.not_same_as.push_back({two.id, " "});
    EXPECT_EQ(brief(registers(permit(), third).error().problems), Strings{"not_same_as[1].reason:required"});
    third.not_same_as[1].reason = "they came together";
    ASSERT_TRUE(registers(permit(), third));
    auto const found = pairs();
    ASSERT_EQ(found.size(), 3U);  // the first is of one and two
    EXPECT_EQ(found[1].participant_id, third.id);
    EXPECT_EQ(found[1].other_id, one.id);
    EXPECT_EQ(found[1].status, DuplicateStatus::not_same);
    EXPECT_EQ(found[1].decision_reason, "another mother");
    EXPECT_EQ(found[1].decided_by, "operator:test");
    EXPECT_EQ(found[2].decision_reason, "they came together");
}

TEST_P(DuplicateCheck, NobodyCanBeNamedWhoDoesNotExistOrMayNotBeSeen) {
    auto const hidden = bens(person("John", "Smith"));
    auto maria = person("Maria", "Alvarez");
    for (auto const& id : {new_id<Participant>(), hidden.id}) {
        maria.not_same_as = {{id, "somebody else"}};
        EXPECT_EQ(brief(registers(ana(), maria).error().problems), Strings{"not_same_as[0].id:no_such_record"});
    }
}

TEST_P(DuplicateCheck, APeerSeesCandidatesOfTheOwnCaseloadOnly) {
    auto const own = anas(person("Maria", "Alvarez", "1980-01-02"));
    bens(person("Maria", "Alvarez", "1980-01-02"));
    auto again = person("Maria", "Alvarez", "1980-01-02");
    EXPECT_EQ(candidates(registers(ana(), again)), Strings{to_string(own.id)});
    again.not_same_as = {{own.id, "her cousin"}};
    ASSERT_TRUE(registers(ana(), again));
    std::map<DuplicateStatus, int> counts;
    for (auto const& pair : pairs()) {
        if (pair.participant_id == again.id) ++counts[pair.status];
    }
    EXPECT_EQ(counts[DuplicateStatus::not_same], 1);
    EXPECT_EQ(counts[DuplicateStatus::open], 1);
}

// ---- candidates that the caller may not see ----

TEST_P(DuplicateCheck, AHiddenCandidateGoesToTheQueueAndNotIntoTheAnswer) {
    auto const hidden = bens(person("Maria", "Alvarez", "1980-01-02"));
    auto const maria = person("Maria", "Alvarez", "1980-01-02");
    ASSERT_TRUE(registers(ana(), maria));
    auto const found = pairs();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].participant_id, maria.id);
    EXPECT_EQ(found[0].other_id, hidden.id);
    EXPECT_EQ(found[0].status, DuplicateStatus::open);
    EXPECT_EQ(found[0].reasons.words, (Strings{"same_name", "same_birth_date"}));
    EXPECT_EQ(found[0].score, 90);
    // In a stream of its own: neither chart has an entry more than without it.
    EXPECT_EQ(count("SELECT seq FROM stream WHERE id = '" + to_string(maria.id) + "'"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE stream = '" + to_string(found[0].id) + "'"), 1);
}

TEST_P(DuplicateCheck, WhoeverWasMergedLeadsToThePersonTheyArePartOf) {
    auto const one = registered(person("Maria", "Alvarez", "1980-01-02"));
    auto const two = registered(person("Mary", "Smith"));
    std::vector<RecordType const*> const types{&record_type<Participant>()};
    merge_participants(permit(), organization(), types, {two.id, 1, one.id, 1, "her name before"}, key()).value();
    EXPECT_EQ(candidates(registers(permit(), person("Maria", "Alvarez", "1980-01-02"))), Strings{to_string(two.id)});
}

TEST_P(DuplicateCheck, OfTwoWhoRegisterOnePersonAtOnceTheSecondMeetsTheFirst) {
    for (int round = 0; round < 5; ++round) {
        auto const family = "Alvarez" + std::to_string(round) + "x";
        std::array<Registration, 2> people{person("Maria", family), person("Maria", family)};
        std::array<std::string, 2> keys{key(), key()};
        std::array<bool, 2> done{};
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back(
                [&, i] { done[i] = register_participant(permit(), organization(), people[i], keys[i]).has_value(); });
        }
        for (auto& thread : threads) thread.join();
        EXPECT_NE(done[0], done[1]);
    }
}

TEST_P(DuplicateCheck, ARepeatedRegistrationIsAnsweredWithTheFirst) {
    auto const maria = person("Maria", "Alvarez");
    ASSERT_TRUE(register_participant(permit(), organization(), maria, "same"));
    auto const again = register_participant(permit(), organization(), maria, "same");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
}

// ---- what is found later ----

TEST_P(DuplicateCheck, APhoneANumberOrANameThatIsAddedLaterQueuesAPair) {
    auto somebody = person("Maria", "", "1980-01-02");
    somebody.phones = {{.number = "215-555-0142"}};
    somebody.identifiers = {{"Cedar MRN", "7"}};
    auto const there = registered(somebody);
    auto const by_phone = registered(person("Maria", "Alvarez", "1980-03-01"));
    add_phone(by_phone, "2155550142");
    EXPECT_TRUE(pairs().empty());  // a given name and a phone, against two dates of birth
    auto const by_number = registered(person("John", "Smith"));
    save_entry(permit(), organization(),
               ParticipantIdentifier{.participant_id = by_number.id, .system = "cedar mrn", .value = "7"}, key())
        .value();
    ASSERT_EQ(pairs().size(), 1U);
    EXPECT_EQ(pairs()[0].participant_id, by_number.id);
    EXPECT_EQ(pairs()[0].other_id, there.id);
    auto edited = by_phone;
    edited.birth_date = Date::parse("1980-01-02").value();
    edit_participant(permit(), organization(), edited, key()).value();
    ASSERT_EQ(pairs().size(), 2U);
    EXPECT_EQ(pairs()[1].reasons.words, (Strings{"same_birth_date", "same_phone", "same_given_name"}));
    edited.version = 2;
    edit_participant(permit(), organization(), edited, key()).value();
    EXPECT_EQ(pairs().size(), 2U);
}

TEST_P(DuplicateCheck, ASearchOfEverybodyFindsWhatCameInWithoutACheck) {
    auto const import = [&](Registration const& person) {
        database()
            .write(write_request(permit(), "test", key(), "", {stream_of("participant", person.id)}),
                   [&](Tx& tx) -> Result<std::string> {
                       Participant one = person;
                       one.name_key = folded_name_key(one);
                       tx.put(one);
                       for (auto const& phone : person.phones) {
                           ParticipantPhone entry{.id = new_id<ParticipantPhone>(), .participant_id = person.id};
                           entry.number = phone.number;
                           tx.put(entry);
                       }
                       for (auto const& identifier : person.identifiers) {
                           ParticipantIdentifier entry{.id = new_id<ParticipantIdentifier>(),
                                                       .participant_id = person.id,
                                                       .system = identifier.system,
                                                       .value = identifier.value};
                           tx.put(entry);
                       }
                       return "";
                   })
            .value();
    };
    import(person("Maria", "Alvarez", "1980-03-04"));
    import(person("Maria", "Alvares", "1980-04-03"));  // day and month exchanged, a letter changed
    import(person("Peter", "Brown"));
    import(person("Peter", "Brown", "1990-01-01"));  // the same name
    auto with_phone = person("Ann", "", "1970-02-02");
    with_phone.phones = {{.number = "(215) 555-0142"}};
    import(with_phone);
    auto same_phone = person("Ann", "Miller");
    same_phone.phones = {{.number = "+1 215 555 0142"}};
    same_phone.sex = Code{"female"};
    import(same_phone);  // a phone and a given name: not enough
    auto with_number = person("", "");
    with_number.identifiers = {{"Cedar MRN", "00-77"}};
    import(with_number);
    with_number.id = new_id<Participant>();
    with_number.identifiers = {{"CEDAR MRN", "0077"}};
    import(with_number);
    EXPECT_EQ(search_for_duplicates(permit(), organization()).value(), 3U);
    EXPECT_EQ(pairs().size(), 3U);
    EXPECT_EQ(search_for_duplicates(permit(), organization()).value(), 0U);
    EXPECT_EQ(search_for_duplicates(ana(), organization()).error().code, ErrorCode::not_allowed);
}

// ---- the queue ----

TEST_P(DuplicateCheck, APairIsDismissedWithAReasonByWhoeverMaySeeBoth) {
    bens(person("Maria", "Alvarez", "1980-01-02"));
    anas(person("Maria", "Alvarez", "1980-01-02"));
    auto const pair = pairs().at(0);
    auto const dismiss = [&](Permit const& permit, std::int64_t version, std::string reason) {
        return dismiss_duplicate(permit, organization(), {pair.id, version, std::move(reason)}, key());
    };
    EXPECT_EQ(dismiss(ana(), 1, "no").error().code, ErrorCode::not_allowed);
    EXPECT_EQ(dismiss(permit_of(ana_, Role::supervisor), 1, "no").error().code, ErrorCode::not_found);
    EXPECT_EQ(dismiss(sue(), 1, "no").error().code, ErrorCode::illegal_transition);
}

TEST_P(DuplicateCheck, AnOpenPairIsDismissedOnce) {
    bens(person("Maria", "Alvarez", "1980-01-02"));
    auto maria = person("Maria", "Alvarez", "1980-01-02");
    registers(ana(), maria).value();
    auto const pair = pairs().at(0);
    // The supervisor sees ben's people, and hers once she is referred.
    EXPECT_EQ(dismiss_duplicate(sue(), organization(), {pair.id, 1, "no"}, key()).error().code, ErrorCode::not_found);
    EXPECT_EQ(dismiss_duplicate(mia(), organization(), {pair.id, 0, "no"}, key()).error().code,
              ErrorCode::version_required);
    EXPECT_EQ(brief(dismiss_duplicate(mia(), organization(), {pair.id, 1, " "}, key()).error().problems),
              Strings{"reason:required"});
    ASSERT_TRUE(dismiss_duplicate(mia(), organization(), {pair.id, 1, "a cousin"}, key()));
    EXPECT_EQ(stored(pair.id)->status, DuplicateStatus::not_same);
    EXPECT_EQ(stored(pair.id)->decision_reason, "a cousin");
    EXPECT_EQ(stored(pair.id)->decided_by, to_string(mia_.account));
    EXPECT_EQ(dismiss_duplicate(mia(), organization(), {pair.id, 2, "again"}, key()).error().code,
              ErrorCode::illegal_transition);
}

}  // namespace
}  // namespace cairn
