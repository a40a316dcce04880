// The steps of verify that are not about one stream: private to verify.
#pragma once

#include <filesystem>

#include "store/digest_set.hpp"
#include "store/verify.hpp"

namespace cairn {

// SQLite's own check of the file: pages, indexes, NOT NULL. PostgreSQL checks its pages itself when it reads them.
void check_file(Reader& reader, VerifyReport& report);

// The migration table against the program's migrations. Refuses what is no database of this program.
Result<void> check_migrations(Reader& reader, std::vector<Migration> const& known, VerifyReport& report);

// Receipts of one pass: filled from the table, met by the journal's entries, and the rest reported.
class ReceiptCheck {
public:
    // Entries at `remembered_since` or later must have their receipts.
    ReceiptCheck(Pass pass, std::string remembered_since, VerifyReport& report)
        : pass_(pass), remembered_since_(std::move(remembered_since)), report_(report) {}

    void fill(Reader& reader);
    void take(Digest const& receipt, std::string_view at, std::string_view record_type, std::string_view record_id);
    void report_unmet(Reader& reader);

private:
    Pass pass_;
    std::string remembered_since_;
    VerifyReport& report_;
    DigestSet receipts_;
    Digest last_missing_{};
};

// The same for outside keys; LatestRecords meets them.
class ExternalKeyCheck {
public:
    ExternalKeyCheck(Pass pass, VerifyReport& report) : pass_(pass), report_(report) {}

    void fill(Reader& reader);
    Pass const& pass() const { return pass_; }
    DigestSet& keys() { return keys_; }
    void report_unmet(Reader& reader);

private:
    Pass pass_;
    VerifyReport& report_;
    DigestSet keys_;
};

// What was anchored must be in the journal; fills report.after_anchor.
void check_anchors(Reader& reader, std::filesystem::path const& path, VerifyReport& report);

}  // namespace cairn
