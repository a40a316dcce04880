#include "features/evaluation/statistics/aalen_johansen.hpp"

#include <map>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "features/evaluation/reference_rows.hpp"
#include "features/evaluation/statistics/kaplan_meier.hpp"

namespace cairn::statistics {
namespace {

TEST(AalenJohansen, EqualsRForTheExitsOfTheTrials) {
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> next;
    std::map<std::tuple<std::string, std::string>, std::vector<IncidenceStep>> curves;
    for (auto const& row : reference::rows("cif.csv")) {
        auto& curve = curves[{row.at("group"), row.at("arm")}];
        if (curve.empty()) {
            std::vector<Exit> exits;
            for (auto const& person : reference::people(row.at("group"), row.at("arm"))) {
                exits.push_back({reference::whole(person.at("ret_days")),
                                 static_cast<std::uint8_t>(reference::whole(person.at("exit_type")))});
            }
            curve = aalen_johansen(exits, 2);
        }
        std::size_t const cause = row.at("cause") == "disengaged" ? 0 : 1;
        auto& step_index = next[{row.at("group"), row.at("arm"), row.at("cause")}];
        ASSERT_LT(step_index, curve.size());
        IncidenceStep const& step = curve[step_index++];
        EXPECT_EQ(step.time, reference::whole(row.at("time")));
        EXPECT_EQ(step.at_risk, reference::whole(row.at("n_risk")));
        EXPECT_EQ(step.events[cause], reference::whole(row.at("n_event")));
        EXPECT_TRUE(reference::same(step.incidence[cause], row.at("cif")));
    }
    EXPECT_EQ(curves.size(), 6u);
}

TEST(AalenJohansen, OfNobodyIsEmpty) { EXPECT_TRUE(aalen_johansen({}, 2).empty()); }

TEST(IncidenceReaches, TheFirstTimeOrNever) {
    auto const curves = aalen_johansen(std::vector<Exit>{{0, 1}, {3, 1}, {4, 2}, {9, 0}}, 2);
    EXPECT_EQ(incidence_reaches(curves, 1, .25), 0);
    EXPECT_EQ(incidence_reaches(curves, 1, .5), 3);
    EXPECT_EQ(incidence_reaches(curves, 1, .75), std::nullopt);
}

std::vector<Exit> drawn_exits() {
    auto const drawn = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 40), rc::gen::inRange(0, 4)));
    std::vector<Exit> exits;
    for (auto const& [time, cause] : drawn) exits.push_back({time, static_cast<std::uint8_t>(cause)});
    return exits;
}

RC_GTEST_PROP(AalenJohansen, CausesAddUpToOneMinusTheKaplanMeierOfAnyCause, ()) {
    auto const exits = drawn_exits();
    std::vector<FollowUp> any;
    for (Exit const& exit : exits) any.push_back({exit.time, exit.cause != 0});
    auto const curves = aalen_johansen(exits, 3);
    auto const survival = kaplan_meier(any);
    RC_ASSERT(curves.size() == survival.size());
    for (std::size_t i = 0; i < curves.size(); ++i) {
        double const sum = std::accumulate(curves[i].incidence.begin(), curves[i].incidence.end(), 0.0);
        RC_ASSERT(std::abs(sum - (1 - survival[i].survival)) < 1e-12);
    }
}

}  // namespace
}  // namespace cairn::statistics
