#include <gtest/gtest.h>

#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

TEST(ContactModeShare, LeavesTextsOutAndKeepsTheUnknown) {
    ColumnsBuilder program;
    for (auto const mode : {"phone", "phone", "in_person", "unknown", "text", "text"}) program.contact({.mode = mode});
    program.contact({.mode = "phone", .outcome = "left_message"});
    EXPECT_EQ(labels_of(groups_of(program, "contact_mode_share")),
              (std::vector<std::string>{"in_person", "phone", "video", "unknown"}));
    auto const phone = figures_of<Share>(program, "contact_mode_share", {}, {"phone"});
    EXPECT_EQ(phone.numerator, 2);
    EXPECT_EQ(phone.denominator, 4);
    EXPECT_EQ(figures_of<Share>(program, "contact_mode_share", {}, {"video"}).value, 0.0);
}

TEST(ContactModeShare, ShowsAModeThatTheProgramAdded) {
    ColumnsBuilder program;
    program.contact({.mode = "letter"});
    EXPECT_EQ(figures_of<Share>(program, "contact_mode_share", {}, {"letter"}).numerator, 1);
}

TEST(ContactModeShare, OfNothingHasNoValues) {
    for (Group const& group : groups_of(ColumnsBuilder(), "contact_mode_share")) {
        EXPECT_FALSE(std::get<Share>(group.figures).value);
        EXPECT_FALSE(group.reason.empty());
    }
}

TEST(ContactMinutes, AreOfReachedContactsWithMinutesZeroIncluded) {
    ColumnsBuilder program;
    for (int const minutes : {0, 11, 25, 45}) program.contact({.minutes = minutes});
    program.contact({.minutes = no_minutes});
    program.contact({.mode = "text", .minutes = 500});
    program.contact({.outcome = "no_show", .minutes = 500});
    auto const figures = figures_of<Quartiles>(program, "contact_minutes");
    EXPECT_EQ(figures.n, 4);
    EXPECT_EQ(figures.denominator, 5);
    EXPECT_EQ(figures.q1, 8.25);
    EXPECT_EQ(figures.median, 18.0);
    EXPECT_EQ(figures.q3, 30.0);
}

TEST(ContactMinutes, OfOneContactAreItsOwn) {
    ColumnsBuilder program;
    program.contact({.minutes = 7});
    EXPECT_EQ(figures_of<Quartiles>(program, "contact_minutes").q3, 7.0);
}

TEST(ContactsPerYear, ShowEveryYearOfThePeriodAndHowMuchOfIt) {
    ColumnsBuilder program;
    program.contact({.day = "2024-06-01"});
    program.contact({.day = "2026-02-28"});
    program.contact({.day = "2026-03-01"});
    ReportRequest const request{.from = Date::parse("2024-12-31").value(), .to = Date::parse("2026-02-28").value()};
    auto const groups = groups_of(program, "contacts_per_year", request);
    EXPECT_EQ(labels_of(groups), (std::vector<std::string>{"2024", "2025", "2026"}));
    EXPECT_EQ(std::get<Count>(groups[0].figures).count, 0);
    EXPECT_EQ(std::get<Count>(groups[0].figures).days, 1);
    EXPECT_EQ(std::get<Count>(groups[1].figures).days, 365);
    EXPECT_EQ(std::get<Count>(groups[2].figures).count, 1);
    EXPECT_EQ(std::get<Count>(groups[2].figures).days, 59);
}

TEST(DirectTimeShare, SetsContactMinutesAgainstThemAndActivitiesWithoutLeave) {
    ColumnsBuilder program;
    program.contact({.minutes = 60});
    program.contact({.minutes = no_minutes});
    program.activity({.kind = "documentation", .minutes = 30});
    program.activity({.kind = "unknown", .minutes = 10});
    program.activity({.kind = "leave", .minutes = 480});
    program.activity({.minutes = no_minutes});
    auto const figures = figures_of<AmountShare>(program, "direct_time_share");
    EXPECT_EQ(figures.numerator, 60);
    EXPECT_EQ(figures.denominator, 100);
    EXPECT_EQ(figures.value, .6);
}

TEST(DirectTimeShare, PutsActivitiesWithThePeerAndNowhereElse) {
    ColumnsBuilder program;
    auto const robin = program.peer("Robin");
    auto const site = program.site({.name = "Harbor"});
    program.contact({.minutes = 20, .peer = robin, .site = site});
    program.activity({.staff = robin, .minutes = 20});
    EXPECT_EQ(figures_of<AmountShare>(program, "direct_time_share", by({"peer"}), {"Robin"}).value, .5);
    EXPECT_EQ(figures_of<AmountShare>(program, "direct_time_share", by({"site"}), {"unknown"}).denominator, 20);
}

TEST(DirectTimeShare, LeavesOutWhatLiesOutsideThePeriod) {
    ColumnsBuilder program;
    program.activity({.day = "2026-01-01"});
    program.activity({.day = "2026-01-03"});
    ReportRequest const one_day{.from = Date::parse("2026-01-02").value(), .to = Date::parse("2026-01-02").value()};
    EXPECT_EQ(figures_of<AmountShare>(program, "direct_time_share", one_day).denominator, 0);
}

TEST(ContactGroups, TakeSiteAndPeerFromTheContactElseFromTheEpisodeOfThatDay) {
    ColumnsBuilder program;
    auto const harbor = program.site({.name = "Harbor", .region = "north", .setting = "primary_care"});
    auto const bridge = program.site({.name = "Bridge", .region = "south", .setting = "bridge_clinic"});
    auto const episode = program.episode({.started_on = "2026-01-01",
                                          .ended_on = "2026-01-31",
                                          .site = harbor,
                                          .peer = program.peer("Robin"),
                                          .pathway = "reduction",
                                          .study_arm = "peer"});
    auto const person = program.participant_of(episode);
    program.contact({.participant = person, .day = "2026-01-31"});
    program.contact({.participant = person, .day = "2026-01-15", .peer = program.peer("Sam"), .site = bridge});
    program.contact({.participant = person, .day = "2026-02-01", .episode = episode});  // after it
    EXPECT_EQ(labels_of(groups_of(program, "contact_minutes", by({"region", "setting", "peer", "pathway"}))),
              (std::vector<std::string>{"north/primary_care/Robin/reduction", "south/bridge_clinic/Sam/reduction",
                                        "unknown/unknown/unknown/unknown"}));
}

TEST(ContactGroups, TakeTheEpisodeThatIsNamedWhenTwoHoldTheDay) {
    ColumnsBuilder program;
    auto const person = program.participant();
    auto const first = program.episode(
        {.participant = person, .started_on = "2026-01-01", .ended_on = "2026-01-31", .study_arm = "first"});
    program.episode({.participant = person, .started_on = "2026-01-31", .study_arm = "second"});
    program.contact({.participant = person, .day = "2026-01-31", .episode = first});
    EXPECT_EQ(labels_of(groups_of(program, "contact_minutes", by({"study_arm"}))), std::vector<std::string>{"first"});
    program.contact({.participant = person, .day = "2026-01-31"});
    EXPECT_EQ(labels_of(groups_of(program, "contact_minutes", by({"study_arm"}))),
              (std::vector<std::string>{"first", "second"}));
}

}  // namespace
}  // namespace cairn::evaluation
