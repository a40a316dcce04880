// Whatever somebody changes behind the program's back, in whichever table: verify names the table and the id.
#include <gtest/gtest.h>

#include "app/wire.hpp"
#include "features/participants/participant.hpp"
#include "record/record_type.hpp"
#include "whole_program.hpp"

namespace cairn {
namespace {

// A value that the column did not hold before.
std::string other_value(Field const& field) {
    auto const column = "\"" + std::string(field.name) + "\"";
    switch (field.kind) {
    case Kind::integer:
    case Kind::real: return "coalesce(" + column + ", 0) + 1";
    case Kind::boolean: return "CASE WHEN " + column + " THEN false ELSE true END";
    default: return "'tampered'";
    }
}

class Tamper : public WholeProgramTest {
protected:
    // One row of a table, looked at, changed and put back.
    // `unchanged` is a column that tells the row apart and that the change leaves alone; empty when its id becomes
    // 'tampered'.
    void check(std::string const& table, std::string const& where, std::string const& change, std::string const& id,
               std::string const& unchanged) {
        tamper("CREATE TABLE kept AS SELECT * FROM " + table + " WHERE " + where + "; " + change);
        auto const found = report();
        EXPECT_TRUE(names(found, table, id)) << change << "\n" << listed(found);
        tamper("DELETE FROM " + table + " WHERE " + where + " OR " +
               (unchanged.empty() ? "id = 'tampered'" : unchanged + " IN (SELECT " + unchanged + " FROM kept)") +
               "; INSERT INTO " + table + " SELECT * FROM kept; DROP TABLE kept");
    }
    void expect_whole() {
        auto const found = report();
        ASSERT_TRUE(found.passed()) << listed(found);
    }
    std::string where_id(std::string const& id) { return "id = '" + id + "'"; }

    void journal_is_named();
    void last_entry_is_named();
    void stream_is_named();
    void receipt_is_named();
    void outside_key_is_named();
    void migration_is_named();

