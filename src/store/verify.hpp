// Whether a database holds what was written to it, and nothing else.
//
// Everything is held against the journal, whose entries are chained by their hashes (design, Streams and the journal):
//
//   journal       every stream's entries are 1, 2, 3 …, chain, and carry bodies that answer to their digests
//   stream        each row is the number and hash of its stream's last entry
//   records       each row is the body of its record's last entry, in every member; one taken back has no row
//   receipt       each belongs to an entry, and entries younger than `receipt_days` have theirs
//   external_key  each is what the journal says about the record it names
//   migration     the program's own migrations, with their checksums
//   anchors       what was anchored outside the database is still in the journal
//
// Not written through the journal, and therefore not vouched for: session, access_log, server_key.
//
// Lawful and no finding: a journal entry whose body and key were purged together, once its record is gone.
//
// Memory: what is known of the streams in one range (at most `streams_per_range` streams and, unless one stream alone
// has more, `entries_per_range` entries), and 16 bytes for each of at most `digests_per_pass` receipts and outside
// keys; a database that holds more is walked several times. Findings are listed up to `findings_max` and counted
// beyond.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "store/database.hpp"
#include "store/migrate.hpp"

namespace cairn {

inline constexpr std::size_t findings_max = 1000;
inline constexpr std::int64_t streams_per_range = 1000;
inline constexpr std::int64_t entries_per_range = 20'000;
inline constexpr std::int64_t digests_per_pass = 4'000'000;

// One thing that is not as it was written. No member holds anything that a record says.
struct Finding {
    std::string table;  // "contact", "journal", "anchors" (the file) …
    std::string id;     // the record's id; "STREAM/SEQ" in the journal; the key elsewhere
    std::string what;   // a sentence a person can act on
};

// What the anchors cannot vouch for yet.
struct AfterAnchor {
    std::string anchored_at;    // instant of the last anchor
    std::int64_t position = 0;  // journal position that it reaches to
    std::int64_t entries = 0;   // journal entries behind it
    std::string since{};        // instant of the first of them, empty when there is none
};

struct VerifyReport {
    std::vector<Finding> findings{};
    std::int64_t findings_count = 0;   // may be more than are listed
    std::vector<std::string> notes{};  // worth knowing, nothing wrong
    std::int64_t streams = 0;
    std::int64_t entries = 0;
    std::int64_t records = 0;
    std::int64_t receipts = 0;
    std::int64_t external_keys = 0;
    std::int64_t purged_bodies = 0;
    std::int64_t anchor_lines = 0;
    std::optional<AfterAnchor> after_anchor{};

    bool passed() const { return findings_count == 0; }
    void add(std::string_view table, std::string id, std::string what);
};

struct VerifyOptions {
    std::optional<std::filesystem::path> anchors{};  // the anchor file, unless only the chain is to be checked
    // Called now and then with journal entries walked, and to walk.
    std::function<void(std::int64_t done, std::int64_t total)> progress{};
    // Others than the program's own in tests.
    std::vector<Migration> migrations = program_migrations();
    std::int64_t digests_per_pass = cairn::digests_per_pass;
};

// `types` are all record types of the program. Runs in one snapshot, while others write. Refuses (`corrupted`) only
// what is no database of this program at all: one without migrations, or one that a newer program wrote. A damaged file
// is a finding in the table "database".
Result<VerifyReport> verify(Database& database, std::vector<RecordType const*> const& types, Clock const& clock,
                            VerifyOptions const& options = {});

}  // namespace cairn
