#include "features/duplicates/match.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace cairn {
namespace {

using Strings = std::vector<std::string>;

Date date(std::string_view text) { return Date::parse(text).value(); }

MatchPerson person(std::string_view given, std::string_view family, std::string_view birth_date = "") {
    auto person = match_person(given, family, "");
    if (!birth_date.empty()) person.birth_date = date(birth_date);
    return person;
}

Strings reasons(MatchPerson const& a, MatchPerson const& b) { return compare(a, b).reasons; }
bool likely(MatchPerson const& a, MatchPerson const& b) { return compare(a, b).is_likely(); }

TEST(Match, TheSameNameIsEnoughWhenNothingSpeaksAgainstIt) {
    EXPECT_EQ(reasons(person("Maria", "Alvarez"), person("María", "ALVAREZ")), Strings{"same_name"});
    EXPECT_TRUE(likely(person("Maria", "Alvarez"), person("María", "ALVAREZ")));
    EXPECT_TRUE(likely(person("Maria", "Alvarez", "1980-01-02"), person("Maria", "Alvarez")));
}

TEST(Match, TheSameNameWithAnotherBirthDateIsAnotherPerson) {
    EXPECT_FALSE(likely(person("John", "Smith", "1950-05-06"), person("John", "Smith", "1980-11-23")));
}

TEST(Match, FatherAndSonWithOnePhoneAreTwoPeople) {
    auto father = person("John", "Smith", "1950-05-06");
    auto son = person("John", "Smith", "1980-11-23");
    father.phones = son.phones = {"2155550142"};
    father.sex = son.sex = Code{"male"};
    EXPECT_FALSE(likely(father, son));
}

TEST(Match, WhatIsUnknownAgreesWithNothing) {
    MatchPerson const nobody;
    EXPECT_EQ(compare(nobody, nobody).score, 0);
    EXPECT_EQ(compare(nobody, person("Maria", "Alvarez", "1980-01-02")).score, 0);
    EXPECT_EQ(compare(person("", "Alvarez"), person("", "Alvarez")).score, 0);
    auto known = nobody;
    known.sex = Code{"female"};
    EXPECT_EQ(compare(nobody, known).score, 0);
    EXPECT_EQ(reasons(nobody, known), Strings{});
}

TEST(Match, SexAloneIsNeverEnough) {
    auto a = person("", "", "1980-01-02");
    auto b = a;
    a.sex = b.sex = Code{"female"};
    EXPECT_FALSE(likely(a, b));
    auto c = person("Maria", "Alvarez");
    auto d = person("Mario", "Alvares");
    c.sex = d.sex = Code{"female"};
    EXPECT_FALSE(likely(c, d));
    EXPECT_LT(match_weight::same_sex, match_score_min);
}

TEST(Match, APreferredNameCountsLikeTheGivenOne) {
    auto michael = person("Michael", "Jones");
    michael.preferred_name = match_name("Mike");
    EXPECT_EQ(reasons(michael, person("Mike", "Jones")), Strings{"same_name"});
    EXPECT_EQ(reasons(person("Mike", "Jones"), michael), Strings{"same_name"});
}

TEST(Match, ALetterChangedLeftOutOrTransposedStillIsSimilar) {
    auto const maria = person("Maria", "Alvarez", "1980-01-02");
    for (auto const* family : {"Alvares", "Alvrez", "Alvarrez", "Alvraez"}) {
        EXPECT_EQ(reasons(maria, person("Maria", family, "1980-01-02")), (Strings{"same_birth_date", "similar_name"}))
            << family;
        EXPECT_TRUE(likely(maria, person("Maria", family, "1980-01-02"))) << family;
        EXPECT_FALSE(likely(maria, person("Maria", family))) << family;
    }
    EXPECT_FALSE(likely(maria, person("Maria", "Andrews", "1980-01-02")));
}

TEST(Match, ShortNamesThatDifferAreDifferent) {
    EXPECT_FALSE(likely(person("Kim", "Lee", "1980-01-02"), person("Tim", "Lee", "1980-01-02")));
}

TEST(Match, OneOfTwoFamilyNamesIsSimilar) {
    EXPECT_TRUE(likely(person("Ana", "Garcia", "1980-01-02"), person("Ana", "García López", "1980-01-02")));
}

TEST(Match, PunctuationAndSpacesAreNotTheName) {
    EXPECT_EQ(reasons(person("Mary-Ann", "O'Neil"), person("Mary Ann", "Oneil")), Strings{"same_name"});
    EXPECT_EQ(reasons(person("Maryann", "De La Cruz"), person("Mary Ann", "Delacruz")), Strings{"same_name"});
}

TEST(Match, GivenAndFamilyNameInEachOthersPlace) {
    EXPECT_EQ(reasons(person("Joseph", "Martin"), person("Martin", "Joseph")), Strings{"names_swapped"});
    EXPECT_FALSE(likely(person("Joseph", "Martin"), person("Martin", "Joseph")));
    EXPECT_TRUE(likely(person("Joseph", "Martin", "1980-01-02"), person("Martin", "Joseph", "1980-01-02")));
}

TEST(Match, ASiblingIsAnotherPerson) {
    auto one = person("Jane", "Doe", "1990-07-08");
    auto two = person("Peter", "Doe", "1990-07-08");
    one.phones = two.phones = {"2155550142"};
    EXPECT_FALSE(likely(one, two));
}

TEST(Match, AnotherFamilyNameAloneSaysNothing) {
    auto before = person("Maria", "Alvarez", "1980-01-02");
    auto after = person("Maria", "Smith", "1980-01-02");
    EXPECT_FALSE(likely(before, after));
    before.phones = after.phones = {"2155550142"};
    EXPECT_TRUE(likely(before, after));
}

TEST(Match, ABirthDateMayHaveDayAndMonthExchangedOrASlip) {
    auto const maria = person("Maria", "Alvarez", "1980-03-04");
    EXPECT_EQ(reasons(maria, person("Maria", "Alvarez", "1980-04-03")),
              (Strings{"same_name", "birth_day_month_swapped"}));
    for (auto const* slip : {"1981-03-04", "1980-03-14", "1980-08-04", "1890-03-04"}) {
        EXPECT_EQ(reasons(maria, person("Maria", "Alvarez", slip)), (Strings{"same_name", "near_birth_date"})) << slip;
        EXPECT_TRUE(likely(maria, person("Maria", "Alvarez", slip))) << slip;
    }
    EXPECT_FALSE(likely(maria, person("Maria", "Alvarez", "1992-11-30")));
    EXPECT_EQ(swapped_day_and_month(date("1980-03-03")), std::nullopt);
    EXPECT_EQ(swapped_day_and_month(date("1980-03-14")), std::nullopt);
}

TEST(Match, ABirthDateAndAPhoneAreEnoughWithoutANameAndNotAgainstOne) {
    auto a = person("", "", "1980-01-02");
    auto b = person("Maria", "Alvarez", "1980-01-02");
    a.phones = b.phones = {"2155550142"};
    EXPECT_TRUE(likely(a, b));
    EXPECT_FALSE(likely(person("", "", "1980-01-02"), person("", "", "1980-01-02")));
}

TEST(Match, APhoneIsItsDigits) {
    EXPECT_EQ(phone_digits("+1 (215) 555-0142"), "2155550142");
    EXPECT_EQ(phone_digits("215.555.0142"), "2155550142");
    EXPECT_EQ(phone_digits("911"), "");
    auto a = person("Maria", "");
    auto b = person("Maria", "", "1980-01-02");
    a.phones = {phone_digits("911")};
    b.phones = {phone_digits("+1 (215) 555-0142")};
    EXPECT_FALSE(likely(a, b));
}

TEST(Match, OneIdentifierOutweighsEverything) {
    auto a = person("Maria", "Alvarez", "1980-01-02");
    auto b = person("John", "Smith", "1950-05-06");
    a.sex = Code{"female"};
    b.sex = Code{"male"};
    a.identifiers = {known_identifier("Cedar MRN", "00-123 4")};
    b.identifiers = {known_identifier("cedar mrn", "001234")};
    EXPECT_TRUE(likely(a, b));
    EXPECT_EQ(reasons(a, b), Strings{"same_identifier"});
    b.identifiers = {known_identifier("Elm MRN", "001234")};
    EXPECT_FALSE(likely(a, b));
}

TEST(Match, CountsEditsUpToALimit) {
    EXPECT_EQ(edits_between("alvarez", "alvarez", 2), 0);
    EXPECT_EQ(edits_between("alvarez", "alvraez", 2), 1);
    EXPECT_EQ(edits_between("alvarez", "lavarze", 2), 2);
    EXPECT_EQ(edits_between("", "ab", 2), 2);
    EXPECT_EQ(edits_between("alvarez", "smith", 2), 3);
    EXPECT_EQ(edits_between(std::string(500, 'a'), std::string(500, 'a') + "b", 2), 0);  // the front is enough
}

// ---- properties ----

rc::Gen<MatchPerson> any_person() {
    return rc::gen::exec([] {
        auto const given = *rc::gen::element<std::string>("", "maria", "mario", "john", "mary ann");
        auto const family = *rc::gen::element<std::string>("", "alvarez", "alvares", "smith", "maria");
        auto result =
            person(given, family, *rc::gen::element<std::string>("", "1980-03-04", "1980-04-03", "1955-12-31"));
        result.preferred_name = *rc::gen::element<std::string>("", "john", "mike");
        result.sex = *rc::gen::element(Code{}, Code{"female"}, Code{"male"});
        if (*rc::gen::arbitrary<bool>()) result.phones = {*rc::gen::element<std::string>("2155550142", "2155550143")};
        if (*rc::gen::arbitrary<bool>()) result.identifiers = {{"mrn", *rc::gen::element<std::string>("1", "2")}};
        return result;
    });
}

RC_GTEST_PROP(Match, DoesNotDependOnTheOrder, ()) {
    auto const a = *any_person();
    auto const b = *any_person();
    RC_ASSERT(compare(a, b).score == compare(b, a).score);
    RC_ASSERT(compare(a, b).reasons == compare(b, a).reasons);
}

RC_GTEST_PROP(Match, ForgettingWhatAgreesNeverAddsToIt, ()) {
    auto const a = *any_person();
    auto b = a;
    auto const whole = compare(a, b).score;
    b.birth_date.reset();
    b.sex = Code{};
    b.phones.clear();
    b.identifiers.clear();
    RC_ASSERT(compare(a, b).score <= whole);
}

}  // namespace
}  // namespace cairn
