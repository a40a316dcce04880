#include <gtest/gtest.h>

#include "record/describe.hpp"
#include "record/json.hpp"

namespace cairn {
namespace {

enum class Mood { calm, tired };
BOOST_DESCRIBE_ENUM(Mood, calm, tired)

struct Pause {
    Date from{};
    std::optional<Date> to{};
};
BOOST_DESCRIBE_STRUCT(Pause, (), (from, to))

struct Visit {
    Id<Visit> id{};
    std::string name{};
    std::optional<std::string> note{};
    int minutes = 0;
    std::optional<double> share{};
    bool after_hours = false;
    Mood mood = Mood::calm;
    std::optional<Mood> later{};
    Code place{};
    Words topics{};
    Moment started_at{};
    std::optional<Instant> voided_at{};
    Pause pause{};
    std::vector<Pause> pauses{};
};
BOOST_DESCRIBE_STRUCT(Visit, (),
                      (id, name, note, minutes, share, after_hours, mood, later, place, topics, started_at, voided_at,
                       pause, pauses))

}  // namespace

template <>
RecordType const& record_type<Pause>() {
    static RecordType const type = describe<Pause>("pause", {});
    return type;
}

template <>
RecordType const& record_type<Visit>() {
    static RecordType const type = describe<Visit>("visit", {"participant", "id"},
                                                   {{"name", {.max_characters = 5}},
                                                    {"minutes", {.minimum = 0, .maximum = 1440}},
                                                    {"place", {.code_list = "place"}},
                                                    {"topics", {.code_list = "topic"}},
                                                    {"mood", {.has_default = true}}});
    return type;
}

namespace {

CodeLists some_lists() {
    CodeLists codes;
    codes.add("place", "shelter");
    codes.add("topic", "housing");
    codes.add("topic", "phone_access");
    return codes;
}

Visit a_visit() {
    Visit visit;
    visit.id = {Uuid::parse("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11").value()};
    visit.name = "Ana";
    visit.minutes = 25;
    visit.place.word = "shelter";
    visit.topics = split_words("housing|phone_access");
    visit.started_at = Moment::parse("2026-08-03T10:05:00-04:00").value();
    visit.pause.from = Date::from_ymd(2026, 1, 1);
    visit.pauses = {{Date::from_ymd(2026, 1, 2), Date::from_ymd(2026, 1, 5)}};
    return visit;
}

TEST(Record, WritesItsFieldsInOrderAndLeavesOutWhatHoldsNothing) {
    EXPECT_EQ(to_json(a_visit()),
              R"({"id":"0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11","name":"Ana","minutes":25,"after_hours":false,)"
              R"("mood":"calm","place":"shelter","topics":["housing","phone_access"],)"
              R"("started_at":"2026-08-03T14:05:00.000Z","pause":{"from":"2026-01-01"},)"
              R"("pauses":[{"from":"2026-01-02","to":"2026-01-05"}]})");
}

TEST(Record, ReadsBackWhatItWrote) {
    auto const text = to_json(a_visit());
    auto const again = parse_record<Visit>(text);
    ASSERT_TRUE(again) << to_string(again.error());
    EXPECT_EQ(to_json(*again), text);
}

TEST(Record, ANestedValueReplacesTheOneBeforeItAsAWhole) {
    auto visit = a_visit();
    visit.pause.to = Date::from_ymd(2026, 1, 9);
    auto const& pause = *record_type<Visit>().find("pause");
    EXPECT_TRUE(pause.set(&visit, std::string(R"({"from":"2026-03-01"})"), pause).empty());
    EXPECT_EQ(visit.pause.from, Date::from_ymd(2026, 3, 1));
    EXPECT_FALSE(visit.pause.to);
}

TEST(Record, ReportsEveryProblemAtOnceWithItsField) {
    auto const read = parse_record<Visit>(
        R"({"name":3,"minutes":"many","mood":"gloomy","started_at":"2026-02-30","pauses":[{"from":"x"}],"extra":1})");
    ASSERT_FALSE(read);
    std::vector<std::string> fields;
    for (auto const& problem : read.error().problems) fields.push_back(problem.field + ":" + problem.code);
    EXPECT_EQ(fields, (std::vector<std::string>{"name:type", "minutes:type", "mood:not_in_list", "started_at:date",
                                                "pauses[0].from:date", ":unknown_field", "id:required"}));
}

TEST(Record, RefusesJsonThatIsNestedTooDeeplyOrUnreadable) {
    EXPECT_FALSE(parse_record<Visit>("{"));
    EXPECT_FALSE(parse_record<Visit>("[]"));
    EXPECT_FALSE(parse_record<Visit>(std::string(100, '[')));
    EXPECT_FALSE(parse_record<Visit>("{\"name\":\"\xff\xfe\"}"));
    EXPECT_FALSE(parse_record<Visit>(R"({"name":"a\u0000b"})"));
}

TEST(Record, DeclaredRulesAcceptAGoodRecord) {
    Problems problems;
    check_rules(a_visit(), some_lists(), problems);
    EXPECT_TRUE(problems.empty());
}

TEST(Record, DeclaredRulesNameEveryBrokenField) {
    auto visit = a_visit();
    visit.id = {};
    visit.name = "Anastasia";
    visit.minutes = -1;
    visit.place.word = "moon";
    visit.topics.words = {"housing", "gossip"};
    Problems problems;
    check_rules(visit, some_lists(), problems);
    std::vector<std::string> fields;
    for (auto const& problem : problems) fields.push_back(problem.field + ":" + problem.code);
    EXPECT_EQ(fields, (std::vector<std::string>{"id:required", "name:too_long", "minutes:too_small",
                                                "place:not_in_list", "topics:not_in_list"}));
}

TEST(Record, UnknownIsAWordOfEveryList) {
    auto visit = a_visit();
    visit.place = Code{};
    Problems problems;
    check_rules(visit, some_lists(), problems);
    EXPECT_TRUE(problems.empty());
}

TEST(Record, EveryCellReadsBackAsTheSameValue) {
    auto const& type = record_type<Visit>();
    auto const visit = a_visit();
    Visit again;
    for (auto const& field : type.fields) {
        EXPECT_TRUE(set_from_text(field, &again, to_text(field, &visit)).empty()) << field.name;
    }
    EXPECT_EQ(to_json(again), to_json(visit));
}

TEST(Record, ACellOfTheWrongTypeIsRefusedWithASentence) {
    auto const& type = record_type<Visit>();
    Visit visit;
    EXPECT_EQ(set_from_text(*type.find("minutes"), &visit, "12x").at(0).code, "type");
    EXPECT_EQ(set_from_text(*type.find("share"), &visit, "nan").at(0).code, "type");
    EXPECT_EQ(set_from_text(*type.find("after_hours"), &visit, "maybe").at(0).code, "type");
    EXPECT_EQ(set_from_text(*type.find("name"), &visit, "").at(0).code, "required");
    EXPECT_TRUE(set_from_text(*type.find("note"), &visit, "").empty());
}

TEST(Record, AMisspelledRuleIsAMistakeOfTheProgram) {
    EXPECT_THROW(describe<Pause>("pause", {}, {{"form", {}}}), std::logic_error);
}

}  // namespace
}  // namespace cairn
