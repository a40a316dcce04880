#include "app/cli.hpp"

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <ostream>

#include "access/role.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "store/database.hpp"

namespace cairn {
namespace {

constexpr std::string_view about =
    "Cairn runs a peer recovery support program: people with lived experience of recovery helping people who live "
    "with\n"
    "a substance use disorder. Results go to standard output; progress and warnings to standard error.\n"
    "Exit status: 0 done, 1 refused or rows rejected, 2 wrong use, 3 database not available.";

// What was said on the command line, before anything is opened.
struct Spoken {
    std::optional<std::string> config_path;
    std::map<std::string, std::string> flags;
    ImportOptions import;
    ReportOptions report;
    BackupOptions backup;
    RestoreOptions restore;
    DemoOptions demo;
    UserOptions user;
    std::filesystem::path export_folder;
    std::function<int(Config const&, Terminal&)> command;
};

// CLI11 reads into these; empty means not given.
struct RawTexts {
    std::string config_path, mapping, from, to, by, key_out, public_key, key;
};

void add_global_options(CLI::App& app, Spoken& spoken, RawTexts& raw) {
    app.fallthrough();  // options may stand before or after the command
    app.add_option("--config", raw.config_path, "Configuration file (default " + std::string(default_config_path) + ")")
        ->type_name("FILE");
    for (auto const& key : config_keys) {
        std::string const flag(key.flag);
        std::string const meaning(key.meaning);
        auto& said = spoken.flags;
        auto const name = std::string(key.name);
        CLI::Option* option = nullptr;
        if (key.kind == ConfigKind::flag) {
            option = app.add_flag_callback(
                flag, [&said, name] { said[name] = "true"; }, meaning);
        } else if (key.kind == ConfigKind::list) {
            auto const together = [&said, name](std::vector<std::string> const& values) {
                said[name] = join(values, std::string_view(&config_list_separator, 1));
            };
            option = app.add_option_function<std::vector<std::string>>(flag, together, meaning)->type_name("TEXT");
            option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        } else {
            option = app.add_option_function<std::string>(
                flag, [&said, name](std::string const& value) { said[name] = value; }, meaning);
            option->type_name(key.kind == ConfigKind::number ? "NUMBER" : "TEXT");
        }
        if (!key.command.empty()) option->group("Options of " + std::string(key.command));
    }
}

void add_data_commands(CLI::App& app, Spoken& spoken, RawTexts& raw) {
    auto* import = app.add_subcommand("import", "Bring in a folder of CSV files; safe to interrupt and to repeat");
    auto* folder = import->add_option("folder", spoken.import.folder,
                                      "Folder with sites.csv, participants.csv, … or mapping.toml");
    auto* mapping =
        import->add_option("--mapping", raw.mapping, "Mapping file (default FOLDER/mapping.toml where there is one)")
            ->type_name("FILE");
    auto* dry_run = import->add_flag("--dry-run", spoken.import.dry_run, "Check everything, write nothing");
    auto* undo = import
                     ->add_option("--undo", spoken.import.undo,
                                  "Take back what this import created and nobody has touched or named since")
                     ->type_name("ID");
    undo->excludes(folder)->excludes(mapping)->excludes(dry_run);
    import->callback([&, folder, undo] {
        if (folder->count() + undo->count() == 0) throw CLI::RequiredError("import: a folder, or --undo");
        if (!raw.mapping.empty()) spoken.import.mapping = raw.mapping;
        spoken.command = [&](auto& config, auto& terminal) { return import_command(config, spoken.import, terminal); };
    });
    auto* export_ = app.add_subcommand("export", "Write all records as the CSV files that import reads");
    export_->add_option("folder", spoken.export_folder, "An empty or new folder")->required();
    export_->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) {
            return export_command(config, spoken.export_folder, terminal);
        };
    });
    auto* report =
        app.add_subcommand("report", "The program report for a period, with every definition and denominator");
    report->add_option("--from", raw.from, "First day of the period (default: the first record)")->type_name("DATE");
    report->add_option("--to", raw.to, "Last day and cut-off: nothing after it is known (default: today)")
        ->type_name("DATE");
    report->add_option("--by", raw.by, "Dimensions to split by, joined by commas, for example region,study_arm")
        ->type_name("DIM[,DIM…]");
    report->add_option("--audience", spoken.report.audience, "internal (exact figures, not for release)")
        ->capture_default_str();
    report->add_option("--format", spoken.report.format, "json, csv or html")
        ->check(CLI::IsMember({"json", "csv", "html"}))
        ->capture_default_str();
    report->callback([&] {
        if (!raw.from.empty()) spoken.report.from = raw.from;
        if (!raw.to.empty()) spoken.report.to = raw.to;
        if (!raw.by.empty()) {
            for (auto const dimension : split(raw.by, ',')) spoken.report.by.emplace_back(trim(dimension));
        }
        spoken.command = [&](auto& config, auto& terminal) { return report_command(config, spoken.report, terminal); };
    });
    auto* demo = app.add_subcommand(
        "demo",
        "Make a synthetic program with four years of records and serve it on this machine; takes serve's options");
    demo->add_option("folder", spoken.demo.folder, "Where its database lies")->capture_default_str();
    demo->add_option("--seed", spoken.demo.seed, "Another number makes another program")->capture_default_str();
    demo->add_flag("--fresh", spoken.demo.fresh, "Make it anew, even if somebody has worked in it");
    demo->add_flag("--only-make", spoken.demo.only_make, "Make it and do not serve it");
    demo->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) { return demo_command(config, spoken.demo, terminal); };
    });
}

