// Imports and exports as jobs of a running server: one at a time for an organization, in a thread of their own.
//
// What was sent lies in a private folder (mode 0700) until its job is over. Rows that were rejected or kept stay for
// `rejected_rows_days`, an export for `export_file_hours`. All of it is plain text: the folder belongs on an encrypted
// disk. See exchange_limits.hpp for every limit.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/exchange/exchange_job.hpp"
#include "http/message.hpp"

namespace cairn {

class JobRunner;  // job_runner.hpp

struct ExchangeParts {
    std::vector<Importable> importables;
    std::vector<RecordType const*> types;  // every record there is
    std::filesystem::path folder;          // made when it is missing; belongs to this organization and server alone
    // What the asker of a job may do at the moment it begins; see present_permit.
    std::function<Result<Permit>(Permit const& asked)> permit_now;
};

// The permit that an account has now; `not_allowed` when it may not enter any more. The operator's stays as it is.
Result<Permit> present_permit(Organization& organization, Permit const& asked);

// Safe to share between threads.
class ExchangeJobs {
public:
    // Marks as `interrupted` what an earlier server left in the middle, and removes its files. Throws
    // std::runtime_error when the folder cannot be made private.
    ExchangeJobs(Organization& organization, ExchangeParts parts);
    ExchangeJobs(ExchangeJobs const&) = delete;
    ExchangeJobs& operator=(ExchangeJobs const&) = delete;
    // Stops after the batch that is being written; what was running or waiting is `interrupted`.
    ~ExchangeJobs();

    // Each answers {"id":…,"version":…} of the job. Refuses before anything is written what can be known beforehand:
    // permission, names, limits, mapping, columns; and `rate_limited` while waiting_jobs_max jobs are waiting.
    Result<Written> ask_for_import(Permit const& permit, HttpRequest const& request, bool dry_run, std::string key);
    Result<Written> ask_for_export(Permit const& permit, std::string key);
    Result<Written> ask_for_undo(Permit const& permit, Id<ExchangeJob> const& id, std::string key);
    // A job that waits is cancelled at once, one that runs after its batch. Refuses one that is over, unless it is
    // cancelled already.
    Result<Written> cancel(Permit const& permit, ExchangeKind kind, Id<ExchangeJob> const& id, std::string key);

    // With what is known of its progress.
    Result<ShownJob> show(ExchangeKind kind, Id<ExchangeJob> const& id) const;
    ShownJob show(ExchangeJob const& job) const;

    enum class FileKind : std::uint8_t { rejected_rows, kept_rows, export_zip };
    // Refuses with `not_found` when the job has none, or its time is over.
    Result<std::filesystem::path> file(Id<ExchangeJob> const& id, FileKind kind) const;

    Organization& organization() const { return organization_; }
    // Until nothing runs and nothing waits.
    void wait_until_idle() const;

private:
    Organization& organization_;
    std::unique_ptr<JobRunner> runner_;
};

}  // namespace cairn
