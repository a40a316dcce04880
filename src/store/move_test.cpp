// A record that goes to another stream: its history, and what verify makes of it.
#include <gtest/gtest.h>

#include "store/journal.hpp"
#include "store/testing_records.hpp"

namespace cairn::testing_records {
namespace {

class Moving : public SafekeepingTest {
protected:
    Result<Written> move(Note& note, Chart const& to) {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "move";
        request.key = "move-" + std::to_string(++moves_);
        request.request_digest = digest_of(request.key);
        request.streams = {stream_of("participant", note.chart_id), stream_of("participant", to.id)};
        return database().write(request, [&](Tx& tx) -> Result<std::string> {
            auto moved = tx.get(note.id).value();
            auto const from = to_string(moved.chart_id);
            moved.chart_id = to.id;
            ++moved.version;
            tx.move_row(record_type<Note>(), &moved, moved.version, from);
            note = moved;
            return to_string(moved.id);
        });
    }
    VerifyReport report() {
        VerifyOptions options;
        options.migrations = migrations();
        return verify(database(), types(), store().clock(), options).value();
    }
    // "version body" of a stream's entries about a note.
    std::vector<std::string> entries(Chart const& chart, Note const& note) {
        std::vector<std::string> found;
        database().read([&](Reader& reader) {
            reader.each({"SELECT version, body FROM journal WHERE stream = $1 AND record_id = $2 ORDER BY seq",
                         {to_string(chart.id), to_string(note.id)}},
                        [&](Row const& row) {
                            auto const gone = moved_to(row.text(1));
                            found.push_back(std::to_string(row.integer(0)) + (gone ? " gone to " + *gone : ""));
                            return true;
                        });
        });
        return found;
    }

    Chart first_ = add_chart("first");
    Chart second_ = add_chart("second");
    Note note_ = add_note(first_, "call back");

private:
    int moves_ = 0;
};
INSTANTIATE_STORE_TESTS(Moving);

using Strings = std::vector<std::string>;

TEST_P(Moving, LeavesADepartureBehindAndGoesOnInTheOtherStream) {
    ASSERT_TRUE(move(note_, second_));
    EXPECT_EQ(entries(first_, note_), (Strings{"1", "2 gone to " + to_string(second_.id)}));
    EXPECT_EQ(entries(second_, note_), Strings{"2"});
    EXPECT_TRUE(report().passed()) << listed(report());
}

TEST_P(Moving, ThereAndBackAgainVerifies) {
    ASSERT_TRUE(move(note_, second_));
    change(note_, "called");
    ASSERT_TRUE(move(note_, first_));
    change(note_, "thanks");
    ASSERT_TRUE(move(note_, second_));
    EXPECT_EQ(entries(first_, note_),
              (Strings{"1", "2 gone to " + to_string(second_.id), "4", "5", "6 gone to " + to_string(second_.id)}));
    EXPECT_EQ(entries(second_, note_), (Strings{"2", "3", "4 gone to " + to_string(first_.id), "6"}));
    EXPECT_TRUE(report().passed()) << listed(report());
}

TEST_P(Moving, AnImportedRecordKeepsItsOutsideKey) {
    import_notes(first_, {"N-1"});
    auto imported = add_note(first_);
    imported.id.uuid = Uuid::parse(cell("SELECT record_id FROM external_key WHERE key = 'N-1'")).value();
    ASSERT_TRUE(move(imported, second_));
    EXPECT_TRUE(report().passed()) << listed(report());
    tamper("DELETE FROM external_key");
    EXPECT_TRUE(names(report(), "external_key", "note N-1")) << listed(report());
}

TEST_P(Moving, AStaleEditStillLearnsWhatItSaw) {
    ASSERT_TRUE(move(note_, second_));
    WriteRequest request;
    request.actor = "operator:test";
    request.command = "edit";
    request.key = "edit";
    request.streams = {stream_of("participant", first_.id)};
    auto const edited = database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = tx.get(note_.id).value();
        return tx.expect_version(stored, 1).error();
    });
    EXPECT_EQ(edited.error().code, ErrorCode::stale_version);
    EXPECT_NE(edited.error().details_json.find("\"base\":{\"id\""), std::string::npos) << edited.error().details_json;
    EXPECT_NE(edited.error().details_json.find(to_string(second_.id)), std::string::npos);
}

TEST_P(Moving, VerifyNamesARowThatIsBackWithoutTheJournal) {
    ASSERT_TRUE(move(note_, second_));
    tamper("UPDATE note SET chart_id = '" + to_string(first_.id) + "'");
    EXPECT_TRUE(names(report(), "note", to_string(note_.id))) << listed(report());
}

TEST_P(Moving, VerifyNamesADepartureWithoutArrivalAndAnArrivalWithoutDeparture) {
    ASSERT_TRUE(move(note_, second_));
    tamper("CREATE TABLE kept AS SELECT * FROM journal WHERE version = 2");
    tamper("DELETE FROM journal WHERE version = 2 AND stream = '" + to_string(second_.id) + "'");
    EXPECT_TRUE(names(report(), "journal", to_string(first_.id) + "/3")) << listed(report());
    tamper("INSERT INTO journal SELECT * FROM kept WHERE stream = '" + to_string(second_.id) + "'");
    EXPECT_TRUE(report().passed()) << listed(report());
    tamper("DELETE FROM journal WHERE version = 2 AND stream = '" + to_string(first_.id) + "'");
    EXPECT_TRUE(names(report(), "journal", to_string(second_.id) + "/2")) << listed(report());
}

TEST_P(Moving, NeedsBothStreams) {
    WriteRequest request;
    request.actor = "operator:test";
    request.command = "move";
    request.key = "half";
    request.streams = {stream_of("participant", second_.id)};
    EXPECT_THROW(static_cast<void>(database().write(request,
                                                    [&](Tx& tx) -> Result<std::string> {
                                                        auto moved = tx.get(note_.id).value();
                                                        moved.chart_id = second_.id;
                                                        tx.move_row(record_type<Note>(), &moved, 2,
                                                                    to_string(first_.id));
                                                        return "";
                                                    })),
                 std::logic_error);
}

TEST_P(Moving, AStreamOfItsOwnNeedsNoLock) {
    WriteRequest request;
    request.actor = "operator:test";
    request.command = "save";
    request.key = "own";
    auto const story = [&](Tx& tx) -> Result<std::string> {
        Chart chart{.id = store().ids().next_id<Chart>(), .name = "third"};
        tx.begin_stream(stream_of("participant", chart.id));
        tx.put(chart);
        return to_string(chart.id);
    };
    ASSERT_TRUE(database().write(request, story));
    EXPECT_EQ(count("SELECT count(*) FROM chart"), 3);
    EXPECT_TRUE(report().passed()) << listed(report());
    EXPECT_THROW(static_cast<void>(database().write({.actor = "operator:test",
                                                     .command = "save",
                                                     .key = "again",
                                                     .streams = {stream_of("participant", first_.id)}},
                                                    [&](Tx& tx) -> Result<std::string> {
                                                        tx.begin_stream(stream_of("participant", first_.id));
                                                        return "";
                                                    })),
                 std::logic_error);
}

}  // namespace
}  // namespace cairn::testing_records
