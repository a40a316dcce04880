// The folder of a demonstration: its database, the anchors beside it, and a note of when it was made, by which program,
// and how far the journal went then, which tells whether somebody has worked in it since.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "features/demonstration/demonstration.hpp"

namespace cairn {

enum class FoundDemonstration : std::uint8_t {
    none,
    of_today,          // made today by this program, whoever has worked in it since
    old,               // made before, or by another program; nobody has worked in it
    worked_in,         // made before today; somebody has worked in it
    worked_in_behind,  // the same, and this program cannot serve it as it is
    foreign,           // a database that is no demonstration
};

class DemonstrationFolder {
public:
    // `config` becomes that of the demonstration's database.
    DemonstrationFolder(std::filesystem::path folder, Config const& config);

    Config const& config() const { return config_; }
    std::filesystem::path const& database() const { return database_; }

    // Throws DatabaseUnavailable while somebody has it open.
    FoundDemonstration look(Clock const& clock, Randomness& randomness) const;
    // Makes it anew, in the place of what is there; until it is complete, nothing there changes.
    Result<DemonstrationCounts> make(std::uint64_t seed, Clock const& clock) const;

private:
    std::filesystem::path note() const { return folder_ / "demonstration.toml"; }
    std::filesystem::path beside(std::string_view suffix) const { return database_.string() + std::string(suffix); }
    Result<void> put_in_place(std::filesystem::path const& made, Clock const& clock) const;

    std::filesystem::path folder_;
    std::filesystem::path database_;
    Config config_;
};

}  // namespace cairn
