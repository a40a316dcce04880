#include "app/demonstration_folder.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include "access/demonstration_mark.hpp"
#include "app/wire.hpp"
#include "base/present.hpp"
#include "base/version.hpp"
#include "features/program/defaults.hpp"
#include "store/anchor.hpp"
#include "store/file.hpp"
#include "store/migrate.hpp"
#include "store/sqlite_bulk.hpp"

namespace cairn {
namespace {

// New passwords for its accounts are no work of anybody's.
constexpr std::string_view entries_since_sql =
    "SELECT count(*) FROM journal WHERE position > $1 AND command <> 'reset_password'";

std::int64_t last_position(Database& database) {
    std::int64_t position = 0;
    database.read([&](Reader& reader) {
        position = reader.integer({"SELECT max(position) FROM journal", {}}).value_or(0);
    });
    return position;
}

struct Note {
    Instant made_at{};
    std::string program{};
    std::int64_t journal_position = 0;
};

std::optional<Note> read_note(std::filesystem::path const& path) {
    try {
        auto const table = toml::parse_file(path.string());
        auto const made_at = Instant::parse(table["made_at"].value_or(std::string_view{}));
        if (!made_at) return std::nullopt;
        return Note{*made_at, table["program"].value_or(std::string{}), table["journal_position"].value_or(0)};
    } catch (toml::parse_error const&) {
        return std::nullopt;
    }
}

Result<void> write_note(std::filesystem::path const& path, Note const& note) {
    auto file = File::create_new(path);
    if (!file) return file.error();
    auto const written = file->append(
        fmt::format("# Written by `cairn demo`, which reads it to know whether to make the demonstration anew.\n"
                    "made_at = \"{}\"\nprogram = \"{}\"\njournal_position = {}\n",
                    to_string(note.made_at), note.program, note.journal_position));
    if (!written) return written;
    return file->sync();
}

struct Inside {
    bool is_demonstration = false;
    bool serves = false;  // it is as this program needs it
    bool worked_in = false;
};

// What cannot even be asked is no demonstration of any version.
Inside look_inside(Database& database, std::optional<Note> const& note) {
    Inside inside;
    try {
        inside.is_demonstration = is_demonstration(database);
        auto const state = migration_state(database);
        inside.serves = state && state->pending.empty();
        auto const position = note ? note->journal_position : 0;
        database.read([&](Reader& reader) {
            inside.worked_in = note && reader.integer({entries_since_sql, {position}}).value_or(0) > 0;
        });
    } catch (DatabaseUnavailable const&) {
        throw;
    } catch (std::exception const&) {
        inside.is_demonstration = false;
    }
    return inside;
}

bool is_of_today(Note const& note, Instant now) {
    auto const age = now.milliseconds - note.made_at.milliseconds;
    auto const zone = default_settings().time_zone;
    return age >= 0 && local_today(note.made_at, zone) == local_today(now, zone);
}

}  // namespace

DemonstrationFolder::DemonstrationFolder(std::filesystem::path folder, Config const& config)
    : folder_(std::move(folder)), database_(folder_ / "cairn.db"), config_(config) {
    config_.set("database", "sqlite:" + database_.string());
    for (auto const* key : {"anchors", "organizations", "exchange_folder"}) config_.set(key, "");
}

FoundDemonstration DemonstrationFolder::look(Clock const& clock, Randomness& randomness) const {
    using enum FoundDemonstration;
    if (!std::filesystem::exists(database_)) return none;
    auto opened = open_for_upkeep(config_, clock, randomness, {.exclusive = true});
    if (!opened) return foreign;
    auto const written = read_note(note());
    auto const inside = look_inside(**opened, written);
    if (!inside.is_demonstration) return foreign;
    bool const ours = written && written->program == program_version() && inside.serves;
    if (ours && is_of_today(*written, clock.now())) return of_today;
    if (!inside.worked_in) return old;
    return inside.serves ? worked_in : worked_in_behind;
}

Result<DemonstrationCounts> DemonstrationFolder::make(std::uint64_t seed, Clock const& clock) const {
    std::filesystem::create_directories(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    auto const making = beside(".making");
    std::filesystem::remove(making);
    Instant const now = clock.now();
    DemonstrationCounts counts;
    Note written{.made_at = now, .program = std::string(program_version())};
    {
        FixedClock simulated(now);
        SeededRandomness seeded(seed);
        SystemRandomness unguessable;
        Passwords passwords(unguessable);
        IdSource ids(simulated, seeded);
        SqliteBulkDatabase database(making.string(), simulated, seeded);
        DemonstrationOptions const options{.seed = seed, .until = now};
        simulated.set(demonstration_begins_at(options));
        if (auto const migrated = migrate(database, simulated); !migrated) return migrated.error();
        mark_as_demonstration(database);
        Organization organization(database, simulated, ids);
        seed_program(organization);
        counts = generate_demonstration(organization, simulated, passwords, options);
        written.journal_position = last_position(database);
        database.finish();
    }
    if (auto const placed = put_in_place(making, clock); !placed) return placed.error();
    if (auto const noted = write_note(note(), written); !noted) return noted.error();
    return counts;
}

Result<void> DemonstrationFolder::put_in_place(std::filesystem::path const& made, Clock const& clock) const {
    std::filesystem::remove(note());
    for (auto const* suffix : {"-wal", "-shm", ".anchors"}) std::filesystem::remove(beside(suffix));
    std::filesystem::remove_all(exchange_folder(config_));
    std::filesystem::rename(made, database_);
    std::filesystem::remove(made.string() + ".lock");
    if (auto const synced = sync_folder(folder_); !synced) return synced;
    SystemRandomness randomness;
    auto opened = open_for_upkeep(config_, clock, randomness, {});
    if (!opened) return opened.error();
    auto const anchored = write_anchor(**opened, beside(".anchors"), clock);
    if (!anchored) return anchored.error();
    return {};
}

}  // namespace cairn
