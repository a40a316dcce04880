#include "features/exchange/exchange_job.hpp"

#include "record/describe.hpp"
#include "store/story.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(ExchangeKind, imports, exports)
BOOST_DESCRIBE_ENUM(JobStatus, queued, running, done, failed, cancelled, interrupted, undoing, undone)
BOOST_DESCRIBE_STRUCT(JobFile, (),
                      (source_file, record_file, rows, created, changed, unchanged, repeated, passed, rejected))
BOOST_DESCRIBE_STRUCT(KeptRows, (), (record_file, reason, rows))
BOOST_DESCRIBE_STRUCT(ExchangeJob, (),
                      (id, version, kind, status, asked_by, asked_at, on_command_line, dry_run, started_at, finished_at,
                       files, error, file_until, file_bytes, journal_from, undone_by, undone_at, taken_back, kept))
BOOST_DESCRIBE_STRUCT(ShownJob, (),
                      (id, version, kind, status, asked_by, asked_at, on_command_line, dry_run, started_at, finished_at,
                       percent, current_file, files, rejected, error, file_until, file_bytes, undone_by, undone_at,
                       taken_back, kept))

namespace {

// A job says nothing about a participant.
RecordType all_open(RecordType described) {
    for (auto& field : described.fields) field.rule.sensitivity = Sensitivity::open;
    return described;
}

constexpr std::size_t unfinished_jobs_max = 100;  // there are at most a handful

constexpr std::string_view position_sql = "SELECT coalesce(max(position), 0) FROM journal";

}  // namespace

template <>
RecordType const& record_type<JobFile>() {
    static RecordType const type = all_open(describe<JobFile>("job_file", {}));
    return type;
}

template <>
RecordType const& record_type<KeptRows>() {
    static RecordType const type = all_open(describe<KeptRows>("kept_rows", {}));
    return type;
}

template <>
RecordType const& record_type<ExchangeJob>() {
    static RecordType const type = [] {
        auto described = all_open(describe<ExchangeJob>("exchange_job", {"directory", ""}));
        described.fields[described.index_of("journal_from")].rule.sensitivity = Sensitivity::sealed;
        return described;
    }();
    return type;
}

template <>
RecordType const& record_type<ShownJob>() {
    static RecordType const type = all_open(describe<ShownJob>("shown_job", {}));
    return type;
}

ShownJob to_shown(ExchangeJob const& job) {
    ShownJob shown{.id = job.id,
                   .version = job.version,
                   .kind = job.kind,
                   .status = job.status,
                   .asked_by = job.asked_by,
                   .asked_at = job.asked_at,
                   .on_command_line = job.on_command_line,
                   .dry_run = job.dry_run,
                   .started_at = job.started_at,
                   .finished_at = job.finished_at,
                   .files = job.files,
                   .error = job.error,
                   .file_until = job.file_until,
                   .file_bytes = job.file_bytes,
                   .undone_by = job.undone_by,
                   .undone_at = job.undone_at,
                   .taken_back = job.taken_back,
                   .kept = job.kept};
    for (auto const& file : job.files) shown.rejected += file.rejected;
    return shown;
}

std::string_view to_string(JobStatus status) { return boost::describe::enum_to_string(status, ""); }

bool is_over(JobStatus status) {
    return status != JobStatus::queued && status != JobStatus::running && status != JobStatus::undoing;
}

void interrupt(ExchangeJob& job) {
    job.status = JobStatus::interrupted;
    job.error = job.kind == ExchangeKind::exports
                    ? "The server ended in the middle. Ask for the export again."
                    : "The server ended in the middle. What is in stays in; the import can be repeated or undone.";
}

Result<Written> add_job(Permit const& permit, Organization& organization, ExchangeJob job, std::string key,
                        std::string_view asked) {
    auto const command = job.kind == ExchangeKind::imports ? "ask_for_import" : "ask_for_export";
    auto const request = write_request(permit, command, std::move(key), asked, {directory_stream()});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto added = job;
        added.asked_by = permit.actor();
        added.asked_at = tx.now();
        added.journal_from = tx.integer({position_sql}).value_or(0);
        if (added.status == JobStatus::running) added.started_at = tx.now();
        return put_new(tx, std::move(added));
    });
}

Result<Written> change_job(Permit const& permit, Organization& organization, Id<ExchangeJob> const& id,
                           std::string_view command, std::function<Result<void>(ExchangeJob& job, Instant now)> change,
                           std::string key) {
    if (key.empty()) key = to_string(organization.ids().next());
    auto const request = write_request(permit, command, std::move(key), to_string(id), {directory_stream()},
                                       {{&record_type<ExchangeJob>(), to_string(id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto job = tx.get(id);
        if (!job) return job.error();
        if (auto const changed = change(*job, tx.now()); !changed) return changed.error();
        return put_changed(tx, std::move(*job));
    });
}

std::optional<ExchangeJob> find_job(Organization& organization, Id<ExchangeJob> const& id) {
    std::optional<ExchangeJob> job;
    organization.database().read([&](Reader& reader) { job = reader.fetch(id); });
    return job;
}

std::vector<ExchangeJob> list_jobs(Reader& reader, ExchangeKind kind, std::optional<std::string> const& before,
                                   std::size_t count) {
    std::vector<ExchangeJob> jobs;
    SqlValues parameters{std::string(boost::describe::enum_to_string(kind, "")), static_cast<std::int64_t>(count)};
    if (before) parameters.emplace_back(*before);
    auto const sql = "SELECT " + column_list(record_type<ExchangeJob>()) + " FROM exchange_job WHERE kind = $1" +
                     (before ? " AND id < $3" : "") + " ORDER BY id DESC LIMIT $2";
    reader.each({sql, parameters}, [&](Row const& row) {
        jobs.push_back(read_record<ExchangeJob>(row));
        return true;
    });
    return jobs;
}

std::vector<ExchangeJob> unfinished_jobs(Organization& organization) {
    std::vector<ExchangeJob> jobs;
    auto const sql = "SELECT " + column_list(record_type<ExchangeJob>()) +
                     " FROM exchange_job WHERE status IN ('queued', 'running', 'undoing') AND on_command_line = FALSE "
                     "ORDER BY id LIMIT " +
                     std::to_string(unfinished_jobs_max);
    organization.database().read([&](Reader& reader) {
        jobs.clear();
        reader.each({sql}, [&](Row const& row) {
            jobs.push_back(read_record<ExchangeJob>(row));
            return true;
        });
    });
    return jobs;
}

}  // namespace cairn
