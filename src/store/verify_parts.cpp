#include "store/verify_parts.hpp"

#include "store/anchor.hpp"
#include "store/catalog.hpp"
#include "store/journal.hpp"
#include "store/migrate.hpp"
#include "store/verify_chain.hpp"
#include "store/verify_records.hpp"

namespace cairn {
namespace {

constexpr std::string_view integrity_check_sql = "PRAGMA integrity_check(100)";
// unbounded: as many rows as there are migration files
constexpr std::string_view migrations_sql = "SELECT number, name, checksum FROM migration ORDER BY number";
// unbounded: walked a row at a time, 16 bytes are kept of each
constexpr std::string_view receipts_sql = "SELECT actor, command, key, request_digest, result, at FROM receipt";
// unbounded: walked a row at a time, 16 bytes are kept of each
constexpr std::string_view external_keys_sql =
    "SELECT record_type, key, record_id, content_digest, version FROM external_key";
constexpr std::string_view after_anchor_sql = "SELECT count(*), min(at) FROM journal WHERE position > $1";

constexpr std::size_t heads_per_query = 64;

template <class Visit>
void each_receipt(Reader& reader, Visit const& visit) {
    reader.each({receipts_sql}, [&](Row const& row) {
        Receipt receipt;
        receipt.actor = row.text(0);
        receipt.command = row.text(1);
        receipt.key = row.text(2);
        receipt.request_digest = read_digest(row, 3);
        receipt.result = row.text(4);
        receipt.at = row.text(5);
        visit(receipt, receipt_digest(receipt));
        return true;
    });
}

// Calls visit(record type, key, digest of the row).
template <class Visit>
void each_external_key(Reader& reader, Visit const& visit) {
    reader.each({external_keys_sql}, [&](Row const& row) {
        visit(row.text(0), row.text(1),
              external_key_digest(row.text(0), row.text(1), row.text(2), read_digest(row, 3), row.integer(4)));
        return true;
    });
}

// Heads of some anchors that are looked up in the journal together.
class HeadLookup {
public:
    HeadLookup(Reader& reader, VerifyReport& report) : reader_(reader), report_(report) {}

    void add(AnchorHead const& head, std::string const& at) {
        heads_.push_back({head, at, std::nullopt});
        if (heads_.size() == heads_per_query) run();
    }

    void run() {
        if (heads_.empty()) return;
        find();
        for (auto const& head : heads_) {
            auto const id = head.anchored.stream + "/" + std::to_string(head.anchored.seq);
            if (!head.found) {
                report_.add("journal", id,
                            "It is missing, but was anchored on " + head.at + ": the journal was cut off.");
            } else if (*head.found != head.anchored.hash) {
                report_.add("journal", id,
                            "It is not the entry that was anchored on " + head.at +
                                ": the journal was rewritten, or the anchor file altered.");
            }
        }
        heads_.clear();
    }

private:
    struct Head {
        AnchorHead anchored;
        std::string at;
        std::optional<Digest> found;
    };

    void find() {
        // unbounded: at most one row for each head asked for
        std::string sql = "SELECT stream, seq, hash FROM journal WHERE ";
        SqlValues parameters;
        for (auto const& head : heads_) {
            auto const number = parameters.size();
            sql += (number == 0 ? "(stream = $" : " OR (stream = $") + std::to_string(number + 1) + " AND seq = $" +
                   std::to_string(number + 2) + ")";
            parameters.emplace_back(head.anchored.stream);
            parameters.emplace_back(head.anchored.seq);
        }
        reader_.each({sql, std::move(parameters)}, [&](Row const& row) {
            for (auto& head : heads_) {
                if (head.anchored.seq == row.integer(1) && head.anchored.stream == row.text(0)) {
                    head.found = read_digest(row, 2);
                }
            }
            return true;
        });
    }

