// Import: the CSV files of a folder become records, through the same rules as Cairn's own commands (domain §3, CSV).
//
// Rows go in batches: checks in memory, then one transaction with a receipt for each row's key. Memory does not grow
// with the files. An import can be stopped and run again; what is there already stays as it is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "features/program/program.hpp"

namespace cairn {

// Measured: 2,000 take an eighth less work than 500, and keep others from writing for about a fifth of a second.
inline constexpr std::size_t import_batch_rows = 2000;
inline constexpr std::size_t import_batch_bytes = std::size_t{8} << 20;
// Records that may name one another (sites, staff) are brought in together, in one transaction.
inline constexpr std::size_t import_directory_rows_max = 4000;

struct ImportRequest {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> mapping{};  // left out: mapping.toml in the folder, if it is there
    bool dry_run = false;     // checks every row as if the ones before had been written, and writes rejected rows only
    std::string import_id{};  // of its job (import_job.hpp); every journal entry then says that it is from this import
};

struct ImportCounts {
    std::uint64_t read = 0;  // rows of the source file
    std::uint64_t created = 0;
    std::uint64_t changed = 0;    // a new version of a record imported earlier
    std::uint64_t unchanged = 0;  // the same as imported earlier
    std::uint64_t repeated = 0;   // the same as another row of this import
    std::uint64_t passed = 0;     // passed over by the mapping, or empty
    std::uint64_t rejected = 0;
};

struct ImportedFile {
    std::string source_file;  // people.csv
    std::string record_file;  // participants
    ImportCounts counts{};
};

struct ImportSummary {
    std::vector<ImportedFile> files;  // in the order in which they were read
    std::optional<std::filesystem::path> rejected_rows{};
    bool stopped = false;  // on request; run it again to go on
    // A file could not be read to its end, and nothing after that place was. Field is "contacts.csv, line 17".
    std::optional<Problem> broken_off{};

    ImportCounts total() const;
    bool is_complete() const { return !stopped && !broken_off && total().rejected == 0; }
};

// Told how the import goes, from the thread that runs it. The default tells nobody.
class ImportProgress {
public:
    virtual ~ImportProgress() = default;
    virtual void planned(std::uint64_t /*bytes_total*/) {}  // of all files, each as often as it will be read
    virtual void file_started(ImportedFile const& /*file*/, std::uint64_t /*bytes_total*/) {}
    virtual void batch_done(ImportedFile const& /*file*/, std::uint64_t /*bytes_read*/) {}
    virtual void file_done(ImportedFile const& /*file*/) {}
    virtual bool stop_requested() { return false; }  // asked after every batch
};

// `importables` in an order in which records come after those they name; those that may name one another stand
// together.
//
// An import that brought people ends with a search for duplicates among everybody.
//
// Rejected rows come back in a CSV beside the folder (data.rejected.csv, mode 0600; see rejected_rows.hpp). Refuses,
// with nothing written, what is wrong before the first row: the folder, the mapping, unknown or missing columns.
Result<ImportSummary> import_folder(Permit const& permit, Organization& organization,
                                    std::span<Importable const> importables, ImportRequest const& request,
                                    ImportProgress& progress);

}  // namespace cairn
