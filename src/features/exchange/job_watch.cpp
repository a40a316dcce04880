#include "features/exchange/job_watch.hpp"

#include <algorithm>

#include "features/exchange/import_job.hpp"

namespace cairn {
namespace {

constexpr std::uint64_t whole_percent = 100;

JobFile written_file(ExportedFile const& file) {
    auto const dot = file.name.rfind('.');
    return {.record_file = file.name.substr(0, dot), .rows = static_cast<std::int64_t>(file.rows)};
}

}  // namespace

void JobWatch::add_to(ShownJob& shown) const {
    std::scoped_lock const lock(mutex_);
    auto const done = std::min(total_, done_ + current_);
    shown.percent = total_ == 0 ? 0 : static_cast<int>(done * whole_percent / total_);
    if (!current_file_.empty()) shown.current_file = current_file_;
    if (files_.empty()) return;
    shown.files = files_;
    shown.rejected = 0;
    for (auto const& file : files_) shown.rejected += file.rejected;
}

void JobWatch::planned(std::uint64_t bytes_total) {
    std::scoped_lock const lock(mutex_);
    total_ = bytes_total;
}

void JobWatch::file_started(ImportedFile const& file, std::uint64_t /*bytes_total*/) {
    std::scoped_lock const lock(mutex_);
    current_file_ = file.source_file;
    current_ = 0;
}

void JobWatch::batch_done(ImportedFile const& file, std::uint64_t bytes_read) {
    note(to_job_file(file));
    std::scoped_lock const lock(mutex_);
    current_ = bytes_read;
}

void JobWatch::file_done(ImportedFile const& file) {
    note(to_job_file(file));
    std::scoped_lock const lock(mutex_);
    done_ += current_;
    current_ = 0;
}

void JobWatch::rows_written(ExportedFile const& file) {
    note(written_file(file));
    std::scoped_lock const lock(mutex_);
    current_file_ = file.name;
}

void JobWatch::file_done(ExportedFile const& file) {
    note(written_file(file));
    std::scoped_lock const lock(mutex_);
    ++done_;
}

void JobWatch::batch_done(std::int64_t rows) {
    std::scoped_lock const lock(mutex_);
    done_ = static_cast<std::uint64_t>(rows);
}

void JobWatch::note(JobFile file) {
    std::scoped_lock const lock(mutex_);
    auto const known = std::ranges::find_if(files_, [&](JobFile const& each) {
        return each.source_file == file.source_file && each.record_file == file.record_file;
    });
    if (known != files_.end()) {
        *known = std::move(file);
    } else {
        files_.push_back(std::move(file));
    }
}

}  // namespace cairn
