// An import with its job: what happened is remembered, and can be undone.
#pragma once

#include <span>

#include "features/exchange/exchange_job.hpp"
#include "features/exchange/import.hpp"

namespace cairn {

// How an import went, as its job remembers it.
JobFile to_job_file(ImportedFile const& file);

// Begins the job, runs the import under its id, and notes how it went. An import that stopped because it was asked to
// is left as `stopped` says: cancelled or interrupted. When the import throws, the job is `failed` and the exception
// goes on. Rejected rows are promised until `rejected_rows_days` from now.
struct ImportJobRun {
    Id<ExchangeJob> id{};
    ImportRequest request{};  // without import_id
    std::function<JobStatus()> stopped = [] { return JobStatus::cancelled; };
};
Result<ImportSummary> run_import_job(Permit const& permit, Organization& organization,
                                     std::span<Importable const> importables, ImportJobRun run,
                                     ImportProgress& progress);

// The sentence that the asker of a job reads when something broke that nobody planned for.
inline constexpr std::string_view job_broke =
    "Something broke that should not. What is in stays in; the import can be repeated or undone.";

}  // namespace cairn
