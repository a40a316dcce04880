// Records in charts that a writer may not see do not exist for them (database.hpp, WriteRequest::sees_chart).
#include "store/story.hpp"
#include "store/testing_records.hpp"

namespace cairn::testing_records {
namespace {

class Guard : public SafekeepingTest {
protected:
    // Opens a chart to the writer of these tests, who sees those whose ids are among the choices.
    void open_chart(Chart const& chart) { add_choice(to_string(chart.id)); }
    void close_charts() { tamper("DELETE FROM choice"); }

    WriteRequest request_for(std::vector<Id<Chart>> const& charts, std::string key) {
        WriteRequest request;
        request.actor = "account";
        request.command = "save";
        request.key = std::move(key);
        request.request_digest = digest_of("body");
        for (auto const& chart : charts) request.streams.push_back(stream_of("participant", chart));
        request.sees_chart = [](std::string const& participant_id) {
            return Statement{"SELECT 1 FROM choice WHERE word = $1 LIMIT 1", {participant_id}};
        };
        return request;
    }
    std::string outcome(Result<Written> const& written) {
        if (!written) return to_string(written.error());
        return written->outcome == Outcome::applied ? "applied" : "duplicate";
    }
    // What somebody who reads the note in a write is answered.
    std::string reading(Note const& note, WriteRequest const& request) {
        return outcome(database().write(request, [&](Tx& tx) -> Result<std::string> {
            auto const found = tx.get(note.id);
            if (!found) return found.error();
            EXPECT_TRUE(tx.exists(note.id));
            return found->text;
        }));
    }
    std::string renaming(Chart const& chart, std::string key) {
        return outcome(database().write(request_for({chart.id}, std::move(key)), [&](Tx& tx) -> Result<std::string> {
            auto stored = tx.get(chart.id);
            if (!stored) return stored.error();
            stored->name = "renamed";
            return put_changed(tx, std::move(*stored));
        }));
    }
};
INSTANTIATE_STORE_TESTS(Guard);

TEST_P(Guard, ARecordInAnUnseenChartIsAnsweredLikeOneThatDoesNotExist) {
    auto const chart = add_chart();
    auto const note = add_note(chart);
    Note const nothing{.id = store().ids().next_id<Note>(), .chart_id = chart.id};
    auto const unseen = reading(note, request_for({chart.id}, "k1"));
    EXPECT_EQ(unseen, reading(nothing, request_for({chart.id}, "k2")));
    open_chart(chart);
    EXPECT_EQ(reading(note, request_for({chart.id}, "k3")), "applied");
}

TEST_P(Guard, WhatWasReadTogetherWithTheLockIsNoExceptionNorIsAChartThatWasNotLocked) {
    auto const seen = add_chart("seen");
    auto const unseen = add_chart("unseen");
    open_chart(seen);
    auto const note = add_note(unseen);
    auto request = request_for({seen.id}, "k1");
    request.preloads = {{&record_type<Note>(), to_string(note.id)}, {&record_type<Chart>(), to_string(unseen.id)}};
    auto const written = database().write(request, [&](Tx& tx) -> Result<std::string> {
        Note found;
        EXPECT_FALSE(tx.find(record_type<Note>(), to_string(note.id), &found));
        EXPECT_FALSE(tx.exists(note.id));
        EXPECT_FALSE(tx.exists(unseen.id));
        EXPECT_TRUE(tx.exists(seen.id));
        return std::string("{}");
    });
    EXPECT_TRUE(written);
}

TEST_P(Guard, AnIdThatIsTakenInAnUnseenChartStaysTaken) {
    auto const mine = add_chart("mine");
    open_chart(mine);
    auto const hidden = add_note(add_chart("hidden"));
    auto const written = database().write(request_for({mine.id}, "k1"), [&](Tx& tx) -> Result<std::string> {
        EXPECT_FALSE(tx.exists(hidden.id));
        EXPECT_TRUE(tx.is_taken(hidden.id));
        return put_new(tx, Note{.id = hidden.id, .chart_id = mine.id, .text = "another"});
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::already_exists);
    EXPECT_EQ(count("SELECT count(*) FROM note WHERE text = 'another'"), 0);
}

TEST_P(Guard, AChartThatIsBegunInTheWriteIsSeenInIt) {
    Chart const chart{.id = store().ids().next_id<Chart>(), .name = "new"};
    auto const written = database().write(request_for({chart.id}, "k1"), [&](Tx& tx) -> Result<std::string> {
        EXPECT_FALSE(tx.exists(chart.id));
        auto begun = chart;
        tx.put(begun);
        EXPECT_TRUE(tx.exists(chart.id));
        return written_json(begun);
    });
    EXPECT_EQ(outcome(written), "applied");
}

TEST_P(Guard, ARepeatIsAnsweredOnlyWhileTheChartMayBeSeen) {
    auto const chart = add_chart();
    open_chart(chart);
    EXPECT_EQ(renaming(chart, "k1"), "applied");
    EXPECT_EQ(renaming(chart, "k1"), "duplicate");
    close_charts();
    auto const never = Chart{.id = store().ids().next_id<Chart>()};
    EXPECT_EQ(renaming(chart, "k1"), to_string(not_found("participant")));
    EXPECT_EQ(renaming(never, "k2"), to_string(not_found("chart")));
    open_chart(chart);
    EXPECT_EQ(renaming(chart, "k1"), "duplicate");
}

TEST_P(Guard, ARepeatAboutSeveralChartsNeedsAllOfThem) {
    auto const first = add_chart("first");
    auto const second = add_chart("second");
    open_chart(first);
    open_chart(second);
    auto const both = [&] {
        return outcome(database().write(request_for({first.id, second.id}, "k1"), [&](Tx& tx) -> Result<std::string> {
            auto stored = tx.get(first.id);
            if (!stored) return stored.error();
            return put_changed(tx, std::move(*stored));
        }));
    };
    EXPECT_EQ(both(), "applied");
    EXPECT_EQ(both(), "duplicate");
    tamper("DELETE FROM choice WHERE word = '" + to_string(second.id) + "'");
    EXPECT_EQ(both(), to_string(not_found("participant")));
}

// Whoever begins a chart without an id of their own gets another one each time they ask.
TEST_P(Guard, ARepeatThatBeginsAChartIsAnsweredThoughItNamesANewOne) {
    auto const begin = [&] {
        Chart const chart{.id = store().ids().next_id<Chart>(), .name = "walk-in"};
        return outcome(database().write(request_for({chart.id}, "k1"),
                                        [&](Tx& tx) -> Result<std::string> { return put_new(tx, chart); }));
    };
    EXPECT_EQ(begin(), "applied");
    EXPECT_EQ(begin(), "duplicate");
    EXPECT_EQ(count("SELECT count(*) FROM chart"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM stream WHERE kind = 'participant'"), 1);
}

TEST_P(Guard, WithoutAQuestionEveryChartIsSeen) {
    auto const note = add_note(add_chart());
    auto request = request_for({note.chart_id}, "k1");
    request.sees_chart = {};
    EXPECT_EQ(reading(note, request), "applied");
}

}  // namespace
}  // namespace cairn::testing_records
