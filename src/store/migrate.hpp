// Numbered, hand-written migrations, the same text for both engines, embedded into the program.
//
// A file holds SQL for both engines; between a line `-- engine: sqlite` (or postgresql) and `-- engine: both` stands
// what only one of them sees. A file changes either the schema or data, never both.
#pragma once

#include <string>
#include <vector>

#include "store/database.hpp"

namespace cairn {

struct Migration {
    int number = 0;
    std::string name;  // 0001_platform.sql
    std::string text;
    std::string checksum;  // BLAKE2b-256 of the text, hexadecimal
};

// All migrations of this program in order. Throws std::logic_error when the numbers have a gap.
std::vector<Migration> program_migrations();

// The table that lists what is applied. Restoring fills it from the backup.
void create_migration_table(Maintenance& session);

// What one engine sees of a migration's text.
std::string text_for_engine(std::string const& text, Engine engine);

struct MigrationState {
    std::vector<std::string> applied{};
    std::vector<std::string> pending{};
};

// Compares the database with this program. Refuses (`corrupted`) when the applied list is not a prefix of ours: a newer
// program wrote it, or a migration was altered.
Result<MigrationState> migration_state(Database& database);

// Applies what is pending, each file in its own transaction. The caller holds the exclusive lock, and has saved a copy.
Result<MigrationState> migrate(Database& database, Clock const& clock);

// The same against a given list, for tests of upgrades and refusals.
Result<MigrationState> migration_state(Database& database, std::vector<Migration> const& known);
Result<MigrationState> migrate(Database& database, Clock const& clock, std::vector<Migration> const& known);

}  // namespace cairn
