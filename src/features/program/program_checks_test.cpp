#include "features/program/program_checks.hpp"

#include <gtest/gtest.h>

#include <set>

#include "features/program/testing.hpp"

namespace cairn {
namespace {

Strings problems_of(ProgramSettings const& settings) {
    Problems problems;
    check_settings(settings, problems);
    return brief(problems);
}

Strings problems_of(CodeListEntry const& entry) {
    Problems problems;
    check_rules(entry, CodeLists{}, problems);
    check_code_list_entry(entry, problems);
    return brief(problems);
}

CodeListEntry a_word(std::string word) {
    return {.id = {Uuid::parse("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11").value()},
            .list = "setting",
            .word = std::move(word),
            .display = "A place",
            .source = "a test"};
}

TEST(ProgramSettings, TheDefaultsKeepTheirOwnRules) {
    auto settings = default_settings();
    settings.id = {Uuid::parse("0190a5c0-7d3e-7cc0-8f5e-3b1f0c9d2e11").value()};
    Problems problems;
    check_rules(settings, CodeLists{}, problems);
    check_settings(settings, problems);
    EXPECT_EQ(brief(problems), Strings{});
    EXPECT_EQ(settings.episode_days, 180);
    EXPECT_EQ(settings.contact_days_initial_engagement, 7);
    EXPECT_EQ(settings.contact_days_early_treatment, 14);
    EXPECT_EQ(settings.contact_days_stabilization, 30);
    EXPECT_EQ(settings.contact_days_aftercare, 90);
}

TEST(ProgramSettings, StagesAndClocksFollowEachOther) {
    auto settings = default_settings();
    settings.stabilization_from_month = settings.early_treatment_from_month;
    settings.referral_first_contact_hours = settings.referral_first_attempt_hours - 1;
    settings.episode_days = settings.stage_days - 1;
    EXPECT_EQ(problems_of(settings), (Strings{"stabilization_from_month:order", "referral_first_contact_hours:order",
                                              "episode_days:too_small"}));
}

TEST(CodeLists, AcceptAWordInLowerCase) { EXPECT_EQ(problems_of(a_word("food_truck-2")), Strings{}); }

TEST(CodeLists, RefuseAWordThatNoRecordCouldHold) {
    EXPECT_EQ(problems_of(a_word("food|truck")), Strings{"word:format"});
    EXPECT_EQ(problems_of(a_word("Food")), Strings{"word:format"});
    EXPECT_EQ(problems_of(a_word("")), Strings{"word:required"});
    EXPECT_EQ(problems_of(a_word("unknown")), Strings{"word:reserved"});
}

TEST(CodeLists, DefaultsNameEachWordOnceAndKeepTheirRules) {
    std::set<std::pair<std::string, std::string>> seen;
    for (auto entry : default_code_list_entries()) {
        entry.id = a_word("x").id;
        EXPECT_EQ(problems_of(entry), Strings{}) << entry.list << " " << entry.word;
        EXPECT_TRUE(seen.emplace(entry.list, entry.word).second) << entry.list << " " << entry.word;
        EXPECT_NE(entry.source.find("(20"), std::string::npos) << "the date of " << entry.list;
    }
    EXPECT_GT(seen.size(), 100U);
}

TEST(CodeLists, ADefaultsFileThatCannotBeReadNamesItsPlace) {
    auto const message = [](std::string_view toml) -> std::string {
        try {
            read_code_lists(toml, "features/x/defaults/code_lists.toml");
        } catch (std::logic_error const& error) {
            return error.what();
        }
        return "read";
    };
    EXPECT_EQ(message("[[list]]\nname = \"a\"\nsource = \"b\"\ndate = 2026-08-03\nwords = []"), "read");
    EXPECT_NE(message("[[list").find("features/x/defaults"), std::string::npos);
    EXPECT_NE(message("[[list]]\nname = \"a\"\nsource = \"b\"\nwords = []").find("a date is missing"),
              std::string::npos);
    EXPECT_NE(message("[[list]]\nname = \"a\"\ndate = 2026-08-03\nwords = []").find("a source is missing"),
              std::string::npos);
}

TEST(DeclaredRules, ARetiredWordMayStayButNotComeAnew) {
    auto const& type = record_type<CodeListEntry>();
    auto const refused = [&](std::string_view now, std::string_view before) {
        static RecordType tagged = type;
        tagged.fields[type.index_of("word")].rule.code_list = "place";
        tagged.fields[type.index_of("word")].kind = Kind::word;
        auto const record = a_word(std::string(now));
        auto const previous = a_word(std::string(before));
        CodeLists codes;
        codes.add("place", "shelter");
        Problems problems;
        check_declared(tagged, &record, &previous, codes, problems);
        return brief(problems);
    };
    EXPECT_EQ(refused("drop_in", "drop_in"), Strings{});
    EXPECT_EQ(refused("drop_in", "shelter"), Strings{"word:not_in_list"});
    EXPECT_EQ(refused("shelter", "drop_in"), Strings{});
}

TEST(CheckContext, ToldThatAReferenceIsNotReadItOnlyAsksWhetherItNamesSomething) {
    CheckWorld world;
    CodeListEntry entry;
    entry.id = Id<CodeListEntry>{Uuid::parse("01890000-0000-7000-8000-000000000001").value()};
    entry.word = "mobile";
    world.add(entry);
    Problems problems;
    world.context().require(entry.id, "entry_id", problems);
    EXPECT_EQ(brief(problems), Strings{});
    world.context().require(Id<CodeListEntry>{}, "entry_id", problems);
    Problems named;
    world.context().named(Id<CodeListEntry>{}, "entry_id", named);
    EXPECT_EQ(problems, named);
}

}  // namespace
}  // namespace cairn
