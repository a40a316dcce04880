// What the commands of the command line do, one function each. They return the exit code.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/exit_codes.hpp"
#include "features/demonstration/demonstration.hpp"

namespace cairn {

// Where a command writes: results to `out`, everything else to `err`.
struct Terminal {
    std::ostream& out;
    std::ostream& err;
    bool interactive = false;  // err is a terminal: progress is a bar, not lines
};

struct ImportOptions {
    std::filesystem::path folder{};
    std::string undo{};  // id of an import to take back, instead of a folder
    std::optional<std::filesystem::path> mapping{};
    bool dry_run = false;
};

struct ReportOptions {
    std::optional<std::string> from{};
    std::optional<std::string> to{};
    std::vector<std::string> by{};
    std::string audience = "internal";
    std::string format = "json";
};

struct BackupOptions {
    std::filesystem::path file;
    std::optional<std::filesystem::path> key_out{};     // make a new key pair, private key here
    std::optional<std::filesystem::path> public_key{};  // use this one
    bool plain = false;
};

struct RestoreOptions {
    std::filesystem::path file;
    std::optional<std::filesystem::path> key{};
};

struct DemoOptions {
    std::filesystem::path folder = "cairn-demo";
    std::uint64_t seed = demonstration_seed;
    bool fresh = false;      // made anew, even if somebody has worked in it
    bool only_make = false;  // and not served
};

struct UserOptions {
    std::string name{};
    std::string login{};
    std::string role{};
    std::string staff{};  // id of somebody who is of the staff already
    bool generate = false;
    bool keep_password = false;  // the holder need not change it
};

int import_command(Config const& config, ImportOptions const& options, Terminal& terminal);
int export_command(Config const& config, std::filesystem::path const& folder, Terminal& terminal);
int report_command(Config const& config, ReportOptions const& options, Terminal& terminal);
int verify_command(Config const& config, Terminal& terminal);
int backup_command(Config const& config, BackupOptions const& options, Terminal& terminal);
int restore_command(Config const& config, RestoreOptions const& options, Terminal& terminal);
int migrate_command(Config const& config, Terminal& terminal);
int user_add_command(Config const& config, UserOptions const& options, Terminal& terminal);
int user_reset_command(Config const& config, UserOptions const& options, Terminal& terminal);
int user_disable_command(Config const& config, UserOptions const& options, Terminal& terminal);
int user_enable_command(Config const& config, UserOptions const& options, Terminal& terminal);
int user_list_command(Config const& config, Terminal& terminal);
// Serves until SIGTERM or SIGINT, then finishes what runs.
int serve_command(Config const& config, Terminal& terminal);
// Makes the demonstration, or finds the one of today, gives its accounts passwords, and serves it.
int demo_command(Config const& config, DemoOptions const& options, Terminal& terminal);

// Prints the API's description in OpenAPI 3.1; the configured database is not opened.
int schema_openapi_command(Config const& config, Terminal& terminal);

// Prints a refusal to err and gives its exit code.
int refused(Error const& error, Terminal& terminal);

}  // namespace cairn
