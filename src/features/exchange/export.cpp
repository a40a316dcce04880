#include "features/exchange/export.hpp"

#include <sys/stat.h>

#include <map>
#include <unordered_map>

#include <fmt/core.h>

#include "features/exchange/references.hpp"
#include "record/csv_writer.hpp"

namespace cairn {
namespace {

namespace fs = std::filesystem;

using KeysById = std::unordered_map<std::string, std::string>;

Result<void> prepare_folder(fs::path const& folder) {
    std::error_code failed;
    if (fs::exists(folder, failed)) {
        if (!fs::is_directory(folder, failed)) {
            return Error{ErrorCode::already_exists, folder.string() + " is there already and is no folder."};
        }
        if (!fs::is_empty(folder, failed)) {
            return Error{ErrorCode::already_exists, "The folder " + folder.string() + " is not empty."};
        }
        if (!failed) return {};
    } else if (::mkdir(folder.c_str(), S_IRWXU) == 0) {
        return {};
    }
    return Error{ErrorCode::unavailable, "The folder " + folder.string() + " cannot be used."};
}

// The columns of a file, and the statement that brings a record's own fields and, behind them, the outside keys of the
// record and of those it names.
class FileExport {
public:
    explicit FileExport(RecordType const& type);

    std::vector<std::string> header() const;
    Statement statement() const { return {sql_, parameters_}; }
    void load_nested_keys(Reader& reader);
    std::vector<std::string> cells(Row const& row);

private:
    struct Column {
        Field const* field = nullptr;
        int key_column = -1;  // of the answer, for the id and references
    };

    void add_column(Field const& field, std::string& keys);

    RecordType const& type_;
    std::vector<Column> columns_;
    std::string sql_;
    SqlValues parameters_;
    std::map<std::string, KeysById, std::less<>> nested_keys_;  // by record type
};

FileExport::FileExport(RecordType const& type) : type_(type) {
    std::string keys;
    add_column(type.fields[type.index_of("id")], keys);
    for (auto const& field : type.fields) {
        if (field.name != "id" && field.name != "version" && !field.rule.derived) add_column(field, keys);
    }
    // Whoever was merged is part of somebody else now, with everything that was in their chart.
    auto const* const present = type.find("merged_into_id") == nullptr ? "" : " WHERE r.merged_into_id IS NULL";
    sql_ = fmt::format("SELECT {}{} FROM {} r{} ORDER BY r.id", column_list(type, "r."), keys, type.name, present);
}

void FileExport::add_column(Field const& field, std::string& keys) {
    auto const named = field.name == "id" ? type_.name : referenced_type(field);
    Column column{.field = &field};
    if (!named.empty()) {
        column.key_column = static_cast<int>(type_.fields.size() + parameters_.size());
        parameters_.emplace_back(std::string(named));
        keys +=
            fmt::format(", (SELECT min(k.key) FROM external_key k WHERE k.record_id = r.{} AND k.record_type = ${})",
                        field.name, parameters_.size());
    }
    columns_.push_back(column);
}

std::vector<std::string> FileExport::header() const {
    std::vector<std::string> names;
    for (auto const& column : columns_) names.emplace_back(column.field->name);
    return names;
}

// References inside nested values name the directory, sites and staff, which is small.
void FileExport::load_nested_keys(Reader& reader) {
    for (auto const& column : columns_) {
        if (!has_nested_references(*column.field)) continue;
        for (auto const& inner : column.field->nested->fields) {
            auto const named = std::string(referenced_type(inner));
            if (named.empty() || nested_keys_.contains(named)) continue;
            auto& keys = nested_keys_[named];
            // unbounded: one organization's sites and staff
            reader.each({"SELECT record_id, key FROM external_key WHERE record_type = $1", {named}},
                        [&](Row const& row) {
                            keys.emplace(row.text(0), row.text(1));
                            return true;
                        });
        }
    }
}

std::vector<std::string> FileExport::cells(Row const& row) {
    auto const record = type_.make();  // a fresh one: what a row leaves unsaid must not come from the row before
    read_record(type_, row, record.get());
    std::vector<std::string> cells;
    for (auto const& column : columns_) {
        auto text = to_text(*column.field, record.get());
        if (column.key_column >= 0 && !row.is_null(column.key_column)) text = row.text(column.key_column);
        if (!text.empty() && has_nested_references(*column.field)) {
            text = visit_nested_references(*column.field, text,
                                           [&](std::string_view type, std::string const&, std::string& id) {
                                               auto const& keys = nested_keys_.find(type)->second;
                                               if (auto const key = keys.find(id); key != keys.end()) id = key->second;
                                           });
        }
        cells.push_back(std::move(text));
    }
    return cells;
}

// Removes what was written unless the export came to its end.
class WrittenFiles {
public:
    WrittenFiles() = default;
    WrittenFiles(WrittenFiles const&) = delete;
    WrittenFiles& operator=(WrittenFiles const&) = delete;
    ~WrittenFiles() {
        std::error_code ignored;
        for (auto const& path : paths_) fs::remove(path, ignored);
    }
    void add(fs::path path) { paths_.push_back(std::move(path)); }
    void keep() { paths_.clear(); }

private:
    std::vector<fs::path> paths_;
};

Result<ExportedFile> export_file(Reader& reader, Importable const& importable, fs::path const& folder,
                                 WrittenFiles& written, ExportProgress& progress) {
    ExportedFile exported{.name = std::string(importable.file) + ".csv"};
    auto file = CsvFile::create(folder / exported.name);
    if (!file) return file.error();
    written.add(folder / exported.name);
    FileExport source(importable.type);
    source.load_nested_keys(reader);
    file->write_row(source.header());
    reader.each(source.statement(), [&](Row const& row) {
        file->write_row(source.cells(row));
        if (++exported.rows % export_progress_rows != 0) return true;
        progress.rows_written(exported);
        return !progress.stop_requested();
    });
    if (progress.stop_requested()) return Error{ErrorCode::unavailable, "The export was stopped."};
    file->finish();
    progress.file_done(exported);
    return exported;
}

}  // namespace

Result<std::vector<ExportedFile>> export_folder(Permit const& permit, Organization& organization,
                                                std::span<Importable const> importables, fs::path const& folder,
                                                ExportProgress& progress) {
    if (auto permitted = permit.require(Permission::export_records); !permitted) return permitted.error();
    if (auto prepared = prepare_folder(folder); !prepared) return prepared.error();
    WrittenFiles written;
    Result<void> done;
    std::vector<ExportedFile> files;
    organization.database().read([&](Reader& reader) {
        files.clear();
        for (auto const& importable : importables) {
            auto file = export_file(reader, importable, folder, written, progress);
            if (!file) {
                done = file.error();
                return;
            }
            files.push_back(*file);
        }
    });
    if (!done) return done.error();
    written.keep();
    return files;
}

}  // namespace cairn
