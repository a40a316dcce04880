// Export: the organization's records as the CSV files that import reads (domain §3, CSV).
//
// A record's key is the one it was imported under, else its id. Columns that Cairn computes itself are left out.
// Imported into an empty organization, the files give the same report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "features/program/program.hpp"

namespace cairn {

struct ExportedFile {
    std::string name;  // contacts.csv
    std::uint64_t rows = 0;
};

class ExportProgress {
public:
    virtual ~ExportProgress() = default;
    virtual void rows_written(ExportedFile const& /*file*/) {}  // every export_progress_rows rows
    virtual void file_done(ExportedFile const& /*file*/) {}
    virtual bool stop_requested() { return false; }  // asked as often
};

inline constexpr std::uint64_t export_progress_rows = 10'000;

// Writes one file for each kind of record, with a header row even when there are none, all as of one moment. The folder
// is made (mode 0700) or must be empty; the files have mode 0600. When writing fails, or somebody asks to stop (the
// refusal is then `unavailable`), nothing is left behind.
Result<std::vector<ExportedFile>> export_folder(Permit const& permit, Organization& organization,
                                                std::span<Importable const> importables,
                                                std::filesystem::path const& folder, ExportProgress& progress);

}  // namespace cairn
