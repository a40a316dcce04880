#include "features/exchange/mapping.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

using Row = std::vector<std::string>;

std::vector<RecordFile> const known{
    {"sites", {"id", "name", "region"}},
    {"referrals", {"id", "participant_id", "received_at", "status", "urgency", "source"}},
    {"episodes", {"id", "started_on", "ended_on", "end_reason"}},
};

Mapping good(std::string_view toml) {
    auto mapping = Mapping::parse(toml, known);
    EXPECT_TRUE(mapping.has_value()) << (mapping ? "" : to_string(mapping.error()));
    return mapping.value();
}

// One file, people.csv, that feeds one record file with the given lines.
std::string one_record(std::string_view to, std::string_view lines) {
    return "[[file]]\nname = \"people.csv\"\n[[file.record]]\nto = \"" + std::string(to) + "\"\n" + std::string(lines);
}

Feed one_feed(std::string_view to, std::string_view lines, Row const& header) {
    auto feeds = good(one_record(to, lines)).feeds("people.csv", header);
    EXPECT_TRUE(feeds.has_value()) << (feeds ? "" : to_string(feeds.error()));
    return feeds.value().front();
}

std::vector<std::string> fields_of(Error const& error) {
    std::vector<std::string> fields;
    for (auto const& problem : error.problems) fields.push_back(problem.field);
    return fields;
}

Error refusal(std::string_view toml) {
    auto const mapping = Mapping::parse(toml, known);
    return mapping ? Error{} : mapping.error();
}

TEST(Mapping, RenamesColumns) {
    auto const feed = one_feed("sites", "fields.id = \"number\"\nfields.name = \"label\"", {"label", "number"});
    EXPECT_EQ(feed.record_file(), "sites");
    EXPECT_EQ(feed.fields(), (Row{"id", "name"}));
    EXPECT_EQ(feed.map(Row{"North", "7"}).cells, (Row{"7", "North"}));
}

TEST(Mapping, JoinsColumnsIntoAKeyUnlessOneIsEmpty) {
    auto const feed = one_feed("sites", "fields.id = { join = [\"trial\", \"site\"] }", {"site", "trial"});
    EXPECT_EQ(feed.map(Row{"16", "CTN-0051"}).cells, (Row{"CTN-0051-16"}));
    EXPECT_EQ(feed.map(Row{"", "CTN-0051"}).cells, (Row{""}));
}

TEST(Mapping, SetsConstants) {
    auto const feed = one_feed("sites", "fields.id = \"a\"\nfields.region = { constant = \"east\" }", {"a"});
    EXPECT_EQ(feed.map(Row{"1"}).cells, (Row{"1", "east"}));
}

TEST(Mapping, MapsTheValuesOfOneColumn) {
    auto const feed =
        one_feed("referrals", "fields.status = { column = \"in\", values = { 1 = \"enrolled\" } }", {"in"});
    EXPECT_EQ(feed.map(Row{"1"}).cells, (Row{"enrolled"}));
    EXPECT_EQ(feed.map(Row{""}).cells, (Row{""}));
}

TEST(Mapping, ReportsAValueItDoesNotKnowWithoutRepeatingIt) {
    auto const feed =
        one_feed("referrals", "fields.status = { column = \"in\", values = { 1 = \"enrolled\" } }", {"in"});
    auto const row = feed.map(Row{"secret"});
    ASSERT_EQ(row.problems.size(), 1U);
    EXPECT_EQ(row.problems[0].field, "status");
    EXPECT_EQ(row.problems[0].code, "unmapped_value");
    EXPECT_NE(row.problems[0].message.find("stands in in."), std::string::npos);
    EXPECT_EQ(row.problems[0].message.find("secret"), std::string::npos);
}

TEST(Mapping, UsesOtherwiseForValuesItDoesNotKnowButNotForNothing) {
    auto const feed = one_feed(
        "referrals", "fields.urgency = { column = \"p\", values = { 2 = \"today\" }, otherwise = \"routine\" }", {"p"});
    EXPECT_EQ(feed.map(Row{"9"}).cells, (Row{"routine"}));
    EXPECT_EQ(feed.map(Row{""}).cells, (Row{""}));
}

TEST(Mapping, MapsNothingToAWordWhenToldSo) {
    auto const feed =
        one_feed("referrals", "fields.urgency = { column = \"p\", values = { \"\" = \"routine\" } }", {"p"});
    EXPECT_EQ(feed.map(Row{""}).cells, (Row{"routine"}));
}

