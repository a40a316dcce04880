#include "store/migrate.hpp"

#include <charconv>
#include <stdexcept>

#include "base/embedded.hpp"
#include "store/catalog.hpp"

namespace cairn {
namespace {

constexpr std::string_view folder = "migrations/";
constexpr std::string_view section_mark = "-- engine: ";

constexpr std::string_view create_table_sql =
    "CREATE TABLE migration (number bigint PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, "
    "applied_at text NOT NULL)";

struct Applied {
    std::string name;
    std::string checksum;
};

std::vector<Applied> applied_migrations(Database& database) {
    std::vector<Applied> applied;
    database.read([&](Reader& reader) {
        applied.clear();
        if (!has_table(reader, "migration")) return;
        // unbounded: as many rows as there are migration files
        reader.each({"SELECT name, checksum FROM migration ORDER BY number"}, [&](Row const& row) {
            applied.push_back({std::string(row.text(0)), std::string(row.text(1))});
            return true;
        });
    });
    return applied;
}

void apply(Database& database, Migration const& migration, Instant now) {
    database.maintain([&](Maintenance& session) {
        if (!has_table(session, "migration")) create_migration_table(session);
        session.execute_script(text_for_engine(migration.text, session.engine()));
        session.execute({"INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                         {std::int64_t{migration.number}, migration.name, migration.checksum, to_string(now)}});
    });
}

}  // namespace

void create_migration_table(Maintenance& session) { session.execute({create_table_sql}); }

std::vector<Migration> program_migrations() {
    std::vector<Migration> migrations;
    for (auto const& file : embedded_files(folder)) {
        auto const name = file.path.substr(folder.size());
        Migration migration{0, std::string(name), std::string(file.text), to_hex(digest_of(file.text))};
        std::from_chars(name.data(), name.data() + name.size(), migration.number);
        if (migration.number != static_cast<int>(migrations.size()) + 1) {
            throw std::logic_error("migrations must be numbered without gaps: " + migration.name);
        }
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

std::string text_for_engine(std::string const& text, Engine engine) {
    std::string chosen;
    bool ours = true;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = std::min(text.find('\n', at), text.size() - 1) + 1;
        auto const line = std::string_view(text).substr(at, end - at);
        if (line.starts_with(section_mark)) {
            auto const section = line.substr(section_mark.size(), line.find('\n') - section_mark.size());
            ours = section == "both" || section == to_string(engine);
        } else if (ours) {
            chosen += line;
        }
        at = end;
    }
    return chosen;
}

Result<MigrationState> migration_state(Database& database) { return migration_state(database, program_migrations()); }

Result<MigrationState> migrate(Database& database, Clock const& clock) {
    return migrate(database, clock, program_migrations());
}

Result<MigrationState> migration_state(Database& database, std::vector<Migration> const& known) {
    auto const applied = applied_migrations(database);
    MigrationState state;
    for (std::size_t i = 0; i < applied.size(); ++i) {
        if (i >= known.size()) {
            return Error{ErrorCode::corrupted,
                         "The database was written by a newer version of Cairn: it has the migration " +
                             applied[i].name + ", which this program does not know. Use that version or a newer one."};
        }
        if (applied[i].name != known[i].name || applied[i].checksum != known[i].checksum) {
            return Error{ErrorCode::corrupted, "The migration " + applied[i].name +
                                                   " in the database is not the one this program carries. The database "
                                                   "belongs to a different build and is left alone."};
        }
        state.applied.push_back(applied[i].name);
    }
    for (auto i = applied.size(); i < known.size(); ++i) state.pending.push_back(known[i].name);
    return state;
}

Result<MigrationState> migrate(Database& database, Clock const& clock, std::vector<Migration> const& known) {
    auto state = migration_state(database, known);
    if (!state) return state;
    for (auto i = state->applied.size(); i < known.size(); ++i) apply(database, known[i], clock.now());
    return migration_state(database, known);
}

}  // namespace cairn
