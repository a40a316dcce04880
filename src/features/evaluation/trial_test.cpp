// Two real trials, straight into columns: retention and coverage of the report equal R.
#include <map>
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "features/evaluation/reference_rows.hpp"
#include "features/evaluation/report_of.hpp"

namespace cairn::evaluation {
namespace {

using reference::same;
using reference::whole;

// The trials as an import brings them: the trial is the site's region, a visit a contact in person.
ColumnsBuilder trials() {
    ColumnsBuilder program;
    std::map<std::string, Index> sites;
    Date const consent = Date::parse("2023-01-02").value();
    for (auto const& row : reference::rows("people.csv")) {
        auto const [site, is_new] = sites.try_emplace(row.at("trial") + row.at("site"), Index{0});
        if (is_new) site->second = program.site({.name = site->first, .region = row.at("trial")});
        Date const start = consent + 7 * (whole(row.at("id")) % 52) + whole(row.at("rand_day"));
        std::string const started_on = to_string(start);
        std::string const ended_on = to_string(start + whole(row.at("ret_days")));
        auto const person = program.participant();
        program.episode({.participant = person,
                         .started_on = started_on,
                         .ended_on = ended_on,
                         .end_reason = row.at("ret_event") == "1" ? "disengaged" : "completed",
                         .site = site->second,
                         .study_arm = row.at("arm")});
        for (auto const visit : split(row.at("visit_days"), '|')) {
            if (visit.empty()) continue;
            std::string const on = to_string(start + whole(std::string(visit)));
            program.contact({.participant = person, .day = on, .mode = "in_person"});
        }
    }
    return program;
}

class Trials : public testing::Test {
protected:
    static void SetUpTestSuite() { program_ = new ColumnsBuilder(trials()); }
    static void TearDownTestSuite() { delete program_; }

    // The figures for a row of R's: by region alone where the arm is ALL.
    template <class Figures>
    static Figures const& figures(std::string_view metric, reference::Row const& row) {
        static std::map<std::tuple<std::string, std::string>, Figures> known;
        auto const key = std::tuple(row.at("group"), row.at("arm"));
        if (auto const found = known.find(key); found != known.end()) return found->second;
        if (row.at("arm") == "ALL") {
            return known[key] = figures_of<Figures>(*program_, metric, by({"region"}), {row.at("group")});
        }
        return known[key] = figures_of<Figures>(*program_, metric, by({"region", "study_arm"}),
                                                {row.at("group"), row.at("arm")});
    }

private:
    static inline ColumnsBuilder* program_ = nullptr;
};

TEST_F(Trials, HaveTheRetentionCurvesOfR) {
    std::map<std::tuple<std::string, std::string>, std::size_t> next;
    for (auto const& row : reference::rows("km.csv")) {
        auto const& curve = figures<Retention>("retention", row).curve;
        auto& i = next[{row.at("group"), row.at("arm")}];
        ASSERT_LT(i, curve.size());
        auto const& step = curve[i++];
        EXPECT_EQ(step.time, whole(row.at("time")));
        EXPECT_EQ(step.at_risk, whole(row.at("n_risk")));
        EXPECT_EQ(step.events, whole(row.at("n_event")));
        EXPECT_EQ(step.censored, whole(row.at("n_censor")));
        EXPECT_TRUE(same(step.survival, row.at("surv")));
        EXPECT_TRUE(same(step.std_error, row.at("se_surv")));
        EXPECT_TRUE(same(step.lower, row.at("lo_loglog")));
        EXPECT_TRUE(same(step.upper, row.at("hi_loglog")));
    }
    EXPECT_EQ(next.size(), 6u);
}

TEST_F(Trials, HaveTheMediansOfR) {
    for (auto const& row : reference::rows("km_quantiles.csv")) {
        auto const& retention = figures<Retention>("retention", row);
        EXPECT_EQ(retention.n, whole(row.at("n")));
        EXPECT_EQ(retention.events, whole(row.at("events")));
        if (row.at("prob") != "0.5") continue;
        EXPECT_TRUE(same(retention.median.time, row.at("time")));
        EXPECT_TRUE(same(retention.median.lower, row.at("lower")));
        EXPECT_TRUE(same(retention.median.upper, row.at("upper")));
    }
}

TEST_F(Trials, HaveTheRetentionOfRAtFixedDays) {
    for (auto const& row : reference::rows("survival_at.csv")) {
        auto const& at = figures<Retention>("retention", row).survival_at.at(std::stoul(row.at("time")) / 30 - 1);
        EXPECT_EQ(at.time, whole(row.at("time")));
        EXPECT_EQ(at.at_risk, whole(row.at("n_risk")));
        EXPECT_TRUE(same(at.survival, row.at("surv")));
        EXPECT_TRUE(same(at.lower, row.at("lo_loglog")));
        EXPECT_TRUE(same(at.upper, row.at("hi_loglog")));
    }
}

TEST_F(Trials, SayNothingAtSixMonthsBecauseTheyEndedAt168Days) {
    for (auto const& row : reference::rows("km_quantiles.csv")) {
        EXPECT_FALSE(figures<Retention>("retention", row).survival_at.back().survival);
    }
}

TEST_F(Trials, HaveTheCoverageOfR) {
    for (auto const& row : reference::rows("coverage_monthly.csv")) {
        auto const& month =
            figures<MonthlyCoverage>("monthly_contact_coverage", row).months.at(std::stoul(row.at("month")) - 1);
        EXPECT_EQ(month.numerator, whole(row.at("x")));
        EXPECT_EQ(month.denominator, whole(row.at("n")));
        EXPECT_TRUE(same(month.value, row.at("p")));
        EXPECT_TRUE(same(month.lower, row.at("wilson_lower")));
        EXPECT_TRUE(same(month.upper, row.at("wilson_upper")));
    }
}

}  // namespace
}  // namespace cairn::evaluation
