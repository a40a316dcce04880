#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "record/describe.hpp"
#include "store/journal.hpp"
#include "store/receipts.hpp"
#include "store/testing.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

// A record of the store's own tests, kept in a participant's stream.
struct Note {
    Id<Note> id{};
    std::int64_t version = 0;
    std::string text{};
    Words topics{};
    bool urgent = false;
    std::optional<double> share{};
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, version, text, topics, urgent, share))

constexpr std::string_view note_table_sql =
    "CREATE TABLE note (id plain_text PRIMARY KEY, version bigint NOT NULL, text plain_text NOT NULL, "
    "topics plain_text, urgent boolean NOT NULL, share double precision);";

}  // namespace

template <>
RecordType const& record_type<Note>() {
    static RecordType const type = describe<Note>("note", {"participant", "id"});
    return type;
}

namespace {

class Write : public StoreTest {
protected:
    Write() {
        database().maintain([](Maintenance& session) { session.execute_script(std::string(note_table_sql)); });
    }

    Note a_note(std::string text = "call back") {
        return {.id = store().ids().next_id<Note>(), .text = std::move(text)};
    }

    WriteRequest request_for(Note const& note, std::string key, std::string_view body = "body") {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "save_note";
        request.key = std::move(key);
        request.request_digest = digest_of(body);
        request.streams = {stream_of("participant", note.id)};
        request.preloads = {{&record_type<Note>(), to_string(note.id)}};
        return request;
    }

    Result<Written> save(Note note, std::string key, std::string_view body = "body") {
        return database().write(request_for(note, std::move(key), body), [&](Tx& tx) -> Result<std::string> {
            auto stored = note;
            tx.put(stored);
            return "version " + std::to_string(stored.version);
        });
    }