void add_upkeep_commands(CLI::App& app, Spoken& spoken, RawTexts& raw) {
    app.add_subcommand("verify", "Check every row against the journal, and the journal against its anchors")
        ->callback([&] { spoken.command = verify_command; });
    app.add_subcommand("migrate", "Make a new database, or bring one up to this program's version")->callback([&] {
        spoken.command = migrate_command;
    });
    auto* backup = app.add_subcommand("backup", "Write a verified copy of the database while it is in use");
    backup->add_option("file", spoken.backup.file, "The backup to write")->required();
    auto* key_out = backup->add_option("--key-out", raw.key_out, "Make a new key; its private half goes to this file")
                        ->type_name("FILE");
    auto* public_key =
        backup->add_option("--public-key", raw.public_key, "Encrypt to the key in this file")->type_name("FILE");
    auto* plain = backup->add_flag("--plain", spoken.backup.plain,
                                   "Do not encrypt: whoever gets the file can read every record in it");
    key_out->excludes(public_key)->excludes(plain);
    public_key->excludes(plain);
    backup->callback([&, key_out, public_key, plain] {
        if (key_out->count() + public_key->count() + plain->count() == 0) {
            throw CLI::RequiredError("backup: one of --key-out, --public-key and --plain");
        }
        if (!raw.key_out.empty()) spoken.backup.key_out = raw.key_out;
        if (!raw.public_key.empty()) spoken.backup.public_key = raw.public_key;
        spoken.command = [&](auto& config, auto& terminal) { return backup_command(config, spoken.backup, terminal); };
    });
    auto* restore = app.add_subcommand("restore", "Bring a backup into an empty database of either engine");
    restore->add_option("file", spoken.restore.file, "The backup to read")->required();
    restore->add_option("--key", raw.key, "File with the private key that --key-out wrote")->type_name("FILE");
    restore->callback([&] {
        if (!raw.key.empty()) spoken.restore.key = raw.key;
        spoken.command = [&](auto& config, auto& terminal) {
            return restore_command(config, spoken.restore, terminal);
        };
    });
    app.add_subcommand("serve", "Serve one organization or several over HTTP, until stopped")->callback([&] {
        spoken.command = serve_command;
    });
    auto* schema =
        app.add_subcommand("schema", "What the program says of itself in other formats")->require_subcommand(1);
    schema->add_subcommand("openapi", "The API in OpenAPI 3.1, as docs/openapi.json holds it")->callback([&] {
        spoken.command = schema_openapi_command;
    });
    auto* config = app.add_subcommand("config", "The program's configuration")->require_subcommand(1);
    config->add_subcommand("explain", "Every setting, its value, where it comes from and what it means")->callback([&] {
        spoken.command = [](auto const& settings, auto& terminal) {
            terminal.out << explain(settings);
            return exit_done;
        };
    });
}

