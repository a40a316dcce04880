#include "features/exchange/exchange.hpp"

#include <fmt/core.h>

#include "access/account_holder.hpp"
#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/import_plan.hpp"
#include "features/exchange/job_runner.hpp"
#include "features/exchange/upload.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

Error queue_is_full() {
    return Error{ErrorCode::rate_limited,
                 fmt::format("{} jobs are waiting already. Ask again when some of them are done.", waiting_jobs_max)};
}

Error is_no_job() { return not_found(record_type<ExchangeJob>().name); }

// Removes what was received unless its job was made.
class Incoming {
public:
    Incoming(JobFolders const& folders, Id<ExchangeJob> const& id)
        : folders_(folders), id_(id), data_(folders.begin_incoming(id)) {}
    Incoming(Incoming const&) = delete;
    Incoming& operator=(Incoming const&) = delete;
    ~Incoming() { folders_.drop_incoming(id_); }

    std::filesystem::path const& data() const { return data_; }
    void keep() { folders_.keep_incoming(id_); }

private:
    JobFolders const& folders_;
    Id<ExchangeJob> id_;
    std::filesystem::path data_;
};

// The plan without what it says about our own folders.
Result<void> check_plan(std::filesystem::path const& folder, Upload const& upload,
                        std::span<Importable const> importables) {
    bool const has_table = upload.files.size() > 1 || upload.files.front() != mapping_file_name;
    if (!has_table) return invalid("files", "required", "There is a mapping, but no .csv file to read with it.");
    auto const plan = plan_import(folder, std::nullopt, importables);
    if (!plan) return plan.error();
    return {};
}

}  // namespace

Result<Permit> present_permit(Organization& organization, Permit const& asked) {
    if (!Uuid::parse(asked.actor())) return asked;  // the operator, who is no account
    auto const now = organization.clock().now();
    std::optional<AccountHolder> holder;
    organization.database().read([&](Reader& reader) { holder = holder_by_account(reader, asked.actor()); });
    if (holder && holder->may_enter(now)) return holder->permit(now);
    return Error{ErrorCode::not_allowed, "Whoever asked for this may not enter any more."};
}

ExchangeJobs::ExchangeJobs(Organization& organization, ExchangeParts parts)
    : organization_(organization), runner_(std::make_unique<JobRunner>(organization, std::move(parts))) {}

ExchangeJobs::~ExchangeJobs() = default;

Result<Written> ExchangeJobs::ask_for_import(Permit const& permit, HttpRequest const& request, bool dry_run,
                                             std::string key) {
    if (auto const allowed = permit.require(Permission::import_records); !allowed) return allowed.error();
    JobRunner::Place place(*runner_);
    if (!place) return queue_is_full();
    auto const id = organization_.ids().next_id<ExchangeJob>();
    Incoming incoming(runner_->folders(), id);
    auto const upload = receive_upload(request, incoming.data());
    if (!upload) return upload.error();
    if (auto const sound = check_plan(incoming.data(), *upload, runner_->parts().importables); !sound) {
        return sound.error();
    }
    bool const only_checks = dry_run || upload->dry_run;
    auto const asked = to_hex(upload->content) + (only_checks ? " dry run" : "");
    auto written = add_job(permit, organization_, {.id = id, .dry_run = only_checks}, std::move(key), asked);
    if (!written || written->outcome == Outcome::duplicate) return written;
    incoming.keep();
    place.take({.id = id, .what = JobTask::What::import_files, .permit = permit, .dry_run = only_checks});
    return written;
}

Result<Written> ExchangeJobs::ask_for_export(Permit const& permit, std::string key) {
    if (auto const allowed = permit.require(Permission::export_records); !allowed) return allowed.error();
    JobRunner::Place place(*runner_);
    if (!place) return queue_is_full();
    auto const id = organization_.ids().next_id<ExchangeJob>();
    auto written = add_job(permit, organization_, {.id = id, .kind = ExchangeKind::exports}, std::move(key), "export");
    if (!written || written->outcome == Outcome::duplicate) return written;
    place.take({.id = id, .what = JobTask::What::export_files, .permit = permit});
    return written;
}