    std::int64_t count(std::string_view sql) {
        std::int64_t number = 0;
        database().read([&](Reader& reader) { number = reader.integer({sql}).value(); });
        return number;
    }
};
INSTANTIATE_STORE_TESTS(Write);

TEST_P(Write, KeepsRowJournalReceiptAndStreamTogether) {
    auto note = a_note();
    note.topics = split_words("housing|phone_access");
    note.urgent = true;
    note.share = 0.25;
    auto const written = save(note, "k1");
    ASSERT_TRUE(written) << to_string(written.error());
    EXPECT_EQ(written->outcome, Outcome::applied);
    EXPECT_EQ(written->result, "version 1");
    database().read([&](Reader& reader) {
        auto const stored = reader.fetch(note.id);
        ASSERT_TRUE(stored);
        EXPECT_EQ(stored->text, "call back");
        EXPECT_EQ(stored->topics, note.topics);
        EXPECT_TRUE(stored->urgent);
        EXPECT_EQ(stored->share, 0.25);
        EXPECT_EQ(stored->version, 1);
    });
    EXPECT_EQ(count("SELECT count(*) FROM journal"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM receipt"), 1);
    EXPECT_EQ(count("SELECT seq FROM stream"), 1);
}

TEST_P(Write, ChainsTheEntriesOfAStream) {
    auto note = a_note();
    ASSERT_TRUE(save(note, "k1"));
    note.version = 1;
    note.text = "called back";
    ASSERT_TRUE(save(note, "k2"));
    std::vector<Bytes> hashes;
    std::vector<Bytes> previous;
    Bytes head;
    database().read([&](Reader& reader) {
        reader.each({"SELECT prev_hash, hash FROM journal ORDER BY seq"}, [&](Row const& row) {
            previous.push_back(row.bytes(0));
            hashes.push_back(row.bytes(1));
            return true;
        });
        reader.each({"SELECT head FROM stream"}, [&](Row const& row) { return head = row.bytes(0), false; });
    });
    ASSERT_EQ(hashes.size(), 2U);
    EXPECT_EQ(previous[0], Bytes(digest_bytes));
    EXPECT_EQ(previous[1], hashes[0]);
    EXPECT_EQ(head, hashes[1]);
}

TEST_P(Write, AnswersARepeatedKeyWithTheFirstResult) {
    auto const note = a_note();
    ASSERT_TRUE(save(note, "k1"));
    auto const again = save(note, "k1");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->outcome, Outcome::duplicate);
    EXPECT_EQ(again->result, "version 1");
    EXPECT_EQ(count("SELECT count(*) FROM journal"), 1);
}

TEST_P(Write, RefusesAKeyThatComesBackWithAnotherBody) {
    auto const note = a_note();
    ASSERT_TRUE(save(note, "k1", "one"));
    auto const other = save(note, "k1", "another");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::key_reused);
}

TEST_P(Write, LeavesNothingBehindWhenTheStoryRefuses) {
    auto const note = a_note();
    auto const refused = database().write(request_for(note, "k1"), [&](Tx& tx) -> Result<std::string> {
        auto stored = note;
        tx.put(stored);
        return invalid("text", "test", "No.");
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(count("SELECT count(*) FROM note") + count("SELECT count(*) FROM journal") +
                  count("SELECT count(*) FROM receipt") + count("SELECT count(*) FROM stream"),
              0);
    EXPECT_TRUE(save(note, "k1")) << "a refused key may be used again";
}

TEST_P(Write, LeavesNothingBehindWhenTheStoryBreaks) {
    auto const note = a_note();
    EXPECT_THROW((void)database().write(request_for(note, "k1"),
                                        [&](Tx& tx) -> Result<std::string> {
                                            auto stored = note;
                                            tx.put(stored);
                                            throw std::runtime_error("broken");
                                        }),
                 std::runtime_error);
    EXPECT_EQ(count("SELECT count(*) FROM note") + count("SELECT count(*) FROM receipt"), 0);
}

TEST_P(Write, ShowsAStoryItsOwnChanges) {
    auto const note = a_note();
    auto const written = database().write(request_for(note, "k1"), [&](Tx& tx) -> Result<std::string> {
        EXPECT_FALSE(tx.exists(note.id));
        auto stored = note;
        tx.put(stored);
        return std::to_string(tx.get(note.id)->version);
    });
    EXPECT_EQ(written->result, "1");
}

TEST_P(Write, ARecordThatIsMissingHidesNoneReadWithIt) {
    auto const there = a_note("there");
    ASSERT_TRUE(save(there, "k1"));
    auto const missing = a_note();
    auto request = request_for(missing, "k2");
    request.preloads.push_back({&record_type<Note>(), to_string(there.id)});
    auto const written = database().write(request, [&](Tx& tx) -> Result<std::string> {
        EXPECT_FALSE(tx.exists(missing.id));
        return tx.get(there.id)->text;
    });
    EXPECT_EQ(written->result, "there");
}

TEST_P(Write, AnswersAStaleEditWithBaseAndTheirs) {
    auto note = a_note("first");
    ASSERT_TRUE(save(note, "k1"));
    note.version = 1;
    note.text = "second";
    ASSERT_TRUE(save(note, "k2"));
    auto const stale = database().write(request_for(note, "k3"), [&](Tx& tx) -> Result<std::string> {
        auto const current = tx.expect_version(*tx.get(note.id), 1);
        if (!current) return current.error();
        return "never";
    });
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, ErrorCode::stale_version);
    EXPECT_NE(stale.error().details_json.find(R"("base":{)"), std::string::npos);
    EXPECT_NE(stale.error().details_json.find("first"), std::string::npos);
    EXPECT_NE(stale.error().details_json.find("second"), std::string::npos);
}

TEST_P(Write, RefusesARecordOutsideTheLockedStreams) {
    auto const note = a_note();
    auto request = request_for(note, "k1");
    request.streams.clear();
    EXPECT_THROW((void)database().write(request,
                                        [&](Tx& tx) -> Result<std::string> {
                                            auto stored = note;
                                            tx.put(stored);
                                            return "";
                                        }),
                 std::logic_error);
}

TEST_P(Write, ManyThreadsOnOneStreamLoseAndDoubleNothing) {
    constexpr int threads = 8;
    constexpr int writes = 25;
    auto const note = a_note();
    ASSERT_TRUE(save(note, "start"));
    std::atomic<int> applied{0};
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; i < writes; ++i) {
                auto const key = std::to_string(t) + "-" + std::to_string(i);
                auto const written = database().write(request_for(note, key), [&](Tx& tx) -> Result<std::string> {
                    auto stored = *tx.get(note.id);
                    stored.text = key;
                    tx.put(stored);
                    return "";
                });
                if (written && written->outcome == Outcome::applied) ++applied;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(applied, threads * writes);
    EXPECT_EQ(count("SELECT version FROM note"), 1 + threads * writes);
    EXPECT_EQ(count("SELECT count(*) FROM journal"), 1 + threads * writes);
    EXPECT_EQ(count("SELECT max(seq) FROM journal"), 1 + threads * writes);
}

TEST_P(Write, ManyThreadsOnTheirOwnStreamsAllSucceed) {
    std::atomic<int> applied{0};
    std::vector<std::thread> writers;
    std::vector<Note> notes;
    for (int t = 0; t < 8; ++t) notes.push_back(a_note());
    for (auto const& note : notes) {
        writers.emplace_back([&, note = Note(note)]() mutable {
            for (int i = 0; i < 20; ++i) {
                if (save(note, to_string(note.id) + std::to_string(i))) ++applied;
                ++note.version;
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(applied, 8 * 20);
}

TEST_P(Write, WhatIsRefusedOrBreaksTakesNothingOfOthersWithIt) {
    constexpr int each = 20;
    std::atomic<int> applied{0};
    std::atomic<int> refused{0};
    std::atomic<int> broken{0};
    std::vector<std::thread> writers;
    for (int t = 0; t < 9; ++t) {
        writers.emplace_back([&, t] {
            for (int i = 0; i < each; ++i) {
                auto const note = a_note();
                try {
                    auto const written =
                        database().write(request_for(note, to_string(note.id)), [&](Tx& tx) -> Result<std::string> {
                            auto stored = note;
                            tx.put(stored);
                            if (t % 3 == 1) return invalid("text", "test", "No.");
                            if (t % 3 == 2) throw std::runtime_error("broken");
                            return "";
                        });
                    ++(written ? applied : refused);
                } catch (std::runtime_error const&) {
                    ++broken;
                }
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(applied, 3 * each);
    EXPECT_EQ(refused, 3 * each);
    EXPECT_EQ(broken, 3 * each);
    EXPECT_EQ(count("SELECT count(*) FROM note"), 3 * each);
    EXPECT_EQ(count("SELECT count(*) FROM stream"), 3 * each);
    EXPECT_EQ(count("SELECT count(*) FROM journal"), 3 * each);
}

TEST_P(Write, RemembersAKeyForNinetyDaysAndNoLonger) {
    auto const note = a_note();
    ASSERT_TRUE(save(note, "k1"));
    store().clock().advance_days(receipt_days);
    forget_old_receipts(database(), store().clock());
    EXPECT_EQ(count("SELECT count(*) FROM receipt"), 1);
    store().clock().advance_days(1);
    forget_old_receipts(database(), store().clock());
    EXPECT_EQ(count("SELECT count(*) FROM receipt"), 0);
}

TEST_P(Write, ABatchKeepsAReceiptPerRowAndItsOutsideKey) {
    auto first = a_note("one");
    auto second = a_note("two");
    WriteRequest request;
    request.actor = "operator:test";
    request.command = "import";
    request.streams = {stream_of("participant", first.id), stream_of("participant", second.id)};
    auto const written = database().write(request, [&](Tx& tx) -> Result<std::string> {
        for (auto note : {first, second}) {
            tx.begin_row("note/" + note.text, digest_of(note.text));
            tx.put(note);
            tx.set_external_key("note", note.text, to_string(note.id), digest_of(note.text), note.version);
            tx.end_row(to_string(note.id));
        }
        return "2";
    });
    ASSERT_TRUE(written);
    EXPECT_EQ(count("SELECT count(*) FROM receipt"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM external_key"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE body LIKE '%_external%'"), 2);
}

TEST(Journal, TheHashCoversEveryColumnOfTheHeader) {
    JournalEntry const entry{.stream = "s",
                             .seq = 1,
                             .at = "t",
                             .actor = "a",
                             .command = "c",
                             .record_type = "r",
                             .record_id = "i",
                             .version = 1,
                             .body = "{}",
                             .body_key = {}};
    auto changed = entry;
    std::vector<Digest> hashes{entry_hash(entry)};
    auto const with = [&](auto change) {
        changed = entry;
        change(changed);
        hashes.push_back(entry_hash(changed));
    };
    with([](auto& e) { e.stream = "x"; });
    with([](auto& e) { e.seq = 2; });
    with([](auto& e) { e.at = "x"; });
    with([](auto& e) { e.actor = "x"; });
    with([](auto& e) { e.command = "x"; });
    with([](auto& e) { e.record_type = "x"; });
    with([](auto& e) { e.record_id = "x"; });
    with([](auto& e) { e.version = 2; });
    with([](auto& e) { e.body_digest[0] = 1; });
    with([](auto& e) { e.receipt_digest[0] = 1; });
    with([](auto& e) { e.prev_hash[0] = 1; });
    with([](auto& e) { e.actor = "ac", e.command = ""; });
    std::sort(hashes.begin(), hashes.end());
    EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

}  // namespace
}  // namespace cairn
