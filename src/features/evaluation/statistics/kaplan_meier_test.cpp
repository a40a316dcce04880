#include "features/evaluation/statistics/kaplan_meier.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "features/evaluation/reference_rows.hpp"
#include "features/evaluation/statistics/survival_reading.hpp"

namespace cairn::statistics {
namespace {

std::vector<FollowUp> follow_up(std::vector<reference::Row> const& people) {
    std::vector<FollowUp> result;
    for (auto const& row : people) result.push_back({reference::whole(row.at("ret_days")), row.at("ret_event") == "1"});
    return result;
}

std::vector<SurvivalStep> trial_curve(reference::Row const& row) {
    return kaplan_meier(follow_up(reference::people(row.at("group"), row.at("arm"))));
}

// Freireich et al. 1963, weeks in remission, 6-mercaptopurine arm.
std::vector<FollowUp> freireich() {
    return {{6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
            {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
            {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
}

TEST(KaplanMeier, ReproducesThePublishedVectors) {
    auto const curve = kaplan_meier(freireich());
    auto const at_6 = survival_at(curve, 6);
    EXPECT_NEAR(*at_6.survival, .8571, 5e-5);
    EXPECT_NEAR(*at_6.lower, .6197, 5e-5);
    EXPECT_NEAR(*at_6.upper, .9516, 5e-5);
    auto const at_23 = survival_at(curve, 23);
    EXPECT_NEAR(*at_23.survival, .4482, 5e-5);
    EXPECT_NEAR(*at_23.lower, .1881, 5e-5);
    EXPECT_NEAR(*at_23.upper, .6801, 5e-5);
}

TEST(KaplanMeier, EqualsRAtEveryTimeOfTheTrials) {
    std::set<std::tuple<std::string, std::string>> groups;
    std::vector<SurvivalStep> curve;
    std::size_t next = 0;
    for (auto const& row : reference::rows("km.csv")) {
        if (groups.emplace(row.at("group"), row.at("arm")).second) {
            ASSERT_EQ(next, curve.size()) << "we have more times than R";
            curve = trial_curve(row);
            next = 0;
        }
        ASSERT_LT(next, curve.size());
        SurvivalStep const& step = curve[next++];
        EXPECT_EQ(step.time, reference::whole(row.at("time")));
        EXPECT_EQ(step.at_risk, reference::whole(row.at("n_risk")));
        EXPECT_EQ(step.events, reference::whole(row.at("n_event")));
        EXPECT_EQ(step.censored, reference::whole(row.at("n_censor")));
        EXPECT_TRUE(reference::same(step.survival, row.at("surv")));
        EXPECT_TRUE(reference::same(step.std_error, row.at("se_surv")));
        EXPECT_TRUE(reference::same(step.lower, row.at("lo_loglog")));
        EXPECT_TRUE(reference::same(step.upper, row.at("hi_loglog")));
    }
    EXPECT_EQ(groups.size(), 6u);
}

TEST(SurvivalQuantile, EqualsRForTheTrials) {
    for (auto const& row : reference::rows("km_quantiles.csv")) {
        auto const quantile = survival_quantile(trial_curve(row), std::stod(row.at("prob")));
        EXPECT_TRUE(reference::same(quantile.time, row.at("time")));
        EXPECT_TRUE(reference::same(quantile.lower, row.at("lower")));
        EXPECT_TRUE(reference::same(quantile.upper, row.at("upper")));
    }
}

TEST(SurvivalAt, EqualsRForTheTrials) {
    for (auto const& row : reference::rows("survival_at.csv")) {
        auto const at = survival_at(trial_curve(row), reference::whole(row.at("time")));
        EXPECT_EQ(at.at_risk, reference::whole(row.at("n_risk")));
        EXPECT_TRUE(reference::same(at.survival, row.at("surv")));
        EXPECT_TRUE(reference::same(at.lower, row.at("lo_loglog")));
        EXPECT_TRUE(reference::same(at.upper, row.at("hi_loglog")));
    }
}

TEST(KaplanMeier, OfNobodyIsEmpty) {
    EXPECT_TRUE(kaplan_meier({}).empty());
    EXPECT_FALSE(survival_quantile({}, .5).time);
    EXPECT_FALSE(survival_at({}, 30).survival);
}

TEST(KaplanMeier, GivesNoNumbersWhereRGivesNone) {
    // R: survfit(Surv(c(1, 2, 3, 4), c(0, 1, 1, 1)) ~ 1, conf.type = "log-log")
    auto const curve = kaplan_meier(std::vector<FollowUp>{{1, false}, {2, true}, {3, true}, {4, true}});
    EXPECT_EQ(curve[0].std_error, 0.0);
    EXPECT_FALSE(curve[0].lower);
    EXPECT_TRUE(reference::same(curve[1].std_error, 0.27216552697590868));
    EXPECT_TRUE(reference::same(curve[1].lower, 0.0540734267865167553));
    EXPECT_TRUE(reference::same(curve[1].upper, 0.94520638727204698));
    EXPECT_EQ(curve[3].survival, 0.0);
    EXPECT_FALSE(curve[3].std_error);
    EXPECT_FALSE(curve[3].upper);
}

TEST(SurvivalQuantile, IsAbsentWhenEverybodyIsCensored) {
    auto const curve = kaplan_meier(std::vector<FollowUp>{{10, false}, {20, false}});
    EXPECT_EQ(survival_at(curve, 15).survival, 1.0);
    EXPECT_FALSE(survival_at(curve, 15).lower);
    EXPECT_FALSE(survival_quantile(curve, .5).time);
}

TEST(SurvivalQuantile, TakesTheMiddleOfAnExactPlateau) {
    // R: quantile(survfit(Surv(c(1, 2, 5, 9), c(1, 1, 1, 1)) ~ 1, conf.type = "log-log"), .5) is 3.5
    EXPECT_EQ(
        survival_quantile(kaplan_meier(std::vector<FollowUp>{{1, true}, {2, true}, {5, true}, {9, true}}), .5).time,
        3.5);
    // ... and the plateau at the end of follow-up reaches to its last day, here (2 + 9) / 2.
    EXPECT_EQ(
        survival_quantile(kaplan_meier(std::vector<FollowUp>{{1, true}, {2, true}, {5, false}, {9, false}}), .5).time,
        5.5);
}

TEST(SurvivalAt, SaysNothingAfterTheLastFollowUp) {
    auto const curve = kaplan_meier(std::vector<FollowUp>{{10, true}, {20, false}});
    EXPECT_EQ(survival_at(curve, 20).survival, .5);
    EXPECT_FALSE(survival_at(curve, 21).survival);
    EXPECT_EQ(survival_at(curve, 21).at_risk, 0);
    EXPECT_EQ(survival_at(curve, 5).survival, 1.0);
    EXPECT_EQ(survival_at(curve, 5).at_risk, 2);
}

std::vector<FollowUp> drawn_people() {
    auto const drawn = *rc::gen::container<std::vector<std::pair<int, bool>>>(
        rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::arbitrary<bool>()));
    std::vector<FollowUp> people;
    for (auto const& [time, event] : drawn) people.push_back({time, event});
    return people;
}

RC_GTEST_PROP(KaplanMeier, NeverRisesAndItsLimitsHoldIt, ()) {
    double before = 1;
    std::int64_t left = 0;
    auto const people = drawn_people();
    for (SurvivalStep const& step : kaplan_meier(people)) {
        RC_ASSERT(step.survival <= before && step.survival >= 0);
        RC_ASSERT(step.at_risk == std::ssize(people) - left);
        RC_ASSERT(step.lower.has_value() == (step.survival > 0 && step.survival < 1));
        if (step.lower) RC_ASSERT(0 <= *step.lower && *step.lower <= step.survival && step.survival <= *step.upper);
        if (step.upper) RC_ASSERT(*step.upper <= 1);
        left += step.events + step.censored;
        before = step.survival;
    }
    RC_ASSERT(left == std::ssize(people));
}

RC_GTEST_PROP(KaplanMeier, DoesNotDependOnTheOrderOfThePeople, ()) {
    auto people = drawn_people();
    auto const curve = kaplan_meier(people);
    auto const key = [](FollowUp const& person) { return std::tuple((person.time * 7919) % 41, person.event); };
    std::sort(people.begin(), people.end(), [&](auto const& a, auto const& b) { return key(a) < key(b); });
    auto const again = kaplan_meier(people);
    RC_ASSERT(again.size() == curve.size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
        RC_ASSERT(again[i].survival == curve[i].survival && again[i].std_error == curve[i].std_error);
    }
}

RC_GTEST_PROP(KaplanMeier, IsTheShareStillThereWhenNobodyIsCensored, (std::vector<std::uint8_t> const& times)) {
    std::vector<FollowUp> people;
    for (auto const time : times) people.push_back({time, true});
    for (SurvivalStep const& step : kaplan_meier(people)) {
        double const share = double(step.at_risk - step.events) / double(people.size());
        RC_ASSERT(std::abs(step.survival - share) < 1e-12);
    }
}

}  // namespace
}  // namespace cairn::statistics