TEST(Mapping, MapsTheValuesOfSeveralColumnsJoined) {
    auto const feed =
        one_feed("episodes",
                 "fields.end_reason = { columns = [\"type\", \"why\"], values = { \"0|\" = \"completed\", "
                 "\"2|died\" = \"deceased\" } }",
                 {"type", "why"});
    EXPECT_EQ(feed.map(Row{"2", "died"}).cells, (Row{"deceased"}));
    EXPECT_EQ(feed.map(Row{"0", ""}).cells, (Row{"completed"}));
    EXPECT_EQ(feed.map(Row{"", ""}).cells, (Row{""}));
    EXPECT_EQ(feed.map(Row{"2", ""}).problems.size(), 1U);
}

TEST(Mapping, AddsDayNumbersToADate) {
    auto const feed = one_feed("episodes", "fields.ended_on = { date = \"consent\", days = [\"start\", \"length\"] }",
                               {"consent", "start", "length"});
    EXPECT_EQ(feed.map(Row{"2024-02-20", "10", "0"}).cells, (Row{"2024-03-01"}));
    EXPECT_EQ(feed.map(Row{"2024-03-01", "-1", "0"}).cells, (Row{"2024-02-29"}));
    EXPECT_EQ(feed.map(Row{"2024-02-20", "", "0"}).cells, (Row{""}));
    EXPECT_EQ(feed.map(Row{"", "1", "0"}).cells, (Row{""}));
}

TEST(Mapping, RefusesDatesAndDayNumbersThatAreNone) {
    auto const feed =
        one_feed("episodes", "fields.ended_on = { date = \"consent\", days = [\"d\"] }", {"consent", "d"});
    auto const code_of = [&](Row const& row) {
        auto const mapped = feed.map(row);
        return mapped.problems.empty() ? "" : mapped.problems[0].code;
    };
    EXPECT_EQ(code_of({"2023-02-29", "1"}), "date");
    EXPECT_EQ(code_of({"02/03/2023", "1"}), "date");
    EXPECT_EQ(code_of({"2023-02-28", "1.5"}), "days");
    EXPECT_EQ(code_of({"2023-02-28", "999999999999"}), "days");
    EXPECT_EQ(code_of({"2023-02-28", "100001"}), "days");
    EXPECT_EQ(code_of({"2023-02-28", "100000"}), "date");
    EXPECT_EQ(code_of({"2023-02-28", "1"}), "");
}

TEST(Mapping, DropsRowsByAValue) {
    auto const feed = one_feed("sites", "drop = { kind = [\"test\", \"\"] }\nfields.id = \"a\"", {"a", "kind"});
    EXPECT_TRUE(feed.map(Row{"1", "test"}).dropped);
    EXPECT_TRUE(feed.map(Row{"1", ""}).dropped);
    EXPECT_FALSE(feed.map(Row{"1", "real"}).dropped);
}

TEST(Mapping, FeedsSeveralRecordsFromOneFile) {
    auto const mapping =
        good(one_record("sites", "fields.id = \"site\"") +
             "\n[[file.record]]\nto = \"referrals\"\nfields.id = \"number\"\nfields.source = { constant = "
             "\"self\" }\n");
    auto const feeds = mapping.feeds("people.csv", Row{"number", "site"}).value();
    ASSERT_EQ(feeds.size(), 2U);
    EXPECT_EQ(feeds[0].map(Row{"8", "16"}).cells, (Row{"16"}));
    EXPECT_EQ(feeds[1].map(Row{"8", "16"}).cells, (Row{"8", "self"}));
    EXPECT_EQ(feeds[1].source_columns("id"), "number");
    EXPECT_EQ(feeds[1].source_columns("source"), "");
}

TEST(Mapping, ReportsEveryColumnThatIsMissingOrNotExpected) {
    auto const mapping =
        good(one_record("sites", "drop = { kind = \"x\" }\nfields.id = \"site\"\nfields.name = \"label\""));
    auto const feeds = mapping.feeds("people.csv", Row{"site", "age", "sex"});
    ASSERT_FALSE(feeds.has_value());
    EXPECT_EQ(fields_of(feeds.error()), (Row{"kind", "label", "age", "sex"}));
}

TEST(Mapping, AcceptsColumnsThatItIgnores) {
    auto const mapping = good(
        "[[file]]\nname = \"people.csv\"\nignore = [\"age\", \"sex\"]\n[[file.record]]\nto = \"sites\"\nfields.id = "
        "\"site\"");
    EXPECT_TRUE(mapping.feeds("people.csv", Row{"site", "age"}).has_value());
}

TEST(Mapping, DoesNotRepeatAFirstRowThatIsNoHeader) {
    auto const feeds =
        good(one_record("sites", "fields.id = \"site\"")).feeds("people.csv", Row{"Lopez", "1980-01-01"});
    ASSERT_FALSE(feeds.has_value());
    EXPECT_EQ(to_string(feeds.error()).find("Lopez"), std::string::npos);
    EXPECT_EQ(feeds.error().problems[0].code, "no_header");
}

