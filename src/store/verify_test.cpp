#include "store/verify.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "store/testing_records.hpp"
#include "store/verify_chain.hpp"

namespace cairn::testing_records {
namespace {

class Verify : public SafekeepingTest {
protected:
    VerifyReport report(VerifyOptions options = {}) {
        options.migrations = migrations();
        auto report = verify(database(), types(), store().clock(), options);
        EXPECT_TRUE(report) << to_string(report.error());
        return report ? *report : VerifyReport{};
    }
    // The finding that a change must lead to.
    void expect(std::string const& sql, std::string_view table, std::string const& id) {
        tamper(sql);
        auto const found = report();
        EXPECT_TRUE(names(found, table, id)) << sql << "\n" << listed(found);
    }
    std::string id_of(std::string const& table, std::string const& where) {
        return cell("SELECT id FROM " + table + " WHERE " + where);
    }
    // "STREAM/SEQ" of the journal entry about a record's version.
    std::string entry_of(std::string const& record_id, int version) {
        auto const where =
            " FROM journal WHERE record_id = '" + record_id + "' AND version = " + std::to_string(version);
        return cell("SELECT stream" + where) + "/" + std::to_string(count("SELECT seq" + where));
    }
    JournalRow journal_row(std::string const& entry) {
        JournalRow found;
        auto const sql = "SELECT " + std::string(journal_columns) + " FROM journal" + at_entry(entry);
        database().read([&](Reader& reader) {
            reader.each({sql}, [&](Row const& row) {
                found = read_journal_row(row);
                return false;
            });
        });
        return found;
    }
    std::string at_entry(std::string const& entry) {
        auto const slash = entry.find('/');
        return " WHERE stream = '" + entry.substr(0, slash) + "' AND seq = " + entry.substr(slash + 1);
    }
};
INSTANTIATE_STORE_TESTS(Verify);

TEST_P(Verify, PassesWhatWasWrittenByTheWritePathAlone) {
    fill();
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
    EXPECT_EQ(found.streams, 3);
    EXPECT_EQ(found.entries, 9);
    EXPECT_EQ(found.records, 8);
    EXPECT_EQ(found.receipts, 9);
    EXPECT_EQ(found.external_keys, 2);
}

TEST_P(Verify, PassesAnEmptyDatabase) { EXPECT_TRUE(report().passed()); }

TEST_P(Verify, WalksInSeveralPassesWhenThereAreManyReceipts) {
    fill();
    auto const found = report({.digests_per_pass = 2});
    EXPECT_TRUE(found.passed()) << listed(found);
    EXPECT_EQ(found.receipts, 9);
    EXPECT_EQ(found.entries, 9);
    tamper("DELETE FROM external_key WHERE key = 'N-2'; DELETE FROM receipt WHERE key = 'notes.csv/N-1'");
    auto const later = report({.digests_per_pass = 2});
    EXPECT_TRUE(names(later, "external_key", "note N-2")) << listed(later);
    EXPECT_EQ(later.findings_count, 2) << listed(later);
}

TEST_P(Verify, NamesAnAlteredRowAndItsColumn) {
    fill();
    auto const id = id_of("note", "text = 'called'");
    tamper("UPDATE note SET text = 'paid' WHERE id = '" + id + "'");
    auto const found = report();
    ASSERT_EQ(found.findings_count, 1) << listed(found);
    EXPECT_EQ(found.findings[0].table, "note");
    EXPECT_EQ(found.findings[0].id, id);
    EXPECT_EQ(found.findings[0].what, "It was altered outside the journal, in: text.");
}

TEST_P(Verify, NamesARemovedRow) {
    fill();
    auto const id = id_of("note", "text = 'thanks'");
    expect("DELETE FROM note WHERE id = '" + id + "'", "note", id);
}

TEST_P(Verify, NamesAnAddedRow) {
    fill();
    expect("INSERT INTO choice VALUES ('0192aaaa-0000-7000-8000-000000000001', 1, 'car')", "choice",
           "0192aaaa-0000-7000-8000-000000000001");
    expect("INSERT INTO chart VALUES ('ffffffff-0000-7000-8000-000000000001', 1, 'x')", "chart",
           "ffffffff-0000-7000-8000-000000000001");
}

TEST_P(Verify, NamesARowThatWasMovedToAnotherStream) {
    fill();
    auto const id = id_of("note", "text = 'called'");
    expect("UPDATE note SET chart_id = (SELECT id FROM chart WHERE name = 'second') WHERE id = '" + id + "'", "note",
           id);
}

TEST_P(Verify, NamesAChangedDirectoryRecord) {
    fill();
    auto const id = id_of("choice", "word = 'bus'");
    expect("UPDATE choice SET version = 2", "choice", id);
    expect("DELETE FROM choice", "choice", id);
}

TEST_P(Verify, NamesAnAlteredJournalEntryInEveryColumn) {
    fill();
    auto const entry = entry_of(id_of("note", "text = 'called'"), 1);
    for (auto const* change : {"at = '2020-01-01T00:00:00.000Z'", "actor = 'operator:other'", "command = 'other'",
                               "record_type = 'chart'", "record_id = 'other'", "version = 7", "body = '{}'",
                               "body = NULL", "body_key = NULL", "position = position + 100000", "seq = seq + 100"}) {
        SCOPED_TRACE(change);
        tamper("CREATE TABLE kept AS SELECT * FROM journal" + at_entry(entry));
        tamper(std::string("UPDATE journal SET ") + change + at_entry(entry));
        auto const found = report();
        bool const named = std::string_view(change).starts_with("position")
                               ? std::any_of(found.findings.begin(), found.findings.end(),
                                             [](auto const& finding) { return finding.table == "journal"; })
                               : names(found, "journal", entry);
        EXPECT_TRUE(named) << listed(found);
        tamper("DELETE FROM journal WHERE hash IN (SELECT hash FROM kept)");
        tamper("INSERT INTO journal SELECT * FROM kept");
        tamper("DROP TABLE kept");
        EXPECT_TRUE(report().passed());
    }
}

TEST_P(Verify, NamesAnEntryWhoseDigestsWereExchanged) {
    fill();
    auto const entry = entry_of(id_of("note", "text = 'called'"), 1);
    auto const other = entry_of(id_of("choice", "word = 'bus'"), 1);
    for (std::string const column : {"hash", "prev_hash", "body_digest", "receipt_digest", "body_key"}) {
        tamper("CREATE TABLE kept AS SELECT * FROM journal" + at_entry(entry));
        tamper("UPDATE journal SET " + column + " = (SELECT hash FROM journal" + at_entry(other) + ")" +
               at_entry(entry));
        auto const found = report();
        EXPECT_TRUE(names(found, "journal", entry)) << column << "\n" << listed(found);
        tamper("DELETE FROM journal" + at_entry(entry));
        tamper("INSERT INTO journal SELECT * FROM kept");
        tamper("DROP TABLE kept");
    }
    EXPECT_TRUE(report().passed());
}

TEST_P(Verify, NamesARemovedJournalEntryWhereverItStood) {
    fill();
    auto const changed = id_of("note", "text = 'called'");
    auto const middle = entry_of(changed, 1);
    auto const last = entry_of(id_of("note", "text = 'thanks'"), 1);
    expect("DELETE FROM journal" + at_entry(last), "journal", last);
    expect("DELETE FROM journal" + at_entry(middle), "journal", middle);
    auto const only = entry_of(id_of("choice", "word = 'bus'"), 1);
    expect("DELETE FROM journal" + at_entry(only), "journal", only);
}

TEST_P(Verify, FindsAnEntryThatWasReplacedWithARightHash) {
    fill();
    auto const id = id_of("note", "text = 'called'");
    auto const entry = entry_of(id, 1);
    auto forged = journal_row(entry);
    forged.actor = "operator:somebody_else";
    auto const hash = entry_hash(forged);
    database().maintain([&](Maintenance& session) {
        session.execute({"UPDATE journal SET actor = $1, hash = $2 WHERE stream = $3 AND seq = $4",
                         {forged.actor, to_sql(hash), forged.stream, forged.seq}});
    });
    auto const found = report();
    auto const next = forged.stream + "/" + std::to_string(forged.seq + 1);
    EXPECT_TRUE(names(found, "journal", next)) << listed(found);
}

TEST_P(Verify, TakesALawfulPurgeForWhatItIs) {
    fill();
    auto const id = id_of("note", "text = 'called'");
    tamper("UPDATE journal SET body = NULL, body_key = NULL" + at_entry(entry_of(id, 1)));
    auto const found = report();
    EXPECT_TRUE(found.passed()) << listed(found);
    EXPECT_EQ(found.purged_bodies, 1);
}

TEST_P(Verify, NamesARowThatStayedBehindAPurge) {
    fill();
    auto const id = id_of("note", "text = 'called'");
    expect("UPDATE journal SET body = NULL, body_key = NULL WHERE record_id = '" + id + "'", "note", id);
    tamper("UPDATE note SET reply_to = NULL; DELETE FROM note WHERE id = '" + id + "'");
    EXPECT_FALSE(names(report(), "note", id));
}

TEST_P(Verify, NamesAnAlteredStream) {
    fill();
    auto const id = id_of("stream", "kind = 'directory'");
    for (auto const* change : {"kind = 'site'", "seq = seq + 1", "seq = seq - 1",
                               "head = (SELECT prev_hash FROM journal j WHERE j.stream = stream.id AND j.seq = 1)"}) {
        tamper("CREATE TABLE kept AS SELECT * FROM stream WHERE id = '" + id + "'");
        tamper(std::string("UPDATE stream SET ") + change + " WHERE id = '" + id + "'");
        auto const found = report();
        EXPECT_TRUE(names(found, "stream", id)) << change << "\n" << listed(found);
        tamper("DELETE FROM stream WHERE id = '" + id + "'");
        EXPECT_TRUE(names(report(), "stream", id));
        tamper("INSERT INTO stream SELECT * FROM kept; DROP TABLE kept");
    }
    EXPECT_TRUE(report().passed());
}

TEST_P(Verify, NamesAnAddedStream) {
    fill();
    expect("INSERT INTO stream SELECT 'ffffffff-0000-7000-8000-000000000001', 'site', 0, head FROM stream LIMIT 1",
           "stream", "ffffffff-0000-7000-8000-000000000001");
}

TEST_P(Verify, NamesAnAlteredAndAnAddedReceipt) {
    fill();
    expect("UPDATE receipt SET result = 'other' WHERE key = 'key-1'", "receipt", "operator:test save key-1");
    expect("INSERT INTO receipt SELECT actor, command, 'key-99', request_digest, result, at FROM receipt WHERE key = "
           "'key-2'",
           "receipt", "operator:test save key-99");
}

TEST_P(Verify, NamesWhatARemovedReceiptWasAbout) {
    fill();
    auto const id = id_of("choice", "word = 'bus'");
    expect("DELETE FROM receipt WHERE result = '" + id + "'", "receipt", "choice " + id);
}

TEST_P(Verify, LetsOldReceiptsGo) {
    fill();
    store().clock().advance_days(receipt_days + 1);
    tamper("DELETE FROM receipt");
    EXPECT_TRUE(report().passed());
}

TEST_P(Verify, NamesAnOutsideKeyThatIsNotTheJournals) {
    fill();
    expect("UPDATE external_key SET record_id = (SELECT min(id) FROM note) WHERE key = 'N-1'", "external_key",
           "note N-1");
    expect("DELETE FROM external_key WHERE key = 'N-2'", "external_key", "note N-2");
    expect("INSERT INTO external_key SELECT record_type, 'N-3', record_id, content_digest, version FROM external_key",
           "external_key", "note N-3");
}

TEST_P(Verify, NamesAnAlteredMigration) {
    expect("UPDATE migration SET checksum = 'x' WHERE number = 1", "migration", migrations().front().name);
    expect("DELETE FROM migration WHERE number = 2", "migration", migrations().at(1).name);
}

TEST_P(Verify, RefusesADatabaseOfANewerProgram) {
    VerifyOptions options;  // without the migration of the testing records
    auto const refused = verify(database(), {}, store().clock(), options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupted);
    EXPECT_NE(refused.error().message.find("newer"), std::string::npos);
}

TEST_P(Verify, ReadsABodyThatAnEarlierVersionWroteWithoutAMember) {
    auto const chart = add_chart();
    // As if `urgent` had come with a later migration, false for all that were there.
    auto const note = add_note(chart);
    auto const shorter = R"({"id":")" + to_string(note.id) + R"(","version":1,"chart_id":")" + to_string(chart.id) +
                         R"(","text":"note"})";
    auto entry = journal_row(to_string(chart.id) + "/2");
    entry.body_digest = digest_of(shorter, entry.body_key);
    auto const hash = to_sql(entry_hash(entry));
    database().maintain([&](Maintenance& session) {
        session.execute({"UPDATE journal SET body = $1, body_digest = $2, hash = $3 WHERE seq = 2",
                         {shorter, to_sql(entry.body_digest), hash}});
        session.execute({"UPDATE stream SET head = $1", {hash}});
    });
    EXPECT_TRUE(report().passed()) << listed(report());
}

