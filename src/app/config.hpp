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

enum class ConfigKind : std::uint8_t {
    text,
    number,
    flag,  // "true" or "false"; on the command line it needs no value
    list,  // several texts: an array in the file, a repeated flag, parted by ; in the environment
};

inline constexpr char config_list_separator = ';';

struct ConfigKey {
    std::string_view name;  // in the file; the flag is --name with dashes
    std::string_view flag;
    std::string_view environment;
    ConfigKind kind;
    std::string_view default_value;
    int minimum;  // numbers only
    int maximum;
    std::string_view meaning;
    std::string_view command = {};  // the only command that needs it; empty: all
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
    ConfigKey{"listen", "--listen", "CAIRN_LISTEN", ConfigKind::text, "127.0.0.1:8080", 0, 0,
              "Address and port to serve on; port 0 takes any that is free", "serve"},
    ConfigKey{"tls_certificate", "--tls-cert", "CAIRN_TLS_CERTIFICATE", ConfigKind::text, "", 0, 0,
              "PEM file with the certificate and its chain; read again on SIGHUP", "serve"},
    ConfigKey{"tls_key", "--tls-key", "CAIRN_TLS_KEY", ConfigKind::text, "", 0, 0,
              "PEM file with the certificate's key", "serve"},
    ConfigKey{
        "behind_proxy", "--behind-proxy", "CAIRN_BEHIND_PROXY", ConfigKind::flag, "false", 0, 0,
        "A proxy with TLS stands before the server: X-Forwarded-For and X-Forwarded-Proto are believed when it is "
        "on this machine or named with --proxy",
        "serve"},
    ConfigKey{"proxies", "--proxy", "CAIRN_PROXIES", ConfigKind::list, "", 0, 0,
              "Address of a proxy on another machine, with --behind-proxy", "serve"},
    ConfigKey{"origins", "--origin", "CAIRN_ORIGINS", ConfigKind::list, "", 0, 0,
              "Origin from which people use the program, such as https://cairn.example.org; by default the one that "
              "the request came to",
              "serve"},
    ConfigKey{"web", "--web", "CAIRN_WEB", ConfigKind::text, "", 0, 0, "Folder of the web app; read again on SIGHUP",
              "serve"},
    ConfigKey{"organizations", "--org", "CAIRN_ORGANIZATIONS", ConfigKind::list, "", 0, 0,
              "NAME=DATABASE, for each organization that is served; instead of --db. With several, the first part of "
              "the path names them: /NAME/api/v1. NAME@HOST=DATABASE is served at a host name of its own instead",
              "serve"},
    ConfigKey{"workers", "--workers", "CAIRN_WORKERS", ConfigKind::number, "32", 1, 512,
              "Requests that are worked on at once", "serve"},
    ConfigKey{"client_connections", "--client-connections", "CAIRN_CLIENT_CONNECTIONS", ConfigKind::number, "1024", 8,
              100000, "Open connections of clients", "serve"},
    ConfigKey{"session_idle_minutes", "--session-idle-minutes", "CAIRN_SESSION_IDLE_MINUTES", ConfigKind::number, "30",
              1, 1440, "After so many minutes of nothing somebody who is signed in must sign in again", "serve"},
    ConfigKey{"session_hours", "--session-hours", "CAIRN_SESSION_HOURS", ConfigKind::number, "12", 1, 168,
              "After so many hours everybody signs in again, whatever they do", "serve"},
    ConfigKey{"exchange_folder", "--exchange-folder", "CAIRN_EXCHANGE_FOLDER", ConfigKind::text, "", 0, 0,
              "Private folder for the files of imports and exports, best on an encrypted disk; by default beside a "
              "SQLite file, in the temporary place of the system for PostgreSQL",
              "serve"},
    ConfigKey{"metrics_token_file", "--metrics-token-file", "CAIRN_METRICS_TOKEN_FILE", ConfigKind::text, "", 0, 0,
              "File whose first line opens /metrics as a bearer token; without it, only this machine may read them",
              "serve"},
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
    bool flag(std::string_view name) const { return text(name) == "true"; }
    std::vector<std::string> list(std::string_view name) const;
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
