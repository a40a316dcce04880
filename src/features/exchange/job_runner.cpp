#include "features/exchange/job_runner.hpp"

#include <algorithm>
#include <chrono>

#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/import_job.hpp"
#include "features/exchange/zip_files.hpp"

namespace cairn {
namespace {

constexpr std::chrono::minutes tidy_up_every{10};
constexpr std::int64_t milliseconds_per_hour = 3'600'000;
constexpr std::int64_t hours_per_day = 24;
constexpr std::string_view export_broke = "Something broke that should not. Ask for the export again.";

Instant hours_later(Instant now, std::int64_t hours) { return {now.milliseconds + hours * milliseconds_per_hour}; }

}  // namespace

// ---- the queue ----

JobRunner::JobRunner(Organization& organization, ExchangeParts parts)
    : organization_(organization), parts_(std::move(parts)), folders_(parts_.folder) {
    interrupt_left_over();
    thread_ = std::thread([this] { run(); });
}

JobRunner::~JobRunner() {
    {
        std::scoped_lock const lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

JobRunner::Place::Place(JobRunner& runner) : runner_(runner) {
    std::scoped_lock const lock(runner_.mutex_);
    held_ = runner_.places_ < waiting_jobs_max + 1;
    if (held_) ++runner_.places_;
}

JobRunner::Place::~Place() {
    if (!held_) return;
    std::scoped_lock const lock(runner_.mutex_);
    --runner_.places_;
    runner_.changed_.notify_all();
}

void JobRunner::Place::take(JobTask task) {
    {
        std::scoped_lock const lock(runner_.mutex_);
        runner_.waiting_.push_back(std::move(task));
    }
    held_ = false;
    runner_.changed_.notify_all();
}

bool JobRunner::cancel_running(Id<ExchangeJob> const& id) {
    std::scoped_lock const lock(mutex_);
    if (!running_ || running_->id() != id) return false;
    running_->cancel();
    return true;
}

bool JobRunner::forget_waiting(Id<ExchangeJob> const& id) {
    std::scoped_lock const lock(mutex_);
    auto const task = std::ranges::find(waiting_, id, &JobTask::id);
    if (task == waiting_.end()) return false;
    waiting_.erase(task);
    --places_;
    changed_.notify_all();
    return true;
}

void JobRunner::add_progress(ShownJob& shown) const {
    std::shared_ptr<JobWatch> running;
    {
        std::scoped_lock const lock(mutex_);
        running = running_;
    }
    if (running && running->id() == shown.id && !is_over(shown.status)) running->add_to(shown);
}

void JobRunner::wait_until_idle() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return places_ == 0; });
}

// ---- the thread ----

void JobRunner::interrupt_left_over() {
    auto const permit = authorize_operator("server");
    for (auto const& left : unfinished_jobs(organization_)) {
        change_job(permit, organization_, left.id, "interrupt_job", [](ExchangeJob& job, Instant now) {
            interrupt(job);
            job.finished_at = now;
            return Result<void>{};
        }).value();
        folders_.drop_data(left.id);
    }
    folders_.drop_all_incoming();
}

void JobRunner::run() {
    tidy_up_quietly();
    std::unique_lock lock(mutex_);
    while (true) {
        auto const woken = changed_.wait_for(lock, tidy_up_every, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) break;
        if (woken) {
            auto const task = std::move(waiting_.front());
            waiting_.pop_front();
            lock.unlock();
            run_task(task);
            lock.lock();
            --places_;
            changed_.notify_all();
        }
        lock.unlock();
        tidy_up_quietly();
        lock.lock();
    }
    auto const left = std::move(waiting_);
    lock.unlock();
    for (auto const& task : left) {
        folders_.drop_data(task.id);
        fail_quietly(task, {});
    }
}

// What breaks here has nobody to tell but the job; when that cannot be written either, the next start marks it.
void JobRunner::run_task(JobTask const& task) {
    auto watch = std::make_shared<JobWatch>(task.id, stopping_, total_of(task));
    {
        std::scoped_lock const lock(mutex_);
        running_ = watch;
    }
    try {
        // The asker may have lost the permission, or the account, while the job waited.
        auto const permit = parts_.permit_now(task.permit);
        if (!permit) {
            fail_quietly(task, permit.error().message);
        } else {
            switch (task.what) {
            case JobTask::What::import_files: run_import(*permit, task, *watch); break;
            case JobTask::What::export_files: run_export(*permit, task, *watch); break;
            case JobTask::What::undo: run_undo(*permit, task, *watch); break;
            }
        }
    } catch (std::exception const&) {
        fail_quietly(task, std::string(task.what == JobTask::What::export_files ? export_broke : job_broke));
    }
    if (task.what != JobTask::What::undo) folders_.drop_data(task.id);
    std::scoped_lock const lock(mutex_);
    running_.reset();
}

