// Everything that can be configured, in one typed table: file, environment and flags read it, `config explain` shows
// it.
//
// A flag wins over the environment, the environment over the file, the file over the default.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cairn {

enum class ConfigKind : std::uint8_t { text, number };

struct ConfigKey {
    std::string_view name;  // in the file; the flag is --name with dashes
    std::string_view flag;
    std::string_view environment;
    ConfigKind kind;
    std::string_view default_value;
    int minimum;  // numbers only
    int maximum;
    std::string_view meaning;
};

inline constexpr std::array config_keys{
    ConfigKey{"database", "--db", "CAIRN_DATABASE", ConfigKind::text, "sqlite:cairn.db", 0, 0,
              "The organization's database: sqlite:PATH or postgresql://HOST/NAME"},
    ConfigKey{"actor", "--as", "CAIRN_ACTOR", ConfigKind::text, "", 0, 0,
              "Name under which the journal keeps what is done here; by default the operating-system user"},
    ConfigKey{
        "anchors", "--anchors", "CAIRN_ANCHORS", ConfigKind::text, "", 0, 0,
        "File outside the database that anchors the journal; by default beside a SQLite file, none for PostgreSQL"},
    ConfigKey{"connections", "--connections", "CAIRN_CONNECTIONS", ConfigKind::number, "8", 1, 200,
              "Connections to PostgreSQL, or idle readers of SQLite"},
    ConfigKey{"busy_seconds", "--busy-seconds", "CAIRN_BUSY_SECONDS", ConfigKind::number, "30", 1, 600,
              "How long to wait while another process writes"},
};

inline constexpr std::string_view default_config_path = "/etc/cairn/cairn.toml";

class Config {
public:
    struct Setting {
        std::string value;
        std::string source;  // "default", "/etc/cairn/cairn.toml", "environment CAIRN_DATABASE", "flag --db"
    };

    std::string const& text(std::string_view name) const { return settings_.at(std::string(name)).value; }
    int number(std::string_view name) const;
    Setting const& setting(std::string_view name) const { return settings_.at(std::string(name)); }
    bool is_default(std::string_view name) const { return setting(name).source == "default"; }
    // For a command that works somewhere of its own.
    void set(std::string_view name, std::string value);

private:
    friend Result<Config> load_config(std::optional<std::string> const&, std::map<std::string, std::string> const&);
    std::map<std::string, Setting> settings_;
};

// Reads the file (the default path may be missing, a named one may not), the environment and the given flags by key
// name. Refuses unknown keys and values of the wrong kind, all at once.
Result<Config> load_config(std::optional<std::string> const& path, std::map<std::string, std::string> const& flags);

// One line per key: name, value, where it comes from, meaning. Passwords in addresses are not shown.
std::string explain(Config const& config);

}  // namespace cairn
