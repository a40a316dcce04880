#include <ostream>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/wire.hpp"
#include "store/anchor.hpp"
#include "store/backup.hpp"

namespace cairn {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

// The folder that holds the database, where the private key must not lie; empty for PostgreSQL.
std::vector<std::filesystem::path> data_folders(Config const& config) {
    auto const address = config.text("database");
    if (!address.starts_with(sqlite_scheme)) return {};
    return {std::filesystem::absolute(address.substr(sqlite_scheme.size())).parent_path()};
}

Result<std::optional<BackupPublicKey>> key_for(Config const& config, BackupOptions const& options) {
    if (options.plain) return std::optional<BackupPublicKey>{};
    auto folders = data_folders(config);
    folders.push_back(std::filesystem::absolute(options.file).parent_path());
    auto const key = options.key_out ? create_backup_key(*options.key_out, folders)
                                     : read_backup_public_key(options.public_key.value());
    if (!key) return key.error();
    return std::optional(*key);
}

RowProgress shown_on(Progress& progress) {
    return [&progress](std::int64_t done, std::int64_t total) {
        progress.set_total(static_cast<std::uint64_t>(total));
        progress.advance(static_cast<std::uint64_t>(done));
    };
}

}  // namespace

int backup_command(Config const& config, BackupOptions const& options, Terminal& terminal) {
    auto workplace = Workplace::open(config, Opening::existing);
    if (!workplace) return refused(workplace.error(), terminal);
    auto const key = key_for(config, options);
    if (!key) return refused(key.error(), terminal);
    if (options.plain) terminal.err << plain_backup_means << '\n';
    auto const folders = data_folders(config);
    Progress progress(terminal);
    progress.start("backup", 0);
    BackupRequest request;
    request.file = options.file;
    request.key = *key;
    request.scratch = folders.empty() ? std::filesystem::absolute(options.file).parent_path() : folders.front();
    request.types = all_record_types();
    request.progress = shown_on(progress);
    SystemRandomness randomness;
    auto const report = write_backup((*workplace)->database(), request, (*workplace)->clock(), randomness);
    if (!report) return refused(report.error(), terminal);
    progress.finish();
    terminal.out << options.file.string() << ": " << report->rows << " rows, " << report->bytes
                 << " bytes, read back and verified\n";
    if (options.key_out) {
        terminal.out << "Private key: " << options.key_out->string()
                     << " (keep it away from the database; restore asks for it)\n"
                     << "Public key: " << options.key_out->string() << ".pub (for the next backups: --public-key)\n";
    }
    if (report->verified.passed()) return exit_done;
    terminal.err << "cairn: The backup was written, but verify has " << report->verified.findings_count
                 << " findings: the database is not as it was written. Run `cairn verify`.\n";
    return exit_refused;
}

int restore_command(Config const& config, RestoreOptions const& options, Terminal& terminal) {
    RestoreRequest request;
    request.file = options.file;
    request.address = config.text("database");
    request.types = all_record_types();
    std::optional<BackupPrivateKey> key;
    if (options.key) {
        auto const read = read_backup_private_key(*options.key);
        if (!read) return refused(read.error(), terminal);
        request.opener.private_key = &key.emplace(*read);
    }
    Progress progress(terminal);
    progress.start("restore", 0);
    request.progress = shown_on(progress);
    SystemClock const clock;
    SystemRandomness randomness;
    auto const report = restore_backup(request, clock, randomness);
    if (!report) return refused(report.error(), terminal);
    progress.finish();
    for (auto const& [table, rows] : report->rows) terminal.out << table << ": " << rows << " rows\n";
    if (auto const path = anchor_path(config)) {
        auto database = open_for_upkeep(config, clock, randomness, {});
        if (!database) return refused(database.error(), terminal);
        if (auto const anchored = write_anchor(**database, *path, clock); !anchored) {
            return refused(anchored.error(), terminal);
        }
    }
    if (report->verified.passed()) return exit_done;
    terminal.err << "cairn: Restored, but verify has " << report->verified.findings_count
                 << " findings: the backup is not of a database as it was written. Run `cairn verify`.\n";
    return exit_refused;
}

}  // namespace cairn