    std::string contact_ = {};
    std::string entry_ = {};  // of the contact's first version, "STREAM/SEQ"
    std::string entry_where_ = {};
    void find_contact() {
        contact_ = cell("SELECT id FROM contact WHERE version = 2");
        auto const of_entry = " FROM journal WHERE record_id = '" + contact_ + "' AND version = 1";
        auto const stream = cell("SELECT stream" + of_entry);
        auto const seq = std::to_string(number("SELECT seq" + of_entry));
        entry_ = stream + "/" + seq;
        entry_where_ = "stream = '" + stream + "' AND seq = " + seq;
    }
};
INSTANTIATE_STORE_TESTS(Tamper);

TEST_P(Tamper, OfAnyRecordIsNamed) {
    expect_whole();
    for (auto const* type : all_record_types()) {
        std::string const table(type->name);
        auto const id = cell("SELECT min(id) FROM " + table);
        ASSERT_FALSE(id.empty()) << table << " has no row";
        for (auto const& field : type->fields) {
            // Every column once is enough on one engine; the comparison is the same code.
            if (GetParam() != Engine::sqlite && &field != &type->fields.back() && field.name != "version") continue;
            std::string const unchanged = field.name == "id" ? "" : "id";
            check(table, where_id(id),
                  "UPDATE " + table + " SET \"" + std::string(field.name) + "\" = " + other_value(field) + " WHERE " +
                      where_id(id),
                  id, unchanged);
        }
        check(table, where_id(id), "DELETE FROM " + table + " WHERE " + where_id(id), id, "id");
        // One more, under an id of its own.
        tamper("CREATE TABLE kept AS SELECT * FROM " + table + " WHERE " + where_id(id) +
               "; UPDATE kept SET id = 'added'");
        if (table == "code_list_entry") tamper("UPDATE kept SET word = 'added'");
        if (table == "account") tamper("UPDATE kept SET login = 'added'");
        tamper("INSERT INTO " + table + " SELECT * FROM kept");
        EXPECT_TRUE(names(report(), table, "added")) << table;
        tamper("DELETE FROM " + table + " WHERE id = 'added'; DROP TABLE kept");
    }
    expect_whole();
}

TEST_P(Tamper, OfAnyTableOfThePlatformIsNamed) {
    journal_is_named();
    last_entry_is_named();
    stream_is_named();
    receipt_is_named();
    outside_key_is_named();
    migration_is_named();
}

void Tamper::journal_is_named() {
    find_contact();
    auto const other = "(SELECT hash FROM journal j WHERE j.record_type = 'activity')";
    for (std::string const& change :
         {std::string("at = 'tampered'"), std::string("actor = 'tampered'"), std::string("command = 'tampered'"),
          std::string("record_type = 'staff'"), std::string("record_id = 'tampered'"),
          std::string("version = version + 1"), std::string("seq = seq + 1000"), std::string("stream = 'tampered'"),
          std::string("body = 'tampered'"), std::string("body = NULL"), std::string("body_key = NULL"),
          std::string("body_key = ") + other, std::string("body_digest = ") + other,
          std::string("receipt_digest = ") + other, std::string("prev_hash = ") + other}) {
        check("journal", entry_where_, "UPDATE journal SET " + change + " WHERE " + entry_where_, entry_, "hash");
    }
    check("journal", entry_where_, "DELETE FROM journal WHERE " + entry_where_, entry_, "hash");
    check("journal", entry_where_, "UPDATE journal SET hash = " + std::string(other) + " WHERE " + entry_where_, entry_,
          "body_digest");
    expect_whole();
}

void Tamper::last_entry_is_named() {
    auto const activity = cell("SELECT id FROM activity");
    auto const stream = cell("SELECT stream FROM journal WHERE record_id = '" + activity + "'");
    auto const seq = std::to_string(number("SELECT max(seq) FROM journal WHERE stream = '" + stream + "'"));
    auto const where = "stream = '" + stream + "' AND seq = " + seq;
    check("journal", where, "DELETE FROM journal WHERE " + where, stream + "/" + seq, "hash");
    check("journal", where, "UPDATE journal SET actor = 'tampered' WHERE " + where, stream + "/" + seq, "hash");
    expect_whole();
}

void Tamper::stream_is_named() {
    for (auto const& id : {cell("SELECT min(id) FROM stream"), cell("SELECT max(id) FROM stream")}) {
        for (std::string const change :
             {"kind = 'tampered'", "seq = seq + 1", "seq = seq - 1", "id = 'tampered'",
              "head = (SELECT prev_hash FROM journal WHERE journal.stream = stream.id AND journal.seq = 1)"}) {
            check("stream", where_id(id), "UPDATE stream SET " + change + " WHERE " + where_id(id), id,
                  change.starts_with("id") ? "head" : "id");
        }
        check("stream", where_id(id), "DELETE FROM stream WHERE " + where_id(id), id, "id");
    }
    expect_whole();
}

void Tamper::receipt_is_named() {
    find_contact();
    auto const key = cell("SELECT key FROM receipt WHERE command = 'log_contact'");
    auto const where = "key = '" + key + "'";
    auto const id = "operator:test log_contact " + key;
    for (std::string const change : {"result = 'tampered'", "at = 'tampered'"}) {
        check("receipt", where, "UPDATE receipt SET " + change + " WHERE " + where, id, "key");
    }
    check("receipt", where, "UPDATE receipt SET key = 'tampered' WHERE " + where, "operator:test log_contact tampered",
          "request_digest");
    check("receipt", where, "DELETE FROM receipt WHERE " + where, "contact " + contact_, "key");
    expect_whole();
}

void Tamper::outside_key_is_named() {
    std::string const where = "record_type = 'contact' AND key = 'C-1'";
    for (std::string const change : {"record_id = 'tampered'", "version = version + 1"}) {
        check("external_key", where, "UPDATE external_key SET " + change + " WHERE " + where, "contact C-1", "key");
    }
    check("external_key", where, "UPDATE external_key SET key = 'C-2' WHERE " + where, "contact C-2", "content_digest");
    check("external_key", where, "DELETE FROM external_key WHERE " + where, "contact C-1", "key");
    expect_whole();
}

void Tamper::migration_is_named() {
    auto const name = cell("SELECT name FROM migration WHERE number = 3");
    for (std::string const change : {"checksum = 'tampered'", "name = 'tampered'", "number = -1"}) {
        tamper("CREATE TABLE kept AS SELECT * FROM migration WHERE number = 3");
        tamper("UPDATE migration SET " + change + " WHERE number = 3");
        auto const found = report();
        EXPECT_TRUE(names(found, "migration", name)) << change << "\n" << listed(found);
        tamper(
            "DELETE FROM migration WHERE number IN (3, -1); INSERT INTO migration SELECT * FROM kept; DROP TABLE kept");
    }
    check("migration", "number = 3", "DELETE FROM migration WHERE number = 3", name, "number");
    expect_whole();
}

// Somebody who knows Cairn takes back the last write with all that belongs to it. Only the anchor still tells.
TEST_P(Tamper, ThatCutsTheJournalBeforeTheLastAnchorIsNamed) {
    anchor();
    auto const activity = cell("SELECT id FROM activity");
    auto const stream = cell("SELECT stream FROM journal WHERE record_id = '" + activity + "'");
    auto const last =
        "stream = '" + stream + "' AND seq = (SELECT max(seq) FROM journal WHERE stream = '" + stream + "')";
    auto const entry = stream + "/" + std::to_string(number("SELECT seq FROM journal WHERE " + last));
    tamper("DELETE FROM activity; DELETE FROM receipt WHERE command = 'log_activity'; "
           "UPDATE stream SET seq = seq - 1, head = (SELECT prev_hash FROM journal WHERE " +
           last + ") WHERE id = '" + stream + "'; DELETE FROM journal WHERE " + last);
    auto const found = report();
    EXPECT_TRUE(names(found, "journal", entry)) << listed(found);
    EXPECT_EQ(found.findings_count, 1) << "nothing else can\n" << listed(found);
    ASSERT_TRUE(found.after_anchor);
    EXPECT_EQ(found.after_anchor->entries, 0);
}

TEST_P(Tamper, BehindTheLastAnchorIsSaidToBePossible) {
    anchor();
    Participant participant;
    participant.id = organization().ids().next_id<Participant>();
    participant.given_name = "Alex";
    ASSERT_TRUE(register_participant(permit(), organization(), participant, "one-more"));
    auto const found = report();
    EXPECT_TRUE(found.passed());
    ASSERT_TRUE(found.after_anchor);
    EXPECT_EQ(found.after_anchor->entries, 1);
    EXPECT_EQ(found.after_anchor->since, to_string(store().clock().now()));
}

}  // namespace
}  // namespace cairn