Result<Written> ExchangeJobs::ask_for_undo(Permit const& permit, Id<ExchangeJob> const& id, std::string key) {
    if (auto const allowed = permit.require(Permission::import_records); !allowed) return allowed.error();
    JobRunner::Place place(*runner_);
    if (!place) return queue_is_full();
    auto const begin = [&](ExchangeJob& job, Instant) -> Result<void> {
        if (job.kind != ExchangeKind::imports) return is_no_job();
        if (!is_over(job.status)) {
            return Error{ErrorCode::illegal_transition,
                         job.on_command_line
                             ? "This import was begun on the command line and has not ended, or it was broken off. If "
                               "it was, the operator can undo it there: cairn import --undo."
                             : "This job is not over yet. Wait for it, or cancel it first."};
        }
        if (job.dry_run) return Error{ErrorCode::illegal_transition, "This was a dry run: it brought nothing in."};
        job.status = JobStatus::undoing;
        job.error.reset();
        job.undone_by = permit.actor();
        return {};
    };
    auto written = change_job(permit, organization_, id, "ask_for_undo", begin, std::move(key));
    if (!written || written->outcome == Outcome::duplicate) return written;
    place.take({.id = id, .what = JobTask::What::undo, .permit = permit});
    return written;
}

Result<Written> ExchangeJobs::cancel(Permit const& permit, ExchangeKind kind, Id<ExchangeJob> const& id,
                                     std::string key) {
    auto const needed = kind == ExchangeKind::imports ? Permission::import_records : Permission::export_records;
    if (auto const allowed = permit.require(needed); !allowed) return allowed.error();
    auto const job = find_job(organization_, id);
    if (!job || job->kind != kind) return is_no_job();
    auto const answer = [](ExchangeJob const& as_it_is) { return Written{Outcome::applied, written_json(as_it_is)}; };
    if (job->status == JobStatus::cancelled || runner_->cancel_running(id)) return answer(*job);
    if (!runner_->forget_waiting(id)) {
        return Error{ErrorCode::illegal_transition, is_over(job->status) ? "This job is over; there is nothing to stop."
                                                                         : "This job is not run by this server."};
    }
    runner_->folders().drop_data(id);
    return change_job(
        permit, organization_, id, "cancel_job",
        [](ExchangeJob& waiting, Instant now) {
            waiting.status = JobStatus::cancelled;
            waiting.finished_at = now;
            return Result<void>{};
        },
        std::move(key));
}

Result<ShownJob> ExchangeJobs::show(ExchangeKind kind, Id<ExchangeJob> const& id) const {
    auto const job = find_job(organization_, id);
    if (!job || job->kind != kind) return is_no_job();
    return show(*job);
}

ShownJob ExchangeJobs::show(ExchangeJob const& job) const {
    auto shown = to_shown(job);
    runner_->add_progress(shown);
    return shown;
}

Result<std::filesystem::path> ExchangeJobs::file(Id<ExchangeJob> const& id, FileKind kind) const {
    auto const job = find_job(organization_, id);
    auto const wanted = kind == FileKind::export_zip ? ExchangeKind::exports : ExchangeKind::imports;
    if (!job || job->kind != wanted) return is_no_job();
    auto const& folders = runner_->folders();
    auto const path = kind == FileKind::export_zip      ? folders.export_zip(id)
                      : kind == FileKind::rejected_rows ? folders.rejected_rows(id)
                                                        : folders.kept_rows(id);
    bool const in_time = job->file_until && organization_.clock().now() < *job->file_until;
    if (!in_time || !std::filesystem::exists(path)) {
        return Error{
            ErrorCode::not_found,
            kind == FileKind::export_zip
                ? fmt::format("There is no file. It is kept for {} hours after the export is done.", export_file_hours)
                : fmt::format("There are no such rows. They are kept for {} days.", rejected_rows_days)};
    }
    return path;
}

void ExchangeJobs::wait_until_idle() const { runner_->wait_until_idle(); }

}  // namespace cairn
