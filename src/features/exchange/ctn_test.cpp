// The example that the project carries, examples/ctn: two real trials, imported as anyone would.
#include "features/exchange/import_testing.hpp"

namespace cairn {
namespace {

class Ctn : public ImportTest {
protected:
    ImportSummary import_trials(bool dry_run = false) { return import({.folder = "examples/ctn", .dry_run = dry_run}); }

    static ImportCounts counts_of(ImportSummary const& summary, std::string_view record_file) {
        for (auto const& file : summary.files) {
            if (file.record_file == record_file) return file.counts;
        }
        return {};
    }
};
INSTANTIATE_STORE_TESTS(Ctn);

TEST_P(Ctn, BringsInEverybodyOfBothTrialsAndRejectsNobody) {
    auto const summary = import_trials();
    EXPECT_TRUE(summary.is_complete());
    EXPECT_EQ(counts_of(summary, "sites").created, 24U);
    EXPECT_EQ(counts_of(summary, "participants").created, 2692U);
    EXPECT_EQ(counts_of(summary, "referrals").created, 2692U);
    EXPECT_EQ(counts_of(summary, "episodes").created, 1839U);
    EXPECT_EQ(counts_of(summary, "contacts").created, 31'499U);

    EXPECT_EQ(text("SELECT max(service_date) FROM contact"), "2026-08-03");
    EXPECT_EQ(count("SELECT count(*) FROM contact WHERE episode_id IS NOT NULL"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM contact c WHERE NOT EXISTS (SELECT 1 FROM episode e WHERE e.participant_id = "
                    "c.participant_id)"),
              683);
    EXPECT_EQ(count("SELECT count(*) FROM site WHERE name LIKE '%-16'"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM referral WHERE status = 'ineligible'"), 853);
    EXPECT_EQ(count("SELECT count(*) FROM episode e JOIN referral r ON r.id = e.referral_id WHERE r.participant_id = "
                    "e.participant_id AND r.status = 'enrolled'"),
              1839);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE status = 'completed'"), 1043);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE status = 'disengaged'"), 744);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE status = 'incarcerated'"), 29);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE status = 'transferred'"), 21);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE status = 'deceased'"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM episode WHERE ended_on = started_on"), 103);

    auto const again = import_trials();
    EXPECT_TRUE(again.is_complete());
    EXPECT_EQ(again.total().created + again.total().changed, 0U);
    EXPECT_EQ(counts_of(again, "contacts").unchanged, 31'499U);
}

TEST_P(Ctn, IsRejectedInNothingByADryRun) {
    auto const summary = import_trials(true);
    EXPECT_TRUE(summary.is_complete());
    EXPECT_EQ(counts_of(summary, "contacts").created, 31'499U);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
}

}  // namespace
}  // namespace cairn
