// Backup and restore: one format for both engines (backup_format.hpp), so that a backup also moves an organization from
// one to the other.
//
// A backup holds every table of the database, read in one snapshot while others write; only sessions are left out, so
// that a copy lets nobody in. The anchor file is not part of it: it lies outside the database on purpose and is copied
// on its own. After a restore `verify` needs no anchors to find an altered row; anchors written after the backup was
// made will rightly say that the journal has been cut.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/backup_format.hpp"
#include "store/database.hpp"
#include "store/migrate.hpp"
#include "store/verify.hpp"

namespace cairn {

inline constexpr std::string_view plain_backup_means =
    "This backup is not encrypted: whoever gets hold of the file can read everything about every participant.";

using RowProgress = std::function<void(std::int64_t done, std::int64_t total)>;

struct BackupRequest {
    std::filesystem::path file;            // must not exist yet
    std::optional<BackupPublicKey> key{};  // none: plain, see plain_backup_means
    // Where the copy is opened to check it: a folder that is as private as the database itself. Needs the room of the
    // database twice; what is put there is gone when write_backup returns.
    std::filesystem::path scratch;
    std::vector<RecordType const*> types{};  // all of the program
    RowProgress progress{};                  // rows written, then rows read back
    std::vector<Migration> migrations = program_migrations();
};

struct BackupReport {
    std::int64_t bytes = 0;
    std::int64_t rows = 0;
    VerifyReport verified{};  // of the copy; findings mean that the database itself is not as it was written
};

// Writes the file (mode 0600) under another name, reads it back into a private SQLite database, verifies that, and only
// then gives it its name. Refuses (`already_exists`) to overwrite, and with `unavailable` when the disk is full; then
// no part of the file stays. A database whose verification finds something is backed up all the same: see the report.
Result<BackupReport> write_backup(Database& database, BackupRequest const& request, Clock const& clock,
                                  Randomness& randomness);

struct RestoreRequest {
    std::filesystem::path file;
    std::string address;  // a SQLite file that does not exist, or an empty PostgreSQL database
    BackupOpener opener{};
    std::vector<RecordType const*> types{};
    RowProgress progress{};
    std::vector<Migration> migrations = program_migrations();
};

struct RestoreReport {
    BackupHeader header{};
    std::map<std::string, std::int64_t> rows{};  // by table
    VerifyReport verified{};
};

// Brings a backup into an empty database, opened exclusively, migrates it to this program and verifies it. Until all of
// it is there nothing is: SQLite is filled under another name, PostgreSQL in one transaction. Refuses a target that
// holds anything (`already_exists`) and what backup_format.hpp lists.
Result<RestoreReport> restore_backup(RestoreRequest const& request, Clock const& clock, Randomness& randomness);

// The database's tables in the order in which rows can be put into them: as migrations make them.
std::vector<std::string> tables_in_order(Reader& reader, std::vector<Migration> const& migrations);

}  // namespace cairn
