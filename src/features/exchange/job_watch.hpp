// The job that runs now: what it tells of its progress, and whether it shall stop. Told by the thread that runs it,
// asked by any other.
#pragma once

#include <atomic>
#include <mutex>

#include "features/exchange/export.hpp"
#include "features/exchange/import.hpp"
#include "features/exchange/undo.hpp"

namespace cairn {

class JobWatch final : public ImportProgress, public ExportProgress, public UndoProgress {
public:
    // `server_stops` outlives it. `total`: files of an export, rows of an undo.
    JobWatch(Id<ExchangeJob> id, std::atomic<bool> const& server_stops, std::uint64_t total)
        : id_(id), server_stops_(server_stops), total_(total) {}

    Id<ExchangeJob> const& id() const { return id_; }
    void cancel() { cancelled_ = true; }
    // What a job that stopped is to be called.
    JobStatus stopped() const { return cancelled_ ? JobStatus::cancelled : JobStatus::interrupted; }
    void add_to(ShownJob& shown) const;

    void planned(std::uint64_t bytes_total) override;
    void file_started(ImportedFile const& file, std::uint64_t bytes_total) override;
    void batch_done(ImportedFile const& file, std::uint64_t bytes_read) override;
    void file_done(ImportedFile const& file) override;
    void rows_written(ExportedFile const& file) override;
    void file_done(ExportedFile const& file) override;
    void batch_done(std::int64_t rows) override;
    bool stop_requested() override { return cancelled_ || server_stops_; }

private:
    void note(JobFile file);

    Id<ExchangeJob> const id_;
    std::atomic<bool> const& server_stops_;
    std::atomic<bool> cancelled_{false};

    mutable std::mutex mutex_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;     // files or rows that are done, bytes of files that are
    std::uint64_t current_ = 0;  // bytes of the file that is being read
    std::string current_file_{};
    std::vector<JobFile> files_{};
};

}  // namespace cairn