TEST_P(Verify, TellsHowFarItIs) {
    fill();
    std::int64_t last = 0;
    VerifyOptions options;
    options.progress = [&](std::int64_t done, std::int64_t total) {
        last = done;
        EXPECT_EQ(total, 9);
    };
    report(options);
    EXPECT_EQ(last, 9);
}

TEST(VerifySqlite, SeesThroughACellThatReadsAsWhatItWas) {
    TestDatabase store(Engine::sqlite, false);
    ASSERT_TRUE(migrate(store.database(), store.clock(), migrations()));
    Chart chart{.id = store.ids().next_id<Chart>(), .name = "one"};
    WriteRequest const request{
        .actor = "operator:test", .command = "save", .key = "k", .streams = {stream_of("participant", chart.id)}};
    ASSERT_TRUE(store.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto stored = chart;
        tx.put(stored);
        return "";
    }));
    store.database().maintain(
        [](Maintenance& session) { session.execute_script("UPDATE chart SET version = '1 or so'"); });
    VerifyOptions options;
    options.migrations = migrations();
    auto const found = verify(store.database(), types(), store.clock(), options);
    ASSERT_TRUE(found);
    EXPECT_TRUE(names(*found, "chart", to_string(chart.id))) << listed(*found);
}

// What no SQL did: a bad disk, a copy that was cut short.
class VerifyDamage : public SafekeepingTest {
protected:
    VerifyDamage() {
        fill();
        for (int i = 0; i < 40; ++i) add_note(add_chart(), std::string(300, 'x'));
        store().close();  // brings everything into the one file
        std::ostringstream text;
        text << std::ifstream(path(), std::ios::binary).rdbuf();
        whole_ = text.str();
    }
    std::filesystem::path path() { return store().folder() / "cairn.db"; }