TEST(Mapping, KnowsItsFiles) {
    auto const mapping = good("ignore_files = [\"codebook.csv\"]\n" + one_record("sites", "fields.id = \"a\""));
    EXPECT_EQ(mapping.source_files(), (Row{"people.csv"}));
    EXPECT_TRUE(mapping.has_file("people.csv"));
    EXPECT_FALSE(mapping.has_file("codebook.csv"));
    EXPECT_TRUE(mapping.ignores_file("codebook.csv"));
}

TEST(Mapping, ReportsAllItsProblemsAtOnceWithKeyPaths) {
    auto const error = refusal(R"(
speed = 3
[[file]]
name = "../people.csv"
[[file.record]]
to = "visits"
fields.id = "a"
[[file.record]]
to = "sites"
when = "x"
fields.phone = "p"
fields.id = { join = [1] }
fields.region = { values = { 1 = 2 } }
fields.name = { uppercase = "label" }
)");
    EXPECT_EQ(error.code, ErrorCode::invalid);
    EXPECT_EQ(fields_of(error),
              (Row{"speed", "file[0].name", "file[0].record[0].to", "file[0].record[1].when",
                   "file[0].record[1].fields.id.join[0]", "file[0].record[1].fields.id.join",
                   "file[0].record[1].fields.name", "file[0].record[1].fields.phone",
                   "file[0].record[1].fields.region.columns", "file[0].record[1].fields.region.values.1"}));
    EXPECT_NE(error.problems[0].message.find("(line 2)"), std::string::npos);
}

TEST(Mapping, RefusesAMappingThatSaysNothing) {
    EXPECT_EQ(fields_of(refusal("")), (Row{"file"}));
    EXPECT_EQ(fields_of(refusal("[file]\nname = \"a.csv\"")), (Row{"file", "file"}));
    EXPECT_EQ(fields_of(refusal("[[file]]")), (Row{"file[0].name", "file[0].record"}));
    EXPECT_EQ(fields_of(refusal("[[file]]\nname = \"a.csv\"\n[[file.record]]\nto = \"sites\"")),
              (Row{"file[0].record[0].fields"}));
}

TEST(Mapping, RefusesTheSameFileTwice) {
    auto const once = one_record("sites", "fields.id = \"a\"\n");
    EXPECT_EQ(fields_of(refusal(once + once)), (Row{"file[1].name"}));
    EXPECT_EQ(fields_of(refusal("ignore_files = [\"people.csv\"]\n" + once)), (Row{"file[0].name"}));
}

TEST(Mapping, RefusesToIgnoreAColumnThatItUses) {
    EXPECT_EQ(fields_of(refusal("[[file]]\nname = \"p.csv\"\nignore = [\"a\"]\n[[file.record]]\nto = "
                                "\"sites\"\nfields.id = \"a\"")),
              (Row{"file[0].ignore"}));
}

TEST(Mapping, RefusesJoinedValuesWithTooFewParts) {
    EXPECT_EQ(fields_of(refusal(one_record(
                  "episodes", "fields.end_reason = { columns = [\"a\", \"b\"], values = { 1 = \"completed\" } }"))),
              (Row{"file[0].record[0].fields.end_reason.values.1"}));
}

TEST(Mapping, RefusesADateWithoutDays) {
    EXPECT_EQ(fields_of(refusal(one_record("episodes", "fields.ended_on = { date = \"a\" }"))),
              (Row{"file[0].record[0].fields.ended_on.days"}));
}

TEST(Mapping, SaysWhereItIsNotToml) {
    auto const error = refusal("[[file]]\nname = people.csv\n");
    EXPECT_EQ(error.code, ErrorCode::malformed);
    EXPECT_NE(error.message.find("line 2"), std::string::npos);
    EXPECT_EQ(refusal("name = \"\xFF\"").code, ErrorCode::malformed);
    EXPECT_EQ(refusal(std::string(mapping_bytes_max + 1, '#')).code, ErrorCode::too_large);
}

TEST(FeedAsItself, TakesFieldsByTheirNames) {
    auto const feed = feed_as_itself(known[0], Row{"name", "id"}).value();
    EXPECT_EQ(feed.fields(), (Row{"name", "id"}));
    EXPECT_EQ(feed.map(Row{"North", "7"}).cells, (Row{"North", "7"}));
}

TEST(FeedAsItself, RefusesUnknownColumns) {
    EXPECT_EQ(fields_of(feed_as_itself(known[0], Row{"id", "nmae", "x"}).error()), (Row{"nmae", "x"}));
    EXPECT_EQ(feed_as_itself(known[0], Row{"Lopez"}).error().problems[0].code, "no_header");
}

}  // namespace
}  // namespace cairn
