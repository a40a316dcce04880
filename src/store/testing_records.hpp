// Records of the store's own tests of safekeeping, with their tables as one more migration: a chart with notes that
// answer one another, and choices in the directory. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "record/describe.hpp"
#include "store/migrate.hpp"
#include "store/testing.hpp"
#include "store/tx.hpp"
#include "store/verify.hpp"

namespace cairn::testing_records {

struct Chart {
    Id<Chart> id{};
    std::int64_t version = 0;
    std::string name{};
};
BOOST_DESCRIBE_STRUCT(Chart, (), (id, version, name))

struct Note {
    Id<Note> id{};
    std::int64_t version = 0;
    Id<Chart> chart_id{};
    std::optional<Id<Note>> reply_to{};
    std::string text{};
    Words topics{};
    bool urgent = false;
    std::optional<double> share{};
    std::optional<std::int64_t> minutes{};
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, version, chart_id, reply_to, text, topics, urgent, share, minutes))

struct Choice {
    Id<Choice> id{};
    std::int64_t version = 0;
    std::string word{};
};
BOOST_DESCRIBE_STRUCT(Choice, (), (id, version, word))

}  // namespace cairn::testing_records

namespace cairn {

template <>
inline RecordType const& record_type<testing_records::Chart>() {
    static RecordType const type = describe<testing_records::Chart>("chart", {"participant", "id"});
    return type;
}

template <>
inline RecordType const& record_type<testing_records::Note>() {
    static RecordType const type = describe<testing_records::Note>("note", {"participant", "chart_id"});
    return type;
}

template <>
inline RecordType const& record_type<testing_records::Choice>() {
    static RecordType const type = describe<testing_records::Choice>("choice", {"directory", ""});
    return type;
}

namespace testing_records {

inline std::vector<RecordType const*> types() {
    return {&record_type<Chart>(), &record_type<Note>(), &record_type<Choice>()};
}

inline std::vector<Migration> migrations() {
    constexpr std::string_view sql = R"sql(
CREATE TABLE chart (id plain_text PRIMARY KEY, version bigint NOT NULL, name plain_text NOT NULL);
CREATE TABLE note (
    id plain_text PRIMARY KEY,
    version bigint NOT NULL,
    chart_id plain_text NOT NULL REFERENCES chart (id),
    reply_to plain_text REFERENCES note (id),
    text plain_text NOT NULL,
    topics plain_text,
    urgent boolean NOT NULL,
    share double precision,
    minutes bigint
);
CREATE INDEX note_by_chart ON note (chart_id);
CREATE TABLE choice (id plain_text PRIMARY KEY, version bigint NOT NULL, word plain_text NOT NULL);
)sql";
    auto all = program_migrations();
    auto const number = static_cast<int>(all.size()) + 1;
    all.push_back({number, "9999_testing_records.sql", std::string(sql), to_hex(digest_of(sql))});
    return all;
}

inline std::string listed(VerifyReport const& report) {
    std::string text;
    for (auto const& finding : report.findings) text += finding.table + " [" + finding.id + "] " + finding.what + "\n";
    return text;
}

inline bool names(VerifyReport const& report, std::string_view table, std::string_view id) {
    return std::any_of(report.findings.begin(), report.findings.end(),
                       [&](auto const& finding) { return finding.table == table && finding.id == id; });
}

// A database with these tables and ways to fill it.
class SafekeepingTest : public testing::TestWithParam<Engine> {
protected:
    SafekeepingTest() : store_(GetParam(), false) {
        auto const migrated = migrate(database(), store_.clock(), migrations());
        if (!migrated) throw std::runtime_error(to_string(migrated.error()));
    }

    TestDatabase& store() { return store_; }
    Database& database() { return store_.database(); }

    template <class Record>
    Result<Written> save(Record record, StreamKey stream) {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "save";
        request.key = "key-" + std::to_string(++keys_);
        request.request_digest = digest_of(request.key);
        request.streams = {std::move(stream)};
        return database().write(request, [&](Tx& tx) -> Result<std::string> {
            auto stored = record;
            tx.put(stored);
            return to_string(stored.id);
        });
    }

    Chart add_chart(std::string name = "chart") {
        Chart const chart{.id = store_.ids().next_id<Chart>(), .name = std::move(name)};
        EXPECT_TRUE(save(chart, stream_of("participant", chart.id)));
        return chart;
    }
    Note add_note(Chart const& chart, std::string text = "note") {
        Note note{.id = store_.ids().next_id<Note>(), .chart_id = chart.id, .text = std::move(text)};
        EXPECT_TRUE(save(note, stream_of("participant", chart.id)));
        note.version = 1;
        return note;
    }
    void change(Note& note, std::string text) {
        note.text = std::move(text);
        EXPECT_TRUE(save(note, stream_of("participant", note.chart_id)));
        ++note.version;
    }
    Choice add_choice(std::string word = "bus") {
        Choice const choice{.id = store_.ids().next_id<Choice>(), .word = std::move(word)};
        EXPECT_TRUE(save(choice, directory_stream()));
        return choice;
    }
    // As import does: several rows under keys of their own, each with an outside key.
    void import_notes(Chart const& chart, std::vector<std::string> const& keys) {
        WriteRequest request;
        request.actor = "operator:test";
        request.command = "import";
        request.streams = {stream_of("participant", chart.id)};
        EXPECT_TRUE(database().write(request, [&](Tx& tx) -> Result<std::string> {
            for (auto const& key : keys) {
                Note note{.id = store_.ids().next_id<Note>(), .chart_id = chart.id, .text = "imported"};
                tx.begin_row("notes.csv/" + key, digest_of(key));
                tx.put(note);
                tx.set_external_key("note", key, to_string(note.id), digest_of(key), note.version);
                tx.end_row(to_string(note.id));
            }
            return "";
        }));
    }
    // Something of every table: two charts, three notes of which one was changed and one is a reply, an imported one, a
    // choice.
    void fill() {
        auto const first = add_chart("first");
        auto const second = add_chart("second");
        auto note = add_note(first, "call back");
        add_note(second);
        change(note, "called");
        Note reply{.id = store_.ids().next_id<Note>(),
                   .chart_id = first.id,
                   .reply_to = note.id,
                   .text = "thanks",
                   .topics = split_words("housing|phone_access"),
                   .urgent = true,
                   .share = 0.1,
                   .minutes = 25};
        EXPECT_TRUE(save(reply, stream_of("participant", first.id)));
        import_notes(second, {"N-1", "N-2"});
        add_choice();
    }

    // What somebody does who has the database's password, or the file.
    void tamper(std::string const& sql) {
        database().maintain([&](Maintenance& session) { session.execute_script(sql); });
    }
    std::int64_t count(std::string_view sql) {
        std::int64_t number = 0;
        database().read([&](Reader& reader) { number = reader.integer({sql}).value_or(0); });
        return number;
    }
    std::string cell(std::string_view sql) {
        std::string text;
        database().read([&](Reader& reader) { text = reader.text({sql}).value_or(""); });
        return text;
    }

private:
    TestDatabase store_;
    int keys_ = 0;
};

}  // namespace testing_records
}  // namespace cairn
