#include "store/sqlite_bulk.hpp"

#include <stdexcept>

#include "store/file.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

std::string new_file(std::string path) {
    if (!create_private_file(path)) throw DatabaseUnavailable("there is already a file " + path);
    return path;
}

void sync(std::string const& path) {
    auto file = File::open_to_append(path);
    auto const synced = file ? file->sync() : Result<void>(file.error());
    auto const named = synced ? sync_folder(folder_of(path)) : synced;
    if (!named) throw DatabaseUnavailable(to_string(named.error()));
}

}  // namespace

SqliteBulkDatabase::SqliteBulkDatabase(std::string path, Clock const& clock, Randomness& randomness)
    : path_(new_file(std::move(path))),
      clock_(clock),
      randomness_(randomness),
      lock_(std::in_place, path_ + ".lock", true),
      connection_(std::make_unique<SqliteConnection>(SqliteSettings{.path = path_})) {
    // Without a rollback journal a failure leaves a broken file, which is thrown away as any unfinished one is.
    connection_->execute_script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
                                "PRAGMA cache_size = -" +
                                std::to_string(bulk_cache_mebibytes * 1024) + ";");
}

SqliteBulkDatabase::~SqliteBulkDatabase() = default;

void SqliteBulkDatabase::begin_if_needed() {
    if (begun_) return;
    connection_->execute({"BEGIN EXCLUSIVE", {}});
    begun_ = true;
}

void SqliteBulkDatabase::commit_if_begun() {
    if (!begun_) return;
    connection_->execute({"COMMIT", {}});
    begun_ = false;
    commands_ = 0;
}

void SqliteBulkDatabase::read(std::function<void(Reader&)> const& visit) { visit(*connection_); }

Result<Written> SqliteBulkDatabase::write(WriteRequest const& request, Story const& story) {
    begin_if_needed();
    auto const changes = sqlite3_total_changes64(connection_->handle());
    GroupedWrite mine{request, story};
    auto* const group = &mine;
    run_writes(*connection_, texts_, {&group, 1}, clock_, randomness_);
    auto& written = *mine.outcome;
    if (!written && sqlite3_total_changes64(connection_->handle()) != changes) {
        throw std::runtime_error("a refused command left something behind, and this file cannot go back: " +
                                 to_string(written.error()));
    }
    if (++commands_ == bulk_commands) commit_if_begun();
    return std::move(written);
}

void SqliteBulkDatabase::maintain(std::function<void(Maintenance&)> const& work) {
    commit_if_begun();
    begin_if_needed();
    work(*connection_);
    commit_if_begun();
}

void SqliteBulkDatabase::finish() {
    commit_if_begun();
    connection_.reset();
    sync(path_);
    lock_.reset();
}

}  // namespace cairn
