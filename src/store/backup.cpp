#include "store/backup.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/version.hpp"

namespace cairn {
namespace {

// unbounded: as many rows as there are migration files
constexpr std::string_view migrations_sql = "SELECT name, checksum FROM migration ORDER BY number";
constexpr std::int64_t progress_rows = 1000;

// Whoever was signed in signs in again after a restore.
constexpr std::string_view left_out_table = "session";

std::string random_suffix(Randomness& randomness) {
    std::array<std::uint8_t, 6> bytes{};
    randomness.fill(bytes);
    return to_hex(bytes);
}

// A file or folder that goes away unless it is kept.
class Temporary {
public:
    explicit Temporary(std::filesystem::path path) : path_(std::move(path)) {}
    Temporary(Temporary const&) = delete;
    Temporary& operator=(Temporary const&) = delete;
    ~Temporary() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    std::filesystem::path const& path() const { return path_; }
    void keep() { path_.clear(); }

private:
    std::filesystem::path path_;
};

SqlValue cell_of(ColumnKind kind, Row const& row, int column) {
    if (row.is_null(column)) return std::monostate{};
    switch (kind) {
    case ColumnKind::integer: return row.integer(column);
    case ColumnKind::real: return row.real(column);
    case ColumnKind::boolean: return row.boolean(column);
    case ColumnKind::bytes: return row.bytes(column);
    case ColumnKind::text: break;
    }
    return std::string(row.text(column));
}

std::string quoted_list(std::vector<Column> const& columns) {
    std::string list;
    for (auto const& column : columns) list += (list.empty() ? "\"" : ", \"") + column.name + "\"";
    return list;
}

// One backup being written, inside one snapshot.
class Copying {
public:
    Copying(Reader& reader, BackupRequest const& request) : reader_(reader), request_(request) {}

    Result<BackupWriter> run(File file, Clock const& clock) {
        auto tables = tables_in_order(reader_, request_.migrations);
        std::erase(tables, left_out_table);
        BackupHeader header{.program = std::string(program_version()),
                            .made_at = to_string(clock.now()),
                            .engine = std::string(to_string(reader_.engine()))};
        for (auto const& table : tables)
            total_ += reader_.integer({"SELECT count(*) FROM \"" + table + "\""}).value_or(0);
        header.rows = total_;
        reader_.each({migrations_sql}, [&](Row const& row) {
            header.migrations.push_back({std::string(row.text(0)), std::string(row.text(1))});
            return true;
        });
        auto writer = BackupWriter::start(std::move(file), header, request_.key);
        if (!writer) return writer;
        for (auto const& table : tables) {
            if (auto const copied = copy(table, *writer); !copied) return copied.error();
        }
        if (auto const finished = writer->finish(); !finished) return finished.error();
        return writer;
    }

private:
    Result<void> copy(std::string const& table, BackupWriter& writer) {
        auto const columns = columns_of(reader_, table);
        if (auto begun = writer.table(table, columns); !begun) return begun;
        // unbounded: the whole table, a row at a time. Positions are restored in their order.
        auto const sql = "SELECT " + quoted_list(columns) + " FROM \"" + table + "\"" +
                         (table == "journal" ? " ORDER BY position" : "");
        Result<void> written;
        SqlValues cells(columns.size());
        reader_.each({sql}, [&](Row const& row) {
            for (std::size_t i = 0; i < columns.size(); ++i)
                cells[i] = cell_of(columns[i].kind, row, static_cast<int>(i));
            written = writer.row(cells);
            if (request_.progress && writer.rows() % progress_rows == 0) request_.progress(writer.rows(), 2 * total_);
            return written.has_value();
        });
        return written;
    }

    Reader& reader_;
    BackupRequest const& request_;
    std::int64_t total_ = 0;
};

// Opens the file as a restore would, and verifies what comes out.
Result<VerifyReport> check_copy(std::filesystem::path const& file, BackupRequest const& request,
                                BackupStreamKey const& stream_key, Clock const& clock, Randomness& randomness) {
    auto pattern = (request.scratch / "cairn-backup-check-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return Error{ErrorCode::unavailable,
                     "Cannot make a folder in " + request.scratch.string() + " to check the backup."};
    }
    Temporary const folder(pattern);
    RestoreRequest restore{.file = file, .address = "sqlite:" + (folder.path() / "copy.db").string()};
    restore.opener.stream_key = &stream_key;
    restore.types = request.types;
    restore.migrations = request.migrations;
    if (request.progress) {
        restore.progress = [&](std::int64_t done, std::int64_t total) { request.progress(total + done, 2 * total); };
    }
    auto restored = restore_backup(restore, clock, randomness);
    if (!restored) return restored.error();
    return std::move(restored->verified);
}

}  // namespace

std::vector<std::string> tables_in_order(Reader& reader, std::vector<Migration> const& migrations) {
    constexpr std::string_view create = "CREATE TABLE ";
    auto remaining = table_names(reader);
    std::erase_if(remaining, [](auto const& name) { return name.starts_with(derived_table_prefix); });
    std::vector<std::string> ordered;
    auto const take = [&](std::string_view name) {
        auto const found = std::find(remaining.begin(), remaining.end(), name);
        if (found == remaining.end()) return;
        ordered.push_back(std::move(*found));
        remaining.erase(found);
    };
    take("migration");
    for (auto const& migration : migrations) {
        std::string_view const text = migration.text;
        for (auto at = text.find(create); at != std::string_view::npos; at = text.find(create, at + 1)) {
            auto const name = text.substr(at + create.size());
            take(name.substr(0, name.find_first_of(" (\n")));
        }
    }
    ordered.insert(ordered.end(), remaining.begin(), remaining.end());  // renamed since they were made
    return ordered;
}

Result<BackupReport> write_backup(Database& database, BackupRequest const& request, Clock const& clock,
                                  Randomness& randomness) {
    Error const taken{ErrorCode::already_exists,
                      "There is a file " + request.file.string() + " already. Backups never overwrite one another."};
    if (std::filesystem::exists(request.file)) return taken;
    Temporary partial(request.file.string() + ".partial-" + random_suffix(randomness));
    auto file = File::create_new(partial.path());
    if (!file) return file.error();
    Result<BackupWriter> writer = Error{};
    database.read([&](Reader& reader) { writer = Copying(reader, request).run(std::move(*file), clock); });
    if (!writer) return writer.error();
    BackupReport report{.bytes = writer->bytes(), .rows = writer->rows()};
    auto verified = check_copy(partial.path(), request, writer->stream_key(), clock, randomness);
    if (!verified) return verified.error();
    report.verified = std::move(*verified);
    if (std::filesystem::exists(request.file)) return taken;
    std::filesystem::rename(partial.path(), request.file);
    partial.keep();
    if (auto const saved = sync_folder(folder_of(request.file)); !saved) return saved.error();
    return report;
}

}  // namespace cairn