std::vector<std::string> role_names() {
    std::vector<std::string> names;
    for (auto const role : all_roles) names.emplace_back(to_string(role));
    return names;
}

void add_password_options(CLI::App& command, UserOptions& user) {
    command.add_flag("--generate", user.generate, "Make a password up and show it once");
    command.add_flag("--keep-password", user.keep_password, "The holder need not change it at the first sign-in");
}

void add_user_commands(CLI::App& app, Spoken& spoken) {
    auto* user = app.add_subcommand("user", "Accounts: who may sign in")->require_subcommand(1);
    auto* add = user->add_subcommand("add", "Add an account; the password is asked for, or read from standard input");
    add->add_option("name", spoken.user.name, "Name of somebody who is new to the staff");
    add->add_option("--login", spoken.user.login, "With what they sign in")->required();
    add->add_option("--role", spoken.user.role, "What they do in the program")->check(CLI::IsMember(role_names()));
    add->add_option("--staff", spoken.user.staff, "Id of somebody who is of the staff already")->type_name("ID");
    add_password_options(*add, spoken.user);
    add->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) { return user_add_command(config, spoken.user, terminal); };
    });
    auto* reset = user->add_subcommand("reset", "Set another password; every session of the account ends");
    add_password_options(*reset, spoken.user);
    reset->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) {
            return user_reset_command(config, spoken.user, terminal);
        };
    });
    auto* disable = user->add_subcommand("disable", "Close an account; every session of it ends");
    disable->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) {
            return user_disable_command(config, spoken.user, terminal);
        };
    });
    auto* enable = user->add_subcommand("enable", "Open a closed account again");
    enable->callback([&] {
        spoken.command = [&](auto& config, auto& terminal) {
            return user_enable_command(config, spoken.user, terminal);
        };
    });
    for (auto* command : {reset, disable, enable}) {
        command->add_option("login", spoken.user.login, "Whose account")->required();
    }
    user->add_subcommand("list", "Every account: login, role, name, state")->callback([&] {
        spoken.command = user_list_command;
    });
}

int run_spoken(Spoken const& spoken, Terminal& terminal) {
    try {
        auto const config = load_config(spoken.config_path, spoken.flags);
        if (!config) {
            terminal.err << "cairn: " << to_string(config.error()) << '\n';
            return exit_wrong_use;
        }
        return spoken.command(*config, terminal);
    } catch (DatabaseUnavailable const& error) {
        terminal.err << "cairn: The database is not available: " << error.what() << '\n';
        return exit_unavailable;
    } catch (DatabaseDamaged const& error) {
        terminal.err << "cairn: The database is damaged: " << error.what()
                     << ". Keep the file as it is and restore the last backup into a new one.\n";
        return exit_unavailable;
    } catch (std::exception const& error) {
        terminal.err << "cairn: Something broke that should not: " << error.what() << '\n';
        return exit_refused;
    }
}

}  // namespace

int run_command_line(int argc, char const* const* argv, std::ostream& out, std::ostream& err) {
    CLI::App app{std::string(about), "cairn"};
    Spoken spoken;
    RawTexts raw;
    app.require_subcommand(1);
    app.set_version_flag("--version", "cairn " + std::string(program_version()));
    add_global_options(app, spoken, raw);
    add_data_commands(app, spoken, raw);
    add_user_commands(app, spoken);
    add_upkeep_commands(app, spoken, raw);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error, out, err) == 0 ? exit_done : exit_wrong_use;
    }
    if (!raw.config_path.empty()) spoken.config_path = raw.config_path;
    Terminal terminal{out, err, ::isatty(STDERR_FILENO) == 1};
    return run_spoken(spoken, terminal);
}

}  // namespace cairn
