// An import or export as a job: who asked for it, how it went, and what undoing it needs. A record of the directory;
// none of its members says anything about a participant.
//
//   import  queued -> running -> done | failed | cancelled | interrupted ; each of these -> undoing -> undone
//   export  queued -> running -> done | failed | cancelled | interrupted
//
// `interrupted`: the program ended in the middle. Whole batches of an import are in; it can be repeated or undone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"

namespace cairn {

enum class ExchangeKind : std::uint8_t { imports, exports };
enum class JobStatus : std::uint8_t { queued, running, done, failed, cancelled, interrupted, undoing, undone };

struct JobFile {
    std::optional<std::string> source_file{};  // people.csv, of an import
    std::string record_file{};                 // participants
    std::int64_t rows = 0;                     // read, or written by an export
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    std::int64_t repeated = 0;
    std::int64_t passed = 0;
    std::int64_t rejected = 0;
};

// Rows that an undo left where they are.
struct KeptRows {
    std::string record_file{};
    std::string reason{};
    std::int64_t rows = 0;
};

struct ExchangeJob {
    Id<ExchangeJob> id{};
    std::int64_t version = 0;
    ExchangeKind kind = ExchangeKind::imports;
    JobStatus status = JobStatus::queued;
    std::string asked_by{};  // as the journal keeps actors
    Instant asked_at{};
    bool on_command_line = false;
    bool dry_run = false;
    std::optional<Instant> started_at{};
    std::optional<Instant> finished_at{};
    std::vector<JobFile> files{};
    std::optional<std::string> error{};        // why it failed, a sentence
    std::optional<Instant> file_until{};       // until then rejected rows, or the export's zip, can be fetched
    std::optional<std::int64_t> file_bytes{};  // of the export's zip
    std::int64_t journal_from = 0;  // sealed: what the import wrote stands behind this position of the journal
    std::optional<std::string> undone_by{};
    std::optional<Instant> undone_at{};
    std::int64_t taken_back = 0;   // records, by all undos together
    std::vector<KeptRows> kept{};  // by the last undo
};

// A job as the API shows it.
struct ShownJob {
    Id<ExchangeJob> id{};
    std::int64_t version = 0;
    ExchangeKind kind = ExchangeKind::imports;
    JobStatus status = JobStatus::queued;
    std::string asked_by{};
    Instant asked_at{};
    bool on_command_line = false;
    bool dry_run = false;
    std::optional<Instant> started_at{};
    std::optional<Instant> finished_at{};
    std::optional<int> percent{};               // while it runs; of bytes read, files written or rows looked at
    std::optional<std::string> current_file{};  // while it runs: people.csv
    std::vector<JobFile> files{};
    std::int64_t rejected = 0;  // rows of all files
    std::optional<std::string> error{};
    std::optional<Instant> file_until{};
    std::optional<std::int64_t> file_bytes{};
    std::optional<std::string> undone_by{};
    std::optional<Instant> undone_at{};
    std::int64_t taken_back = 0;
    std::vector<KeptRows> kept{};
};

template <>
RecordType const& record_type<JobFile>();
template <>
RecordType const& record_type<KeptRows>();
template <>
RecordType const& record_type<ExchangeJob>();
template <>
RecordType const& record_type<ShownJob>();

ShownJob to_shown(ExchangeJob const& job);

std::string_view to_string(JobStatus status);
bool is_over(JobStatus status);  // neither queued, running nor undoing
// Marks the job as interrupted, with a sentence about what to do.
void interrupt(ExchangeJob& job);

// A new job, begun in the same write when its status is `running`: notes where the journal stands. Under the caller's
// key a repetition is a `duplicate` and answers with the first job. `asked` is a digest of what was asked for.
Result<Written> add_job(Permit const& permit, Organization& organization, ExchangeJob job, std::string key,
                        std::string_view asked);

// Changes the job as it stands now and journals it as `command`. `change` may refuse. Under an empty key every call is
// a write of its own.
Result<Written> change_job(Permit const& permit, Organization& organization, Id<ExchangeJob> const& id,
                           std::string_view command, std::function<Result<void>(ExchangeJob& job, Instant now)> change,
                           std::string key = {});

std::optional<ExchangeJob> find_job(Organization& organization, Id<ExchangeJob> const& id);
// Newest first, those before the given id.
std::vector<ExchangeJob> list_jobs(Reader& reader, ExchangeKind kind, std::optional<std::string> const& before,
                                   std::size_t count);
// That are neither over nor run by a command line.
std::vector<ExchangeJob> unfinished_jobs(Organization& organization);

}  // namespace cairn
