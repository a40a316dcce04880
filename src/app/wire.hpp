// The only place where things are constructed: database, clock, ids, organization, and the lists of what there is.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "app/config.hpp"
#include "features/program/program.hpp"

namespace cairn {

// Every record that the database holds, platform first, in the order of their migrations.
std::vector<RecordType const*> all_record_types();

// What import reads, in the order in which files may refer to one another.
std::vector<Importable> all_importables();

enum class Opening : std::uint8_t {
    existing,    // refuses a database that is missing or behind this program
    may_create,  // also makes a missing SQLite file, and migrates a database that is still empty
};

// An open, migrated and seeded organization with the operator's permit.
class Workplace {
public:
    // Refuses with a sentence that says which command helps. Throws DatabaseUnavailable.
    static Result<std::unique_ptr<Workplace>> open(Config const& config, Opening opening);

    Database& database() { return *database_; }
    Organization& organization() { return *organization_; }
    Permit const& permit() const { return permit_; }
    Clock const& clock() const { return clock_; }
    // After every command that wrote: fixes in the anchor file what the journal holds now, if such a file is
    // configured, and forgets receipts that are too old.
    Result<void> tidy_up();

private:
    Workplace(Config const& config);
    Result<void> prepare(Opening opening);

    Config const& config_;
    SystemClock clock_;
    SystemRandomness randomness_;
    IdSource ids_;
    Permit permit_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Organization> organization_;
};

// Opens the configured database for upkeep, as it is: no migration, no seed.
Result<std::unique_ptr<Database>> open_for_upkeep(Config const& config, Clock const& clock, Randomness& randomness,
                                                  OpenOptions options);

// Migrates the open, exclusively locked database and seeds what the program needs. A SQLite file that already holds
// something is copied first; the copy's path is appended to `saved`.
Result<std::vector<std::string>> bring_up_to_date(Database& database, Config const& config, Clock const& clock,
                                                  Randomness& randomness, std::optional<std::string>& saved);

// The configured anchor file; for SQLite by default PATH.anchors.
std::optional<std::string> anchor_path(Config const& config);

// The folder of imports and exports; made by whoever uses it.
std::filesystem::path exchange_folder(Config const& config);

bool is_missing_sqlite_file(Config const& config);

std::string operator_name(Config const& config);

}  // namespace cairn
