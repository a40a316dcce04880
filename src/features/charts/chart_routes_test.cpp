#include "features/charts/chart_routes.hpp"

#include <gtest/gtest.h>

#include "features/charts/chart.hpp"
#include "features/contacts/contact_routes.hpp"
#include "features/history/testing.hpp"

namespace cairn {
namespace {

Routes both(Organization& organization) {
    auto routes = chart_routes(organization);
    for (auto& route : contact_routes(organization)) routes.push_back(std::move(route));
    return routes;
}

class ChartRoutes : public RouteTest {
protected:
    ChartRoutes() : RouteTest(both) {}

    void log(std::string_view at, std::string_view outcome) {
        Contact contact{.participant_id = participant_, .started_at = moment(at)};
        contact.mode.word = "phone";
        contact.outcome.word = outcome;
        contact.note = "a note";
        log_contact(permit(), organization(), contact, key()).value();
    }
    std::string chart() { return path("/participants/", participant_, "/chart"); }
};
INSTANTIATE_STORE_TESTS(ChartRoutes);

TEST_P(ChartRoutes, AChartHoldsAllThatIsKnownButWhatIsSealed) {
    auto participant = *stored(participant_);
    participant.justice_involvement = {{"probation"}};
    edit_participant(permit(), organization(), participant, key()).value();
    save_entry(permit(), organization(), ParticipantPhone{.participant_id = participant_, .number = "215-555-0142"},
               key())
        .value();
    auto const episode = enrolled();
    log("2026-10-20", "reached");
    auto const answer = api().as("ana").get(chart());
    ASSERT_EQ(answer.status, 200) << answer.body;
    auto const body = json_of(answer);
    EXPECT_EQ(answer.body.find("probation"), std::string::npos);
    EXPECT_NE(answer.body.find("a note"), std::string::npos);
    EXPECT_EQ(body.at("phones").as_array().size(), 1U);
    EXPECT_EQ(body.at("referrals").as_array().size(), 1U);
    EXPECT_EQ(body.at("contacts").as_array().size(), 1U);
    EXPECT_EQ(body.at("open_episode").at("id").as_string(), to_string(episode.id));
    auto const& clock = body.at("clock").as_object();
    EXPECT_EQ(clock.at("stage").as_string(), "early_treatment");
    EXPECT_EQ(clock.at("counted_from").as_string(), "2026-10-20");
    EXPECT_EQ(clock.at("days_without_contact").as_int64(), 13);
    EXPECT_EQ(api().reads().reads.back().participants, std::set<std::string>{to_string(participant_)});
    EXPECT_EQ(api().as("bea").get(chart()).status, 404);
}

TEST_P(ChartRoutes, SomebodyNewHasAChartToo) {
    auto const answer = api().as("mo").get(chart());
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(json_of(answer).contains("clock"));
}

TEST_P(ChartRoutes, OlderContactsAreReadInTheListThatItsCursorLeadsTo) {
    for (std::size_t i = 0; i < chart_contacts_max + 2; ++i) log("2026-10-20", "no_answer");
    auto const answer = api().as("mo").get(chart());
    EXPECT_EQ(json_of(answer).at("contacts").as_array().size(), chart_contacts_max);
    auto const rest = api().get("/contacts?participant_id=" + to_string(participant_) +
                                "&cursor=" + text_at(answer, "contacts_next"));
    EXPECT_EQ(rest.status, 200) << rest.body;
    EXPECT_EQ(json_of(rest).at("items").as_array().size(), 2U);
}

}  // namespace
}  // namespace cairn
