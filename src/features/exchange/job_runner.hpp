// The thread that runs an organization's jobs, one after the other, and the queue before it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "features/exchange/exchange.hpp"
#include "features/exchange/job_folders.hpp"
#include "features/exchange/job_watch.hpp"

namespace cairn {

struct JobTask {
    enum class What : std::uint8_t { import_files, export_files, undo };

    Id<ExchangeJob> id{};
    What what = What::import_files;
    Permit permit;
    bool dry_run = false;
};

class JobRunner {
public:
    // Begins by marking what an earlier server left in the middle.
    JobRunner(Organization& organization, ExchangeParts parts);
    JobRunner(JobRunner const&) = delete;
    JobRunner& operator=(JobRunner const&) = delete;
    ~JobRunner();

    ExchangeParts const& parts() const { return parts_; }
    JobFolders const& folders() const { return folders_; }

    // A place in the queue, given back with the object unless a task has taken it. False when there is none.
    class Place {
    public:
        explicit Place(JobRunner& runner);
        Place(Place const&) = delete;
        Place& operator=(Place const&) = delete;
        ~Place();
        explicit operator bool() const { return held_; }
        void take(JobTask task);

    private:
        JobRunner& runner_;
        bool held_ = false;
    };

    // Asks the job to stop if it is the one that runs.
    bool cancel_running(Id<ExchangeJob> const& id);
    // Takes the job out of the queue.
    bool forget_waiting(Id<ExchangeJob> const& id);
    void add_progress(ShownJob& shown) const;
    void wait_until_idle() const;

private:
    void interrupt_left_over();
    void run();
    void run_task(JobTask const& task);
    void run_import(Permit const& permit, JobTask const& task, JobWatch& watch);
    void run_export(Permit const& permit, JobTask const& task, JobWatch& watch);
    Result<std::uint64_t> write_export(Permit const& permit, JobTask const& task, JobWatch& watch,
                                       std::vector<JobFile>& files);
    void run_undo(Permit const& permit, JobTask const& task, JobWatch& watch);
    void end(JobTask const& task, Permit const& permit, std::string_view command,
             std::function<void(ExchangeJob& job, Instant now)> const& note);
    void fail_quietly(JobTask const& task, std::string sentence);
    std::uint64_t total_of(JobTask const& task) const;
    void tidy_up_quietly();

    Organization& organization_;
    ExchangeParts parts_;
    JobFolders folders_;

    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::deque<JobTask> waiting_{};
    std::size_t places_ = 0;  // held by those who are still being sent, and by tasks
    std::shared_ptr<JobWatch> running_{};
    std::thread thread_;
};

}  // namespace cairn
