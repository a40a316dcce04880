// Rows held against the journal's latest body of each record: private to verify.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/digest_set.hpp"
#include "store/verify_chain.hpp"

namespace cairn {

// Streams with `from` <= id, and id < `before` when there is a next range. The ranges together cover every text, so
// that a row whose stream does not exist lies in one of them.
struct StreamRange {
    std::string from;
    std::optional<std::string> before;

    // " WHERE column >= $1 AND column < $2" or without the second, and the parameters.
    std::string where(std::string_view column) const;
    SqlValues parameters() const;
    bool contains(std::string_view id) const { return id >= from && (!before || id < *before); }
};

// What one row of external_key says, as a digest.
Digest external_key_digest(std::string_view record_type, std::string_view key, std::string_view record_id,
                           Digest const& content_digest, std::int64_t version);

// Records that went from one stream to another: every departure needs its arrival and every arrival its departure,
// whatever range the two lie in.
class Moves {
public:
    explicit Moves(VerifyReport& report) : report_(report) {}

    void departed(JournalRow const& entry, std::string to);
    // `last_version`: what the stream held of the record before.
    void arrived(JournalRow const& entry, std::int64_t last_version);
    void report_unmet() const;

private:
    struct Half {
        std::string entry{};   // "STREAM/SEQ"
        std::string stream{};  // of arrival
        bool departure = false;
        std::string record{};  // "note 0192…"
        std::int64_t version = 0;
        std::int64_t last_version = 0;
    };

    void add(JournalRow const& entry, Half half);
    void report(Half const& half) const;

    VerifyReport& report_;
    std::map<std::string, Half> halves_{};  // that have not met their other half, by "type id version"
};

// What the journal of one range says last about each record.
class LatestRecords {
public:
    LatestRecords(VerifyReport& report, Moves& moves) : report_(report), moves_(moves) {}

    // Entries of a stream in order. `check` is false in later passes, which are about outside keys only.
    void take(JournalRow const& entry, bool check);
    // Compares the range's rows of `type`; adds their number to `rows`.
    void compare_rows(Reader& reader, RecordType const& type, StreamRange const& range, std::int64_t& rows);
    // Reports records whose row was never met.
    void report_missing() const;
    // Marks each expected outside key in `keys`, and reports those that are nowhere.
    void meet_external_keys(Reader& reader, Pass const& pass, DigestSet& keys);

private:
    struct Latest {
        std::string stream{};
        std::int64_t seq = 0;
        std::int64_t version = 0;
        Digest body{};  // of the body without its outside key
        bool purged = false;
        bool whole = false;  // the body answers to its digest
        bool met = false;
        bool moved = false;                             // away: the row lies in another stream now
        bool withdrawn = false;                         // there is no row any more
        std::map<std::string, Digest> external_keys{};  // key -> external_key_digest
    };
    struct Differing {
        std::shared_ptr<void> record;
        std::string id;
        std::string stream;
        std::int64_t seq;
    };

    Latest& latest_of(JournalRow const& entry);
    Latest* find(RecordType const& type, std::string const& id, Row const& row);
    void check_version(JournalRow const& entry, Latest const& latest);
    void each_latest(std::function<void(std::string const& record, Latest const& latest)> const& visit) const;
    void compare_row(RecordType const& type, Row const& row, void* record, std::vector<Differing>& differing);
    void compare_members(Reader& reader, RecordType const& type, Differing const& one);

    VerifyReport& report_;
    Moves& moves_;
    std::map<std::string, Latest> latest_;  // by "type id"
    // Of records that lay in more than one stream of the range: what the streams before the last say.
    std::map<std::string, std::vector<Latest>> elsewhere_;
};

}  // namespace cairn
