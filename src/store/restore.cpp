// Restoring a backup: the other half of backup.hpp.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "store/backup.hpp"
#include "store/file_lock.hpp"

namespace cairn {
namespace {

// PostgreSQL gains from several rows to a statement; SQLite looks each parameter up by its name and does not.
constexpr std::size_t rows_per_insert = 200;
constexpr std::size_t parameters_max = 30'000;  // of one statement
constexpr std::int64_t progress_rows = 1000;

// unbounded: as many rows as the schema has foreign keys
constexpr std::string_view postgres_references_sql =
    "SELECT conname::text, conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace";
// unbounded: as many rows as the schema has identity columns
constexpr std::string_view postgres_identities_sql =
    "SELECT table_name::text, column_name::text FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND is_identity = 'YES'";

// Ends the transaction of a restore that is refused, so that nothing stays.
struct Abandoned {
    Error error;
};

void require(Result<void> const& done) {
    if (!done) throw Abandoned{done.error()};
}

// Rows of one table on their way into the database, several to a statement.
class TableLoader {
public:
    TableLoader(Maintenance& session, std::string const& table, std::vector<Column> const& columns)
        : session_(session), columns_(columns.size()) {
        if (session.engine() == Engine::postgresql) {
            rows_ = std::clamp<std::size_t>(parameters_max / columns_, 1, rows_per_insert);
        }
        insert_ = "INSERT INTO \"" + table + "\" (";
        for (std::size_t i = 0; i < columns_; ++i) insert_ += (i == 0 ? "\"" : ", \"") + columns[i].name + "\"";
        insert_ += ") VALUES ";
        many_ = insert_ + value_tuples(rows_, columns_);
    }

    void add(SqlValues cells) {
        std::move(cells.begin(), cells.end(), std::back_inserter(pending_));
        if (pending_.size() == rows_ * columns_) {
            session_.execute({many_, std::move(pending_)});
            pending_.clear();
        }
    }
    void flush() {
        if (pending_.empty()) return;
        auto const sql = insert_ + value_tuples(pending_.size() / columns_, columns_);
        session_.execute({sql, std::move(pending_)});
        pending_.clear();
    }

private:
    Maintenance& session_;
    std::size_t columns_;
    std::size_t rows_ = 1;
    std::string insert_;
    std::string many_;
    SqlValues pending_;
};

// References to rows that come later are checked at the end: within a table (a staff member's supervisor), or to a
// table that a later migration made.
class ReferencesLater {
public:
    ReferencesLater(Maintenance& session, std::vector<Migration> const& migrations) : session_(session) {
        if (session.engine() == Engine::sqlite) {
            session.execute_script("PRAGMA defer_foreign_keys = ON");
            return;
        }
        auto const order = tables_in_order(session, migrations);
        auto const place = [&](std::string_view table) { return std::find(order.begin(), order.end(), table); };
        session.each({postgres_references_sql}, [&](Row const& row) {
            if (place(row.text(2)) >= place(row.text(1))) {
                deferred_.push_back("ALTER TABLE " + std::string(row.text(1)) + " ALTER CONSTRAINT " +
                                    std::string(row.text(0)));
            }
            return true;
        });
        for (auto const& constraint : deferred_) session.execute_script(constraint + " DEFERRABLE INITIALLY DEFERRED");
    }
    void check() {
        if (session_.engine() == Engine::sqlite) return;  // at the end of the transaction
        session_.execute_script("SET CONSTRAINTS ALL IMMEDIATE");
        for (auto const& constraint : deferred_) session_.execute_script(constraint + " NOT DEFERRABLE");
    }

private:
    Maintenance& session_;
    std::vector<std::string> deferred_;
};

// One backup on its way into an empty database, inside one transaction.
class Filling {
public:
    Filling(Maintenance& session, BackupReader& backup, RestoreRequest const& request, RestoreReport& report)
        : session_(session), backup_(backup), request_(request), report_(report) {}

    void run() {
        if (!is_empty(session_)) {
            throw Abandoned{
                {ErrorCode::already_exists,
                 "The database is not empty. Restore into a new one; nothing is ever restored over another."}};
        }
        make_tables();
        ReferencesLater references(session_, request_.migrations);
        require(backup_.each({.table = [this](auto const& name, auto const& columns) { return start(name, columns); },
                              .row = [this](SqlValues cells) { return add(std::move(cells)); }}));
        if (loader_) loader_->flush();
        references.check();
        continue_identities();
    }

private:
    void make_tables() {
        create_migration_table(session_);
        for (std::size_t i = 0; i < backup_.header().migrations.size(); ++i) {
            session_.execute_script(text_for_engine(request_.migrations[i].text, session_.engine()));
        }
    }

    Result<void> start(std::string const& table, std::vector<Column> const& columns) {
        if (loader_) loader_->flush();
        loader_.reset();
        Error const unknown{ErrorCode::corrupted,
                            "The backup has a table or column that its migrations do not make: " + table + "."};
        if (!has_table(session_, table)) return unknown;
        auto const ours = columns_of(session_, table);
        for (auto const& column : columns) {
            if (std::none_of(ours.begin(), ours.end(), [&](auto const& own) { return own.name == column.name; }))
                return unknown;
        }
        loader_.emplace(session_, table, columns);
        rows_ = &report_.rows[table];
        return {};
    }

