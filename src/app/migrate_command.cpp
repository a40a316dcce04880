#include <ostream>

#include "app/commands.hpp"
#include "app/wire.hpp"
#include "store/migrate.hpp"

namespace cairn {

int migrate_command(Config const& config, Terminal& terminal) {
    SystemClock const clock;
    SystemRandomness randomness;
    auto database = open_for_upkeep(config, clock, randomness, {.create = true, .exclusive = true});
    if (!database) return refused(database.error(), terminal);
    std::optional<std::string> saved;
    auto const applied = bring_up_to_date(**database, config, clock, randomness, saved);
    if (!applied) return refused(applied.error(), terminal);
    if (saved) terminal.err << "A copy of the database as it was is in " << *saved << '\n';
    for (auto const& name : *applied) terminal.out << "applied " << name << '\n';
    if (applied->empty()) terminal.out << "The database is up to date.\n";
    return exit_done;
}

}  // namespace cairn
