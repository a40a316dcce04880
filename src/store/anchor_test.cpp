#include "store/anchor.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "store/testing_records.hpp"
#include "store/verify.hpp"

namespace cairn::testing_records {
namespace {

class Anchors : public SafekeepingTest {
protected:
    std::filesystem::path path() { return store().folder() / "cairn.db.anchors"; }

    AnchorSummary anchor() {
        auto const summary = write_anchor(database(), path(), store().clock());
        EXPECT_TRUE(summary) << to_string(summary.error());
        return summary ? *summary : AnchorSummary{};
    }
    VerifyReport report() {
        VerifyOptions options;
        options.anchors = path();
        options.migrations = migrations();
        auto report = verify(database(), types(), store().clock(), options);
        EXPECT_TRUE(report) << to_string(report.error());
        return report ? *report : VerifyReport{};
    }
    std::string file() {
        std::ifstream in(path());
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }
    void write_file(std::string const& text) { std::ofstream(path(), std::ios::trunc) << text; }

    // Takes the journal back by one write, as somebody would who knows how Cairn works.
    void cut_last_write(std::string const& stream) {
        auto const where = " WHERE stream = '" + stream + "'";
        auto const last = " AND seq = (SELECT max(seq) FROM journal" + where + ")";
        auto const record = cell("SELECT record_id FROM journal" + where + last);
        tamper("DELETE FROM receipt WHERE result = '" + record + "'; DELETE FROM note WHERE id = '" + record + "'");
        tamper("UPDATE stream SET seq = seq - 1, head = (SELECT prev_hash FROM journal" + where + last +
               ") WHERE id = '" + stream + "'");
        tamper("DELETE FROM journal" + where + last);
    }
};
INSTANTIATE_STORE_TESTS(Anchors);

TEST_P(Anchors, AreALineForEachTimeSomethingChanged) {
    anchor();
    fill();
    auto const first = anchor();
    EXPECT_EQ(first.lines, 1);
    EXPECT_EQ(first.last.position, 9);
    EXPECT_EQ(anchor().lines, 0) << "nothing changed";
    add_choice("car");
    EXPECT_EQ(anchor().last.position, 10);
    struct stat found {};
    ASSERT_EQ(::stat(path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    auto const verified = report();
    EXPECT_TRUE(verified.passed()) << listed(verified);
    EXPECT_EQ(verified.anchor_lines, 3);
}

TEST_P(Anchors, SayWhatLiesBehindTheLastOne) {
    fill();
    anchor();
    store().clock().advance_days(1);
    auto const since = to_string(store().clock().now());
    auto const chart = add_chart();
    store().clock().advance_days(1);
    add_note(chart);
    auto const after = report().after_anchor;
    ASSERT_TRUE(after);
    EXPECT_EQ(after->entries, 2);
    EXPECT_EQ(after->since, since);
    EXPECT_EQ(after->position, 9);
}

TEST_P(Anchors, TellOfAJournalThatWasCutTogetherWithAllThatBelongsToIt) {
    auto const chart = add_chart();
    add_note(chart);
    add_note(chart);
    anchor();
    cut_last_write(to_string(chart.id));
    auto const found = report();
    EXPECT_TRUE(names(found, "journal", to_string(chart.id) + "/3")) << listed(found);
    EXPECT_EQ(found.findings_count, 1) << "nothing but the anchor can tell\n" << listed(found);
    auto const refused = write_anchor(database(), path(), store().clock());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupted);
}

TEST_P(Anchors, TellOfAJournalThatWasCutAndGrewAgain) {
    auto const chart = add_chart();
    add_note(chart);
    anchor();
    cut_last_write(to_string(chart.id));
    add_note(chart, "another");
    auto const found = report();
    EXPECT_TRUE(names(found, "journal", to_string(chart.id) + "/2")) << listed(found);
}

TEST_P(Anchors, CannotTellOfACutBehindTheLastOne) {
    auto const chart = add_chart();
    anchor();
    add_note(chart);
    cut_last_write(to_string(chart.id));
    EXPECT_TRUE(report().passed()) << "as verify.hpp says";
}

TEST_P(Anchors, OfAMissingOrEmptyFileAreAFinding) {
    fill();
    EXPECT_TRUE(names(report(), "anchors", "cairn.db.anchors"));
    write_file("");
    EXPECT_TRUE(names(report(), "anchors", "cairn.db.anchors"));
}

TEST_P(Anchors, ShowThatTheirFileWasAltered) {
    anchor();
    fill();
    anchor();
    add_choice("car");
    anchor();
    auto const whole = file();
    auto altered = whole;
    altered.replace(altered.find("\"position\":9"), 12, "\"position\":8");
    write_file(altered);
    EXPECT_TRUE(names(report(), "anchors", "line 2")) << listed(report());

    auto const second = whole.find('\n') + 1;
    auto const third = whole.find('\n', second) + 1;
    write_file(whole.substr(0, second) + whole.substr(third));
    EXPECT_TRUE(names(report(), "anchors", "line 2")) << "the line behind the one that was removed";

    write_file(whole.substr(0, whole.size() - 5) + "00\"}\n");
    EXPECT_TRUE(names(report(), "anchors", "line 3"));
    auto const refused = write_anchor(database(), path(), store().clock());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupted);
}

TEST_P(Anchors, SurviveATornLastLine) {
    fill();
    anchor();
    add_choice("car");
    anchor();
    auto const whole = file();
    write_file(whole.substr(0, whole.size() - 20));
    auto const torn = report();
    EXPECT_TRUE(torn.passed()) << listed(torn);
    EXPECT_EQ(torn.notes.size(), 1U);
    EXPECT_EQ(torn.after_anchor->entries, 1);
    auto const mended = anchor();
    EXPECT_TRUE(mended.torn_line_removed);
    EXPECT_EQ(mended.lines, 1);
    EXPECT_TRUE(report().passed());
    EXPECT_EQ(report().after_anchor->entries, 0);
}

TEST_P(Anchors, AreWrittenWhileOthersWrite) {
    auto const chart = add_chart();
    std::atomic<bool> stop{false};
    std::vector<std::thread> writers;
    for (int t = 0; t < 4; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; !stop; ++i) {
                Chart const mine{.id = store().ids().next_id<Chart>(), .name = "x"};
                WriteRequest const request{.actor = "operator:test",
                                           .command = "save",
                                           .key = std::to_string(t) + "/" + std::to_string(i),
                                           .streams = {stream_of("participant", mine.id)}};
                ASSERT_TRUE(database().write(request, [&](Tx& tx) -> Result<std::string> {
                    auto stored = mine;
                    tx.put(stored);
                    return to_string(stored.id);
                }));
            }
        });
    }
    for (int i = 0; i < 20; ++i) anchor();
    stop = true;
    for (auto& writer : writers) writer.join();
    anchor();
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
    EXPECT_EQ(found.after_anchor->entries, 0);
    // Each entry's stream has but this one entry here, so every one of them must stand in a line.
    std::set<std::string> anchored;
    ASSERT_TRUE(read_anchors(path(), {.visit =
                                          [&](Anchor const& line) {
                                              for (auto const& head : line.heads) anchored.insert(head.stream);
                                          },
                                      .fault = [](AnchorFault const&) { FAIL(); }}));
    EXPECT_EQ(static_cast<std::int64_t>(anchored.size()), count("SELECT count(*) FROM stream"));
}

}  // namespace
}  // namespace cairn::testing_records
