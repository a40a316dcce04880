#include "store/sqlite_database.hpp"

#include <exception>
#include <filesystem>
#include <optional>

#include "store/tx.hpp"

namespace cairn {
namespace {

std::string prepared_path(std::string path, OpenOptions const& options) {
    if (options.create) {
        create_private_file(path);
    } else if (!std::filesystem::exists(path)) {
        throw DatabaseUnavailable("there is no database at " + path);
    }
    return path;
}

}  // namespace

SqliteDatabase::SqliteDatabase(std::string path, Clock const& clock, Randomness& randomness, OpenOptions const& options)
    : path_(prepared_path(std::move(path), options)),
      clock_(clock),
      randomness_(randomness),
      options_(options),
      lock_(path_ + ".lock", options.exclusive),
      writer_(std::make_unique<SqliteConnection>(SqliteSettings{path_, false, options.busy_seconds})),
      groups_(1, [this](WriteGroup group) { run_group(group); }) {
    writer_->execute_script("PRAGMA journal_mode = WAL;");
}

SqliteDatabase::~SqliteDatabase() = default;

Result<Written> SqliteDatabase::write(WriteRequest const& request, Story const& story) {
    try {
        return write_once(request, story);
    } catch (ConstraintViolated const&) {
        // Two processes used one key or one new id at the same time; the second look finds the receipt or refuses.
        return write_once(request, story);
    }
}

Result<Written> SqliteDatabase::write_once(WriteRequest const& request, Story const& story) {
    GroupedWrite mine{request, story};
    groups_.submit(mine);
    if (mine.failure) std::rethrow_exception(mine.failure);
    return std::move(*mine.outcome);
}

// One transaction for all; when anything breaks in it, each by itself, so that nobody fails for another's sake.
void SqliteDatabase::run_group(WriteGroup group) {
    std::scoped_lock const writing(writer_mutex_);
    if (group.size() > 1) {
        try {
            commit_together(group);
            return;
        } catch (...) {
            writer_->roll_back_quietly();
        }
    }
    for (auto* const& member : group) {
        try {
            commit_together({&member, 1});
        } catch (...) {
            writer_->roll_back_quietly();
            member->outcome.reset();
            member->failure = std::current_exception();
        }
    }
}

void SqliteDatabase::commit_together(WriteGroup group) {
    writer_->execute({"BEGIN IMMEDIATE", {}});
    auto const applied = run_writes(*writer_, texts_, group, clock_, randomness_);
    writer_->execute({applied > 0 ? "COMMIT" : "ROLLBACK", {}});
}

std::unique_ptr<SqliteConnection> SqliteDatabase::take_reader() {
    {
        std::scoped_lock const lock(readers_mutex_);
        if (!idle_readers_.empty()) {
            auto reader = std::move(idle_readers_.back());
            idle_readers_.pop_back();
            return reader;
        }
    }
    return std::make_unique<SqliteConnection>(SqliteSettings{path_, true, options_.busy_seconds});
}

void SqliteDatabase::give_back(std::unique_ptr<SqliteConnection> reader) {
    std::scoped_lock const lock(readers_mutex_);
    if (idle_readers_.size() < static_cast<std::size_t>(options_.connections))
        idle_readers_.push_back(std::move(reader));
}

void SqliteDatabase::read(std::function<void(Reader&)> const& visit) {
    auto reader = take_reader();
    reader->execute({"BEGIN", {}});
    try {
        visit(*reader);
    } catch (...) {
        reader->roll_back_quietly();
        throw;
    }
    reader->execute({"COMMIT", {}});
    give_back(std::move(reader));
}

void SqliteDatabase::maintain(std::function<void(Maintenance&)> const& work) {
    std::scoped_lock const writing(writer_mutex_);
    writer_->execute({"BEGIN IMMEDIATE", {}});
    try {
        work(*writer_);
        writer_->execute({"COMMIT", {}});
    } catch (...) {
        writer_->roll_back_quietly();
        throw;
    }
}

}  // namespace cairn