void JobRunner::run_import(Permit const& permit, JobTask const& task, JobWatch& watch) {
    auto const begun = change_job(permit, organization_, task.id, "begin_import", [](ExchangeJob& job, Instant now) {
        job.status = JobStatus::running;
        job.started_at = now;
        return Result<void>{};
    });
    if (!begun) return fail_quietly(task, begun.error().message);
    ImportJobRun run{.id = task.id, .request = {.folder = folders_.data(task.id), .dry_run = task.dry_run}};
    run.stopped = [&watch] { return watch.stopped(); };
    // How it went stands in the job.
    (void)run_import_job(permit, organization_, parts_.importables, std::move(run), watch);
}

void JobRunner::run_export(Permit const& permit, JobTask const& task, JobWatch& watch) {
    auto const begun = change_job(permit, organization_, task.id, "begin_export", [](ExchangeJob& job, Instant now) {
        job.status = JobStatus::running;
        job.started_at = now;
        return Result<void>{};
    });
    if (!begun) return fail_quietly(task, begun.error().message);
    std::vector<JobFile> files;
    auto const bytes = write_export(permit, task, watch, files);
    end(task, permit, "end_export", [&](ExchangeJob& job, Instant now) {
        if (bytes) {
            job.status = JobStatus::done;
            job.files = files;
            job.file_bytes = static_cast<std::int64_t>(*bytes);
            job.file_until = hours_later(now, export_file_hours);
        } else if (watch.stop_requested()) {
            job.status = watch.stopped();
        } else {
            job.status = JobStatus::failed;
            job.error = bytes.error().message;
        }
    });
}

Result<std::uint64_t> JobRunner::write_export(Permit const& permit, JobTask const& task, JobWatch& watch,
                                              std::vector<JobFile>& files) {
    Error const stopped{ErrorCode::unavailable, "The export was stopped."};
    folders_.make(task.id);
    auto const folder = folders_.data(task.id);
    auto const written = export_folder(permit, organization_, parts_.importables, folder, watch);
    if (!written) return written.error();
    std::vector<std::filesystem::path> paths;
    for (auto const& file : *written) {
        paths.push_back(folder / file.name);
        files.push_back(
            {.record_file = file.name.substr(0, file.name.rfind('.')), .rows = static_cast<std::int64_t>(file.rows)});
    }
    auto const zip = folders_.export_zip(task.id);
    auto const packed = pack_zip(zip, paths, [&watch] { return watch.stop_requested(); });
    if (!packed) return packed.error();
    if (!*packed) return stopped;
    return std::filesystem::file_size(zip);
}

void JobRunner::run_undo(Permit const& permit, JobTask const& task, JobWatch& watch) {
    auto const job = find_job(organization_, task.id);
    if (!job) return;
    folders_.make(task.id);
    std::error_code ignored;
    std::filesystem::remove(folders_.kept_rows(task.id), ignored);
    UndoParts const parts{.importables = parts_.importables, .types = parts_.types};
    auto const undone = undo_import(permit, organization_, parts, *job, folders_.undo_stem(task.id), watch);
    end(task, permit, "end_undo", [&](ExchangeJob& changed, Instant now) {
        if (!undone) {
            changed.status = JobStatus::failed;
            changed.error = undone.error().message;
            return;
        }
        note_undo(changed, *undone, undone->stopped ? watch.stopped() : JobStatus::undone, now);
    });
}

void JobRunner::end(JobTask const& task, Permit const& permit, std::string_view command,
                    std::function<void(ExchangeJob& job, Instant now)> const& note) {
    change_job(permit, organization_, task.id, command, [&](ExchangeJob& job, Instant now) {
        job.finished_at = now;
        note(job, now);
        if (job.status == JobStatus::interrupted) interrupt(job);
        return Result<void>{};
    }).value();
}

void JobRunner::fail_quietly(JobTask const& task, std::string sentence) {
    try {
        end(task, task.permit, "end_job", [&](ExchangeJob& job, Instant) {
            if (is_over(job.status)) return;
            if (stopping_) return interrupt(job);
            job.status = JobStatus::failed;
            job.error = std::move(sentence);
        });
    } catch (std::exception const&) {  // NOLINT(bugprone-empty-catch): the next start marks it as interrupted
    }
}

std::uint64_t JobRunner::total_of(JobTask const& task) const {
    if (task.what == JobTask::What::export_files) return parts_.importables.size();
    if (task.what == JobTask::What::import_files) return 0;  // the import tells
    auto const job = find_job(organization_, task.id);
    std::int64_t rows = 0;
    if (job) {
        for (auto const& file : job->files) rows += file.created + file.changed;
    }
    return static_cast<std::uint64_t>(rows);
}

void JobRunner::tidy_up_quietly() {
    try {
        auto const now = organization_.clock().now();
        folders_.tidy_up([&](Id<ExchangeJob> const& id) {
            auto const job = find_job(organization_, id);
            return job && (!is_over(job->status) || (job->file_until && now < *job->file_until));
        });
    } catch (std::exception const&) {  // NOLINT(bugprone-empty-catch): the next round looks again
    }
}

}  // namespace cairn