    Result<void> add(SqlValues cells) {
        loader_->add(std::move(cells));
        ++*rows_;
        if (request_.progress && ++done_ % progress_rows == 0) request_.progress(done_, backup_.header().rows);
        return {};
    }

    void continue_identities() {
        if (session_.engine() == Engine::sqlite) return;  // AUTOINCREMENT saw the numbers
        std::vector<std::pair<std::string, std::string>> identities;
        session_.each({postgres_identities_sql}, [&](Row const& row) {
            identities.emplace_back(row.text(0), row.text(1));
            return true;
        });
        for (auto const& [table, column] : identities) {
            auto const sql = fmt::format("SELECT max({}) FROM {}", column, table);
            auto const last = session_.integer({sql});
            if (last) session_.execute({"SELECT setval(pg_get_serial_sequence($1, $2), $3)", {table, column, *last}});
        }
    }

    Maintenance& session_;
    BackupReader& backup_;
    RestoreRequest const& request_;
    RestoreReport& report_;
    std::optional<TableLoader> loader_{};
    std::int64_t* rows_ = nullptr;
    std::int64_t done_ = 0;
};

// A backup's migrations must be the first of ours.
Result<void> knows_migrations(BackupHeader const& header, std::vector<Migration> const& ours) {
    for (std::size_t i = 0; i < header.migrations.size(); ++i) {
        auto const& theirs = header.migrations[i];
        if (i >= ours.size()) {
            return Error{ErrorCode::invalid, "The backup comes from a newer version of Cairn (" + header.program +
                                                 "): it has the migration " + theirs.name +
                                                 ". Restore it with that version."};
        }
        if (theirs.name != ours[i].name || theirs.checksum != ours[i].checksum) {
            return Error{ErrorCode::corrupted, "The backup comes from a different build of Cairn: its migration " +
                                                   theirs.name + " is not the one this program carries."};
        }
    }
    return {};
}

Result<void> fill(std::string const& address, bool create, BackupReader& backup, RestoreRequest const& request,
                  RestoreReport& report, Clock const& clock, Randomness& randomness) {
    auto const database = open_database(address, clock, randomness, {.create = create, .exclusive = true});
    if (!database) return database.error();
    try {
        (*database)->maintain([&](Maintenance& session) { Filling(session, backup, request, report).run(); });
    } catch (Abandoned const& abandoned) {
        return abandoned.error;
    }
    if (auto const migrated = migrate(**database, clock, request.migrations); !migrated) return migrated.error();
    VerifyOptions options;
    options.migrations = request.migrations;
    auto verified = verify(**database, request.types, clock, options);
    if (!verified) return verified.error();
    report.verified = std::move(*verified);
    return {};
}

// A SQLite database with all its companions, which goes away unless it is kept.
class TemporaryDatabase {
public:
    explicit TemporaryDatabase(std::string path) : path_(std::move(path)) {}
    TemporaryDatabase(TemporaryDatabase const&) = delete;
    TemporaryDatabase& operator=(TemporaryDatabase const&) = delete;
    ~TemporaryDatabase() {
        std::error_code ignored;
        for (auto const* companion : {"", "-wal", "-shm", "-journal", ".lock"})
            std::filesystem::remove(path_ + companion, ignored);
    }
    std::string const& path() const { return path_; }

private:
    std::string path_;
};

Result<void> restore_sqlite(std::string const& path, BackupReader& backup, RestoreRequest const& request,
                            RestoreReport& report, Clock const& clock, Randomness& randomness) {
    for (auto const* companion : {"", "-wal", "-journal"}) {
        if (std::filesystem::exists(path + companion)) {
            return Error{ErrorCode::already_exists,
                         "There is a file " + path + companion +
                             " already. Restore into a new database; nothing is ever restored over another."};
        }
    }
    FileLock const lock(path + ".lock", true);
    std::array<std::uint8_t, 6> suffix{};
    randomness.fill(suffix);
    TemporaryDatabase const filling(path + ".restoring-" + to_hex(suffix));
    auto filled = fill("sqlite:" + filling.path(), true, backup, request, report, clock, randomness);
    if (!filled) return filled;
    // Closing has brought everything from the log into the file itself.
    if (std::filesystem::exists(filling.path() + "-wal"))
        throw DatabaseUnavailable("the restored database did not close");
    std::filesystem::rename(filling.path(), path);
    return sync_folder(folder_of(path));
}

}  // namespace

Result<RestoreReport> restore_backup(RestoreRequest const& request, Clock const& clock, Randomness& randomness) {
    constexpr std::string_view sqlite = "sqlite:";
    auto backup = BackupReader::start(request.file, request.opener);
    if (!backup) return backup.error();
    if (auto const known = knows_migrations(backup->header(), request.migrations); !known) return known.error();
    RestoreReport report{.header = backup->header()};
    auto const done =
        request.address.starts_with(sqlite)
            ? restore_sqlite(request.address.substr(sqlite.size()), *backup, request, report, clock, randomness)
            : fill(request.address, false, *backup, request, report, clock, randomness);
    if (!done) return done.error();
    return report;
}

}  // namespace cairn