    // Everything the tables hold, or nothing when they cannot be read.
    std::string content() {
        std::string text;
        try {
            database().read([&](Reader& reader) {
                for (std::string const table :
                     {"chart", "note", "choice", "journal", "receipt", "external_key", "stream"}) {
                    reader.each({"SELECT * FROM " + table + " ORDER BY 1, 2, 3"}, [&](Row const& row) {
                        for (int i = 0; i < row.columns(); ++i) text += std::string(row.text(i)) + "|";
                        return true;
                    });
                }
            });
        } catch (std::runtime_error const&) {
            return "";
        }
        return text;
    }
    // Whether verify answers that all is well.
    bool passes(std::string const& file) {
        std::ofstream(path(), std::ios::binary | std::ios::trunc) << file;
        try {
            store().reopen();
            VerifyOptions options;
            options.migrations = migrations();
            auto const report = verify(database(), types(), store().clock(), options);
            return report && report->passed();
        } catch (DatabaseDamaged const&) {
            return false;
        } catch (DatabaseUnavailable const&) {
            return false;
        }
    }

    std::string whole_;
};
INSTANTIATE_TEST_SUITE_P(Engines, VerifyDamage, ::testing::Values(Engine::sqlite), engine_test_name);

TEST_P(VerifyDamage, OfAFileIsFoundOrMakesNoDifference) {
    ASSERT_TRUE(passes(whole_));
    auto const before = content();
    std::mt19937 chance(20261102);
    int found = 0;
    for (int i = 0; i < 150; ++i) {
        auto damaged = whole_;
        auto const at = chance() % damaged.size();
        damaged[at] = static_cast<char>(damaged[at] ^ static_cast<char>(1 + chance() % 255));
        if (!passes(damaged)) {
            ++found;
        } else {
            EXPECT_EQ(content(), before) << "byte " << at;
        }
        store().close();
    }
    EXPECT_GT(found, 25) << "most of the file is room that nothing uses";
}

TEST_P(VerifyDamage, OfAFileThatWasCutShortIsFound) {
    for (auto const size :
         {std::size_t{100}, std::size_t{4096}, whole_.size() / 2, whole_.size() - 4096, whole_.size() - 1}) {
        EXPECT_FALSE(passes(whole_.substr(0, size))) << size;
        store().close();
    }
}

}  // namespace
}  // namespace cairn::testing_records
