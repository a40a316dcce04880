// Where the files of jobs lie: a folder for each job inside a private one (mode 0700).
//
//   ROOT/incoming-ID/            what is being sent, until its job is known
//   ROOT/ID/data/                the files of an import or of an export, until the job is over
//   ROOT/ID/data.rejected.csv    rows that the import rejected
//   ROOT/ID/undo.kept.csv        rows that the last undo left where they are
//   ROOT/ID/export.zip
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "features/exchange/exchange_job.hpp"

namespace cairn {

class JobFolders {
public:
    // Makes the folder, or makes it private. Throws std::runtime_error when it cannot be.
    explicit JobFolders(std::filesystem::path const& root);

    std::filesystem::path of(Id<ExchangeJob> const& id) const { return root_ / to_string(id); }
    std::filesystem::path data(Id<ExchangeJob> const& id) const { return of(id) / "data"; }
    std::filesystem::path rejected_rows(Id<ExchangeJob> const& id) const { return of(id) / "data.rejected.csv"; }
    std::filesystem::path undo_stem(Id<ExchangeJob> const& id) const { return of(id) / "undo"; }
    std::filesystem::path kept_rows(Id<ExchangeJob> const& id) const { return of(id) / "undo.kept.csv"; }
    std::filesystem::path export_zip(Id<ExchangeJob> const& id) const { return of(id) / "export.zip"; }

    // Each throws std::filesystem::filesystem_error when the disk refuses.
    std::filesystem::path begin_incoming(Id<ExchangeJob> const& id) const;  // gives incoming-ID/data
    void keep_incoming(Id<ExchangeJob> const& id) const;                    // it is ID from now on
    void make(Id<ExchangeJob> const& id) const;                             // unless it is there

    // What cannot be removed now is met by the next tidy_up.
    void drop_incoming(Id<ExchangeJob> const& id) const;
    void drop_data(Id<ExchangeJob> const& id) const;
    void drop_all_incoming() const;
    // Removes the folder of every job for which `is_wanted` says no.
    void tidy_up(std::function<bool(Id<ExchangeJob> const& id)> const& is_wanted) const;

private:
    std::filesystem::path incoming(Id<ExchangeJob> const& id) const { return root_ / ("incoming-" + to_string(id)); }

    std::filesystem::path root_;
};

}  // namespace cairn
