#include <gtest/gtest.h>

#include "features/program/testing.hpp"

namespace cairn {
namespace {

class ProgramService : public OrganizationTest {
protected:
    std::int64_t words_stored() {
        std::int64_t count = 0;
        database().read(
            [&](Reader& reader) { count = reader.integer({"SELECT count(*) FROM code_list_entry"}).value_or(0); });
        return count;
    }
    std::int64_t journal_length() {
        std::int64_t count = 0;
        database().read([&](Reader& reader) { count = reader.integer({"SELECT count(*) FROM journal"}).value_or(0); });
        return count;
    }
    CodeListEntry entry(std::string_view list, std::string_view word) {
        CodeListEntry found;
        database().read([&](Reader& reader) {
            auto const sql = "SELECT " + column_list(record_type<CodeListEntry>()) +
                             " FROM code_list_entry WHERE list = $1 AND word = $2 LIMIT 1";
            reader.each({sql, {std::string(list), std::string(word)}}, [&](Row const& row) {
                found = read_record<CodeListEntry>(row);
                return true;
            });
        });
        return found;
    }
    static CodeListEntry a_new_word() {
        return {.list = "setting", .word = "library", .display = "Public library", .source = "our own"};
    }
};
INSTANTIATE_STORE_TESTS(ProgramService);

TEST_P(ProgramService, SeedingFillsEveryListThroughTheJournalAndRepeatingItDoesNothing) {
    auto const words = words_stored();
    EXPECT_EQ(words, static_cast<std::int64_t>(default_code_list_entries().size()));
    EXPECT_EQ(journal_length(), words + 1);  // and the settings
    seed_program(organization());
    EXPECT_EQ(words_stored(), words);
    EXPECT_EQ(journal_length(), words + 1);
    EXPECT_TRUE(organization().program()->codes.contains("setting", "street_medicine"));
    EXPECT_EQ(organization().program()->settings.episode_days, 180);
}

TEST_P(ProgramService, SeedingLeavesAloneWhatTheProgramChanged) {
    auto word = entry("setting", "street_medicine");
    word.display = "Street outreach";
    ASSERT_TRUE(save_code_list_entry(permit(), organization(), word, key()));
    seed_program(organization());
    EXPECT_EQ(entry("setting", "street_medicine").display, "Street outreach");
}

TEST_P(ProgramService, AProgramThatWasNeverSeededSaysSo) {
    TestDatabase empty(GetParam());
    Organization const fresh(empty.database(), empty.clock(), empty.ids());
    EXPECT_THROW(fresh.program(), std::runtime_error);
}

TEST_P(ProgramService, SettingsChangeWithHistoryAndAreSeenAtOnce) {
    auto settings = organization().program()->settings;
    settings.contact_days_early_treatment = 10;
    ASSERT_TRUE(change_settings(permit(), organization(), settings, key()));
    EXPECT_EQ(organization().program()->settings.contact_days_early_treatment, 10);
    EXPECT_EQ(organization().program()->settings.version, 2);
    EXPECT_EQ(history(settings.id), (Strings{"seed_program", "change_settings"}));
}

TEST_P(ProgramService, SettingsAreRefusedWithEveryProblem) {
    auto settings = organization().program()->settings;
    settings.time_zone = "Nowhere/City";
    settings.stage_days = 0;
    settings.stabilization_from_month = 1;
    auto const refused = change_settings(permit(), organization(), settings, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(brief(refused.error().problems),
              (Strings{"time_zone:format", "stage_days:too_small", "stabilization_from_month:order"}));
    EXPECT_EQ(organization().program()->settings.version, 1);
}

TEST_P(ProgramService, AChangeMadeElsewhereIsSeenWithinASecond) {
    Organization other(database(), store().clock(), store().ids());
    EXPECT_EQ(other.program()->settings.version, 1);
    auto settings = organization().program()->settings;
    settings.name = "Another name";
    ASSERT_TRUE(change_settings(permit(), organization(), settings, key()));
    EXPECT_EQ(other.program()->settings.version, 1);
    store().clock().set({store().clock().now().milliseconds + program_cache_seconds * 1000});
    EXPECT_EQ(other.program()->settings.name, "Another name");
}

TEST_P(ProgramService, AnEditOfAnOldVersionAnswersWithBaseAndTheirs) {
    auto const seen = organization().program()->settings;
    auto theirs = seen;
    theirs.name = "Their name";
    ASSERT_TRUE(change_settings(permit(), organization(), theirs, key()));
    auto mine = seen;
    mine.episode_days = 200;
    auto const refused = change_settings(permit(), organization(), mine, key());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::stale_version);
    EXPECT_NE(refused.error().details_json.find("Their name"), std::string::npos);
    EXPECT_NE(refused.error().details_json.find(seen.name), std::string::npos);
    mine.version = 0;
    EXPECT_EQ(change_settings(permit(), organization(), mine, key()).error().code, ErrorCode::version_required);
}

TEST_P(ProgramService, AWordIsAddedToAList) {
    auto const written = save_code_list_entry(permit(), organization(), a_new_word(), key());
    ASSERT_TRUE(written) << to_string(written.error());
    EXPECT_TRUE(organization().program()->codes.contains("setting", "library"));
}

TEST_P(ProgramService, AWordThatTheListHasOrAListThatDoesNotExistIsRefused) {
    auto word = a_new_word();
    word.word = "inpatient";
    EXPECT_EQ(brief(save_code_list_entry(permit(), organization(), word, key()).error().problems),
              Strings{"word:already_exists"});
    word = a_new_word();
    word.list = "colors";
    EXPECT_EQ(brief(save_code_list_entry(permit(), organization(), word, key()).error().problems),
              Strings{"list:no_such_list"});
}

TEST_P(ProgramService, AWordIsRetiredButNeverRenamed) {
    auto word = entry("setting", "residential");
    word.active = false;
    ASSERT_TRUE(save_code_list_entry(permit(), organization(), word, key()));
    EXPECT_FALSE(organization().program()->codes.contains("setting", "residential"));
    EXPECT_EQ(history(word.id), (Strings{"seed_program", "save_code_list_entry"}));

    word = entry("setting", "residential");
    word.word = "rehabilitation";
    EXPECT_EQ(brief(save_code_list_entry(permit(), organization(), word, key()).error().problems),
              Strings{"word:fixed"});
}

TEST_P(ProgramService, NobodyWithoutThePermissionChangesTheProgram) {
    auto const settings = organization().program()->settings;
    EXPECT_EQ(change_settings(nobody(), organization(), settings, key()).error().code, ErrorCode::not_allowed);
    EXPECT_EQ(save_code_list_entry(nobody(), organization(), a_new_word(), key()).error().code, ErrorCode::not_allowed);
}

TEST_P(ProgramService, ARepeatedCommandIsAnsweredFromItsReceipt) {
    auto const first = save_code_list_entry(permit(), organization(), a_new_word(), "once");
    auto const again = save_code_list_entry(permit(), organization(), a_new_word(), "once");
    ASSERT_TRUE(first && again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, first->result);
    auto other = a_new_word();
    other.word = "bus_stop";
    EXPECT_EQ(save_code_list_entry(permit(), organization(), other, "once").error().code, ErrorCode::key_reused);
}

}  // namespace
}  // namespace cairn
