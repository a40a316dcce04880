// A record that is taken back: what stays of it, and what verify makes of it.
#include <gtest/gtest.h>

#include "store/journal.hpp"
#include "store/testing_records.hpp"

namespace cairn::testing_records {
namespace {

using Strings = std::vector<std::string>;

class Withdrawing : public SafekeepingTest {
protected:
    Result<Written> withdraw(std::vector<Note> const& notes, std::vector<Chart> const& charts = {}) {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "undo";
        request.key = "undo-" + std::to_string(++undone_);
        request.request_digest = digest_of(request.key);
        for (auto const& note : notes) request.streams.push_back(stream_of("participant", note.chart_id));
        for (auto const& chart : charts) request.streams.push_back(stream_of("participant", chart.id));
        return database().write(request, [&](Tx& tx) -> Result<std::string> {
            for (auto const& note : notes) {
                auto const stored = tx.get(note.id).value();
                tx.withdraw_row(record_type<Note>(), &stored, "The import was undone.");
                EXPECT_FALSE(tx.exists(note.id));
            }
            for (auto const& chart : charts) {
                auto const stored = tx.get(chart.id).value();
                tx.withdraw_row(record_type<Chart>(), &stored, "The import was undone.");
            }
            return "";
        });
    }
    // Another import with the same row.
    Result<Written> import_once_more(Chart const& chart, std::string const& key) {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "import";
        request.streams = {stream_of("participant", chart.id)};
        return database().write(request, [&](Tx& tx) -> Result<std::string> {
            Note note{.id = store().ids().next_id<Note>(), .chart_id = chart.id, .text = "imported"};
            tx.begin_row("again/notes.csv/" + key, digest_of(key));
            tx.put(note);
            tx.set_external_key("note", key, to_string(note.id), digest_of(key), note.version, "again");
            tx.end_row("");
            return "";
        });
    }
    VerifyReport report() {
        VerifyOptions options;
        options.migrations = migrations();
        return verify(database(), types(), store().clock(), options).value();
    }
    Strings bodies(Note const& note) {
        Strings found;
        database().read([&](Reader& reader) {
            reader.each({"SELECT body FROM journal WHERE record_id = $1 ORDER BY seq LIMIT 10", {to_string(note.id)}},
                        [&](Row const& row) {
                            found.emplace_back(row.text(0));
                            return true;
                        });
        });
        return found;
    }
    Note imported(std::string const& key) {
        Note note;
        database().read([&](Reader& reader) {
            auto const id = reader.text({"SELECT record_id FROM external_key WHERE key = $1", {key}}).value();
            note = reader.fetch(Id<Note>{Uuid::parse(id).value()}).value();
        });
        return note;
    }

private:
    int undone_ = 0;
};
INSTANTIATE_STORE_TESTS(Withdrawing);

TEST_P(Withdrawing, TakesRowsAndOutsideKeysAwayAndKeepsTheJournal) {
    auto const chart = add_chart();
    import_notes(chart, {"N-1", "N-2", "N-3"});
    auto const first = imported("N-1");
    ASSERT_TRUE(withdraw({first, imported("N-3")}));
    EXPECT_EQ(count("SELECT count(*) FROM note"), 1);
    EXPECT_EQ(cell("SELECT key FROM external_key"), "N-2");
    auto const kept = bodies(first);
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_NE(kept[0].find("\"text\":\"imported\""), std::string::npos);
    EXPECT_EQ(kept[1], "{\"_withdrawn\":\"The import was undone.\"}");
    EXPECT_TRUE(is_withdrawal(kept[1]));
    EXPECT_FALSE(is_withdrawal(kept[0]));
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
    EXPECT_EQ(found.external_keys, 1);
}

TEST_P(Withdrawing, TakesAWholeChartWithWhatLiesInIt) {
    auto const chart = add_chart();
    auto const note = add_note(chart);
    ASSERT_TRUE(withdraw({note}, {chart}));
    EXPECT_EQ(count("SELECT count(*) FROM chart"), 0);
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
}

TEST_P(Withdrawing, LeavesEverythingAsItIsWhenSomethingNamesTheRecord) {
    auto const chart = add_chart();
    auto const note = add_note(chart);
    EXPECT_THROW(withdraw({}, {chart}), ConstraintViolated);
    EXPECT_EQ(count("SELECT count(*) FROM chart"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE command = 'undo'"), 0);
    EXPECT_TRUE(report().passed());
}

TEST_P(Withdrawing, LetsIdAndKeyBeginAnew) {
    auto const chart = add_chart();
    import_notes(chart, {"N-1"});
    auto note = imported("N-1");
    ASSERT_TRUE(withdraw({note}));
    ASSERT_TRUE(import_once_more(chart, "N-1"));
    EXPECT_NE(imported("N-1").id, note.id);
    note.version = 0;
    ASSERT_TRUE(save(note, stream_of("participant", chart.id)));
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
    ASSERT_TRUE(withdraw({note}));
    EXPECT_TRUE(report().passed());
}

TEST_P(Withdrawing, IsSeenThroughByVerifyWhenTheRowComesBack) {
    auto const chart = add_chart();
    import_notes(chart, {"N-1", "N-2"});
    auto const note = imported("N-1");
    ASSERT_TRUE(withdraw({note}));
    auto const id = to_string(note.id);
    tamper("INSERT INTO note (id, version, chart_id, text, urgent) VALUES ('" + id + "', 1, '" + to_string(chart.id) +
           "', 'imported', FALSE); UPDATE external_key SET record_id = '" + id + "'");
    auto const found = report();
    EXPECT_TRUE(names(found, "note", id)) << listed(found);
    EXPECT_TRUE(names(found, "external_key", "note N-2")) << listed(found);
}

TEST_P(Withdrawing, NeedsItsStreamAndAReceipt) {
    auto const chart = add_chart();
    auto const note = add_note(chart);
    WriteRequest request{.actor = "operator:test", .command = "undo", .key = "k"};
    auto const withdraw_it = [&](Tx& tx) -> Result<std::string> {
        tx.withdraw_row(record_type<Note>(), &note, "no");
        return "";
    };
    EXPECT_THROW(database().write(request, withdraw_it), std::logic_error);
    request.key.clear();
    request.streams = {stream_of("participant", chart.id)};
    EXPECT_THROW(database().write(request, withdraw_it), std::logic_error);
    EXPECT_EQ(count("SELECT count(*) FROM note"), 1);
}

// Two imports that run at once may both take a key for new; the second must not leave the first one's record without.
TEST_P(Withdrawing, RefusesTheSameOutsideKeyForTwoNewRecords) {
    auto const chart = add_chart();
    import_notes(chart, {"N-1"});
    EXPECT_THROW(import_once_more(chart, "N-1"), ConstraintViolated);
    EXPECT_TRUE(report().passed());
}

TEST(ExternalMember, SaysWhichImportBroughtTheRecordIn) {
    auto body = body_with_external_key("{\"id\":\"1\"}", "N\"1", digest_of("x"), "0190a5c0");
    auto const member = take_external_key(body);
    ASSERT_TRUE(member);
    EXPECT_EQ(member->key, "N\"1");
    EXPECT_EQ(member->import_id, "0190a5c0");
    EXPECT_EQ(body, "{\"id\":\"1\"}");
    auto other = body_with_external_key("{\"id\":\"1\"}", "N", digest_of("x"));
    EXPECT_EQ(take_external_key(other)->import_id, "");
}

}  // namespace
}  // namespace cairn::testing_records
