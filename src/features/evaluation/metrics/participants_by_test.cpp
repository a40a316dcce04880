#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

std::vector<std::string> categories(ColumnsBuilder const& program, std::string_view metric) {
    return labels_of(groups_of(program, metric));
}

TEST(ParticipantsBy, CountEachEnrolledPersonOnce) {
    ColumnsBuilder program;
    auto const person = program.participant({.sex = "female"});
    program.episode({.participant = person, .started_on = "2026-01-01"});
    program.episode({.participant = person, .started_on = "2026-08-01"});
    program.episode({.participant = program.participant({.sex = "male"}), .started_on = "2026-01-01"});
    program.referral({.participant = program.participant({.sex = "male"})});  // never enrolled
    auto const female = figures_of<Share>(program, "participants_by_sex", {}, {"female"});
    EXPECT_EQ(female.numerator, 1);
    EXPECT_EQ(female.denominator, 2);
}

TEST(ParticipantsBy, PutSeveralWordsOfAListIntoMultipleAndTheUnknownLast) {
    ColumnsBuilder program;
    for (auto const race : {"white", "asian|white", "", "black_or_african_american"}) {
        program.episode({.participant = program.participant({.race = race, .languages = race})});
    }
    std::vector<std::string> const expected{"black_or_african_american", "multiple", "white", "unknown"};
    EXPECT_EQ(categories(program, "participants_by_race"), expected);
    EXPECT_EQ(categories(program, "participants_by_language"), expected);
    EXPECT_EQ(labels_of(groups_of(program, "retention", by({"race"}))), expected);
}

TEST(ParticipantsBy, ReadOverdosesAsNoneAnyOrUnknown) {
    ColumnsBuilder program;
    for (int const count : {0, 1, 7, -1}) {
        program.episode({.participant = program.participant({.overdose_count = count})});
    }
    EXPECT_EQ(categories(program, "participants_by_overdose_history"),
              (std::vector<std::string>{"any", "none", "unknown"}));
    EXPECT_EQ(figures_of<Share>(program, "participants_by_overdose_history", {}, {"any"}).numerator, 2);
}

TEST(ParticipantsBy, TakeSourcePayerAndSubstanceFromTheReferralThatTheEpisodeNames) {
    ColumnsBuilder program;
    auto const referral = program.referral(
        {.source = "warmline", .setting = "inpatient", .primary_substance = "fentanyl", .payer_kind = "medicaid"});
    program.episode({.referral = referral});
    EXPECT_EQ(categories(program, "participants_by_source"), std::vector<std::string>{"warmline"});
    EXPECT_EQ(categories(program, "participants_by_payer_kind"), std::vector<std::string>{"medicaid"});
    EXPECT_EQ(categories(program, "participants_by_primary_substance"), std::vector<std::string>{"fentanyl"});
    EXPECT_EQ(categories(program, "participants_by_setting"), std::vector<std::string>{"inpatient"});
}

TEST(ParticipantsBy, TakeTheSettingFromTheSiteAndTheSubstanceFromThePersonFirst) {
    ColumnsBuilder program;
    auto const referral = program.referral({.setting = "inpatient", .primary_substance = "fentanyl"});
    program.episode({.participant = program.participant({.primary_substance = "alcohol"}),
                     .site = program.site({.setting = "primary_care"}),
                     .referral = referral});
    EXPECT_EQ(categories(program, "participants_by_primary_substance"), std::vector<std::string>{"alcohol"});
    EXPECT_EQ(categories(program, "participants_by_setting"), std::vector<std::string>{"primary_care"});
}

TEST(ParticipantsBy, AreEmptyWithoutParticipants) {
    EXPECT_TRUE(groups_of(ColumnsBuilder(), "participants_by_ethnicity").empty());
}

}  // namespace
}  // namespace cairn::evaluation