    Reader& reader_;
    VerifyReport& report_;
    std::vector<Head> heads_;
};

}  // namespace

void check_file(Reader& reader, VerifyReport& report) {
    if (reader.engine() != Engine::sqlite) return;
    reader.each({integrity_check_sql}, [&](Row const& row) {
        // SQLite's sentences name pages, tables and indexes, never values.
        if (row.text(0) != "ok") report.add("database", "file", "SQLite: " + std::string(row.text(0)));
        return true;
    });
}

Result<void> check_migrations(Reader& reader, std::vector<Migration> const& known, VerifyReport& report) {
    if (!has_table(reader, "migration")) {
        return Error{ErrorCode::corrupted, "This is no database of Cairn: it has no migrations."};
    }
    std::vector<bool> seen(known.size(), false);
    std::optional<Error> newer;
    reader.each({migrations_sql}, [&](Row const& row) {
        auto const number = row.integer(0);
        std::string const name(row.text(1));
        if (number > static_cast<std::int64_t>(known.size())) {
            newer = Error{ErrorCode::corrupted,
                          "The database was written by a newer version of Cairn: it has the migration " + name +
                              ", which this program does not know."};
        } else if (number < 1 || seen[static_cast<std::size_t>(number - 1)]) {
            report.add("migration", name, "Its number was altered.");
        } else {
            auto const& ours = known[static_cast<std::size_t>(number - 1)];
            seen[static_cast<std::size_t>(number - 1)] = true;
            if (ours.name != name) report.add("migration", ours.name, "Its name was altered.");
            if (ours.checksum != row.text(2)) {
                report.add("migration", ours.name, "Its checksum is not that of the migration in this program.");
            }
        }
        return true;
    });
    if (newer) return *newer;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (!seen[i])
            report.add("migration", known[i].name, "It is not listed: migrate the database, or its row was removed.");
    }
    return {};
}

void ReceiptCheck::fill(Reader& reader) {
    each_receipt(reader, [&](Receipt const&, Digest const& digest) {
        if (pass_.index == 0) ++report_.receipts;
        if (pass_.takes(digest)) receipts_.add(digest);
    });
    receipts_.seal();
}

void ReceiptCheck::take(Digest const& receipt, std::string_view at, std::string_view record_type,
                        std::string_view record_id) {
    if (!pass_.takes(receipt) || receipts_.meet(receipt)) return;
    // Several entries of one write share a receipt and follow each other in their stream.
    if (at < remembered_since_ || receipt == last_missing_) return;
    last_missing_ = receipt;
    report_.add("receipt", std::string(record_type) + " " + std::string(record_id),
                "The receipt of the write that changed this record on " + std::string(at) +
                    " is missing or was altered.");
}

void ReceiptCheck::report_unmet(Reader& reader) {
    if (receipts_.all_met()) return;
    each_receipt(reader, [&](Receipt const& receipt, Digest const& digest) {
        if (!pass_.takes(digest) || receipts_.was_met(digest)) return;
        report_.add("receipt", receipt.actor + " " + receipt.command + " " + receipt.key,
                    "No journal entry belongs to it: it was altered or added.");
    });
}

void ExternalKeyCheck::fill(Reader& reader) {
    each_external_key(reader, [&](std::string_view, std::string_view, Digest const& digest) {
        if (pass_.index == 0) ++report_.external_keys;
        if (pass_.takes(digest)) keys_.add(digest);
    });
    keys_.seal();
}

void ExternalKeyCheck::report_unmet(Reader& reader) {
    if (keys_.all_met()) return;
    each_external_key(reader, [&](std::string_view type, std::string_view key, Digest const& digest) {
        if (!pass_.takes(digest) || keys_.was_met(digest)) return;
        report_.add("external_key", std::string(type) + " " + std::string(key),
                    "The journal does not say this about it: it was altered or added.");
    });
}

void check_anchors(Reader& reader, std::filesystem::path const& path, VerifyReport& report) {
    HeadLookup lookup(reader, report);
    AfterAnchor after;
    auto const read = read_anchors(path, {.visit =
                                              [&](Anchor const& anchor) {
                                                  for (auto const& head : anchor.heads) lookup.add(head, anchor.at);
                                                  after.anchored_at = anchor.at;
                                                  after.position = anchor.position;
                                              },
                                          .fault =
                                              [&](AnchorFault const& fault) {
                                                  report.add("anchors", "line " + std::to_string(fault.line),
                                                             "The line " + fault.what + ".");
                                              }});
    lookup.run();
    if (!read) {
        report.add("anchors", path.filename().string(),
                   "The file cannot be read, so nothing tells whether the journal's end was cut off: " +
                       read.error().message);
        return;
    }
    report.anchor_lines = read->lines;
    if (read->torn) {
        report.notes.push_back(
            "The anchor file ends in an incomplete line, as a crash leaves it; the next anchor replaces it.");
    }
    if (read->lines == 0) {
        report.add("anchors", path.filename().string(), "The file is empty; it never is unless somebody emptied it.");
        return;
    }
    reader.each({after_anchor_sql, {after.position}}, [&](Row const& row) {
        after.entries = row.integer(0);
        after.since = row.text(1);
        return false;
    });
    report.after_anchor = std::move(after);
}

}  // namespace cairn
