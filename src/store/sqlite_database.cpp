#include "store/sqlite_database.hpp"

#include <exception>
#include <filesystem>
#include <optional>

#include "store/tx.hpp"

namespace cairn {
namespace {

constexpr std::size_t group_max = 256;  // commands that share one COMMIT

std::string prepared_path(std::string path, OpenOptions const& options) {
    if (options.create) {
        create_private_file(path);
    } else if (!std::filesystem::exists(path)) {
        throw DatabaseUnavailable("there is no database at " + path);
    }
    return path;
}

}  // namespace

struct SqliteDatabase::Waiting {
    WriteRequest const& request;
    Story const& story;
    std::optional<Result<Written>> outcome{};
    std::exception_ptr failure{};
    bool done = false;
};

SqliteDatabase::SqliteDatabase(std::string path, Clock const& clock, Randomness& randomness, OpenOptions const& options)
    : path_(prepared_path(std::move(path), options)),
      clock_(clock),
      randomness_(randomness),
      options_(options),
      lock_(path_ + ".lock", options.exclusive),
      writer_(std::make_unique<SqliteConnection>(SqliteSettings{path_, false, options.busy_seconds})) {
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

// Group commit: whoever finds no leader leads. The leader takes everything that waits, runs it in one transaction (each
// command in a savepoint once one of them has something to undo), commits once, and wakes the others; every answer
// waits for that COMMIT.
Result<Written> SqliteDatabase::write_once(WriteRequest const& request, Story const& story) {
    Waiting mine{request, story};
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&mine);
    while (!mine.done) {
        if (leading_) {
            group_done_.wait(lock);
            continue;
        }
        leading_ = true;
        std::deque<Waiting*> group;
        while (!queue_.empty() && group.size() < group_max) {
            group.push_back(queue_.front());
            queue_.pop_front();
        }
        lock.unlock();
        run_group(group);
        lock.lock();
        for (auto* waiting : group) waiting->done = true;
        leading_ = false;
        group_done_.notify_all();
    }
    lock.unlock();
    if (mine.failure) std::rethrow_exception(mine.failure);
    return std::move(*mine.outcome);
}

void SqliteDatabase::run_group(std::deque<Waiting*>& group) {
    std::scoped_lock const writing(writer_mutex_);
    try {
        writer_->execute({"BEGIN IMMEDIATE", {}});
        if (!run_together(group)) {
            writer_->execute({"ROLLBACK", {}});
            writer_->execute({"BEGIN IMMEDIATE", {}});
            for (auto* waiting : group) run_one(*waiting);
        }
        writer_->execute({"COMMIT", {}});
    } catch (...) {
        writer_->roll_back_quietly();
        for (auto* waiting : group) {
            waiting->outcome.reset();
            waiting->failure = std::current_exception();
        }
    }
}

// A savepoint keeps a copy of every page that changes after it, a tenth of the work of a write. A group in which
// nothing has to be undone does without; false when something has.
bool SqliteDatabase::run_together(std::deque<Waiting*>& group) {
    for (auto* waiting : group) {
        auto const changes = sqlite3_total_changes64(writer_->handle());
        try {
            waiting->outcome = run_write(*writer_, texts_, waiting->request, waiting->story, clock_, randomness_);
        } catch (...) {
            if (!writer_->in_transaction()) throw;  // the error ended the transaction: the whole group fails
            return false;
        }
        if (!*waiting->outcome && sqlite3_total_changes64(writer_->handle()) != changes) return false;
    }
    return true;
}

void SqliteDatabase::run_one(Waiting& waiting) {
    writer_->execute({"SAVEPOINT command", {}});
    try {
        waiting.outcome = run_write(*writer_, texts_, waiting.request, waiting.story, clock_, randomness_);
    } catch (...) {
        if (!writer_->in_transaction()) throw;  // the error ended the transaction: the whole group fails
        waiting.failure = std::current_exception();
    }
    if (waiting.failure || !*waiting.outcome) writer_->execute({"ROLLBACK TO command", {}});
    writer_->execute({"RELEASE command", {}});
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
