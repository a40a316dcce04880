// Undoing an import: its records are taken back (docs/decisions/0007), those that nobody has touched or named since.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "features/exchange/exchange_job.hpp"
#include "features/exchange/exchange_limits.hpp"

namespace cairn {

struct UndoSummary {
    std::int64_t taken_back = 0;
    std::vector<KeptRows> kept{};  // how many rows stay, by file and reason
    std::optional<std::filesystem::path> kept_rows{};
    bool stopped = false;  // on request; do it again to go on

    std::int64_t kept_total() const;
};

// Told how it goes, from the thread that runs it. The default tells nobody.
class UndoProgress {
public:
    virtual ~UndoProgress() = default;
    virtual void batch_done(std::int64_t /*rows*/) {}  // that were looked at so far
    virtual bool stop_requested() { return false; }    // asked after every batch
};

struct UndoParts {
    std::span<Importable const> importables;
    std::span<RecordType const* const> types;  // every record that may name another
};

// Rows that stay where they are come back in a CSV beside `stem` (mode 0600): file, key, record_id, reason. What is
// gone already is passed over, so that an undo can be repeated. Needs import_records; refuses a job that is no import,
// that has not begun or was a dry run. A batch is one transaction.
Result<UndoSummary> undo_import(Permit const& permit, Organization& organization, UndoParts const& parts,
                                ExchangeJob const& job, std::filesystem::path const& stem, UndoProgress& progress);

// What the job remembers of an undo.
void note_undo(ExchangeJob& job, UndoSummary const& summary, JobStatus status, Instant now);

}  // namespace cairn
