#include "features/exchange/import_job.hpp"

#include <fmt/core.h>

#include "features/exchange/exchange_limits.hpp"

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_day = 86'400'000;

void note_summary(ExchangeJob& job, ImportSummary const& summary, Instant now, JobStatus stopped) {
    job.status = JobStatus::done;
    if (summary.stopped) job.status = stopped;
    if (job.status == JobStatus::interrupted) interrupt(job);
    if (summary.broken_off) {
        job.status = JobStatus::failed;
        job.error = fmt::format("{}: {} Everything before that place is in; mend the file and import it again.",
                                summary.broken_off->field, summary.broken_off->message);
    }
    job.files.clear();
    for (auto const& file : summary.files) job.files.push_back(to_job_file(file));
    if (summary.rejected_rows) {
        job.file_until = Instant{now.milliseconds + rejected_rows_days * milliseconds_per_day};
    }
}

void note_end(Permit const& permit, Organization& organization, Id<ExchangeJob> const& id,
              std::function<void(ExchangeJob& job, Instant now)> const& note) {
    change_job(permit, organization, id, "end_import", [&](ExchangeJob& job, Instant now) {
        job.finished_at = now;
        note(job, now);
        return Result<void>{};
    }).value();
}

}  // namespace

JobFile to_job_file(ImportedFile const& file) {
    auto const number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
    return {.source_file = file.source_file,
            .record_file = file.record_file,
            .rows = number(file.counts.read),
            .created = number(file.counts.created),
            .changed = number(file.counts.changed),
            .unchanged = number(file.counts.unchanged),
            .repeated = number(file.counts.repeated),
            .passed = number(file.counts.passed),
            .rejected = number(file.counts.rejected)};
}

Result<ImportSummary> run_import_job(Permit const& permit, Organization& organization,
                                     std::span<Importable const> importables, ImportJobRun run,
                                     ImportProgress& progress) {
    run.request.import_id = to_string(run.id);
    try {
        auto summary = import_folder(permit, organization, importables, run.request, progress);
        note_end(permit, organization, run.id, [&](ExchangeJob& job, Instant now) {
            if (summary) {
                note_summary(job, *summary, now, run.stopped());
            } else {
                job.status = JobStatus::failed;
                job.error = to_string(summary.error());
            }
        });
        return summary;
    } catch (...) {
        auto const failure = std::current_exception();
        try {
            note_end(permit, organization, run.id, [](ExchangeJob& job, Instant) {
                job.status = JobStatus::failed;
                job.error = job_broke;
            });
        } catch (...) {  // NOLINT(bugprone-empty-catch): the first failure says more; the next start marks the job
        }
        std::rethrow_exception(failure);
    }
}

}  // namespace cairn
