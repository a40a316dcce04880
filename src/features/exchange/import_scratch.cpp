#include "features/exchange/import_scratch.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>

#include "record/json.hpp"

namespace cairn {
namespace {

constexpr std::size_t kept_digest_bytes = 16;  // enough for no two of 10^12 rows to meet by chance

void set_parameter(sqlite3_stmt* statement, int place, ByteView bytes) {
    sqlite3_bind_blob(statement, place, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

void set_parameter(sqlite3_stmt* statement, int place, std::string_view text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

[[noreturn]] void throw_failure(int result) {
    throw std::runtime_error(std::string("the import's temporary file: ") + sqlite3_errstr(result));
}

std::string text_at(sqlite3_stmt* statement, int column) {
    auto const* text = reinterpret_cast<char const*>(sqlite3_column_text(statement, column));
    return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

}  // namespace

ImportScratch::ImportScratch(IdSource& ids) {
    for (int i = 0; i < 2; ++i) {
        auto const id = ids.next();
        digest_key_.insert(digest_key_.end(), id.bytes.begin(), id.bytes.end());
    }
    sqlite3* database = nullptr;
    auto const opened = sqlite3_open("", &database);
    database_.reset(database);
    if (opened != SQLITE_OK) throw std::runtime_error("no temporary file can be made for the import");
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -16000");
    run("CREATE TABLE row_read (key BLOB PRIMARY KEY, content BLOB NOT NULL, task INTEGER NOT NULL, line INTEGER NOT "
        "NULL) WITHOUT ROWID");
    run("CREATE TABLE record (id TEXT PRIMARY KEY, key BLOB NOT NULL UNIQUE, body TEXT NOT NULL) WITHOUT ROWID");
    run("BEGIN");  // never committed: nobody else reads it
    insert_row_ = prepare("INSERT INTO row_read (key, content, task, line) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
    select_row_ = prepare("SELECT content, task, line FROM row_read WHERE key = ? LIMIT 1");
    insert_record_ = prepare("INSERT INTO record (id, key, body) VALUES (?, ?, ?)");
    select_id_ = prepare("SELECT id FROM record WHERE key = ? LIMIT 1");
    select_record_ = prepare("SELECT body FROM record WHERE id = ? LIMIT 1");
}

ImportScratch::~ImportScratch() = default;

void ImportScratch::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void ImportScratch::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

std::optional<ImportScratch::Earlier> ImportScratch::remember(std::string_view record_type, std::string_view key,
                                                              Digest const& content, Place place) {
    auto const digest = key_digest(record_type, key);
    auto const kept = ByteView(content).first(kept_digest_bytes);
    set_parameter(insert_row_.get(), 1, digest);
    set_parameter(insert_row_.get(), 2, kept);
    sqlite3_bind_int64(insert_row_.get(), 3, static_cast<std::int64_t>(place.task));
    sqlite3_bind_int64(insert_row_.get(), 4, static_cast<std::int64_t>(place.line));
    step(insert_row_.get());
    sqlite3_reset(insert_row_.get());
    if (sqlite3_changes(database_.get()) > 0) return std::nullopt;

    set_parameter(select_row_.get(), 1, digest);
    if (!step(select_row_.get())) throw std::logic_error("a row that was read before is not in the scratch database");
    auto const* bytes = static_cast<std::uint8_t const*>(sqlite3_column_blob(select_row_.get(), 0));
    Earlier const earlier{{static_cast<std::size_t>(sqlite3_column_int64(select_row_.get(), 1)),
                           static_cast<std::uint64_t>(sqlite3_column_int64(select_row_.get(), 2))},
                          std::ranges::equal(kept, ByteView(bytes, kept_digest_bytes))};
    sqlite3_reset(select_row_.get());
    return earlier;
}

void ImportScratch::keep(RecordType const& type, std::string_view key, std::string_view id, void const* record) {
    set_parameter(insert_record_.get(), 1, id);
    set_parameter(insert_record_.get(), 2, key_digest(type.name, key));
    set_parameter(insert_record_.get(), 3, to_json(type, record));
    step(insert_record_.get());
    sqlite3_reset(insert_record_.get());
}

std::optional<std::string> ImportScratch::id_of(std::string_view record_type, std::string_view key) {
    set_parameter(select_id_.get(), 1, key_digest(record_type, key));
    std::optional<std::string> id;
    if (step(select_id_.get())) id = text_at(select_id_.get(), 0);
    sqlite3_reset(select_id_.get());
    return id;
}

bool ImportScratch::find(RecordType const& type, std::string_view id, void* record) {
    set_parameter(select_record_.get(), 1, id);
    auto const found = step(select_record_.get());
    if (found && record != nullptr) {
        auto const problems =
            from_json(type, text_at(select_record_.get(), 0), record, {.require_all = false, .accept_derived = true});
        if (!problems.empty()) throw std::logic_error("a record of the dry run cannot be read back");
    }
    sqlite3_reset(select_record_.get());
    return found;
}

void ImportScratch::run(char const* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw_failure(sqlite3_errcode(database_.get()));
    }
}

ImportScratch::StatementPtr ImportScratch::prepare(char const* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
        throw std::logic_error("the import's temporary file has another shape than expected");
    }
    return StatementPtr(statement);
}

Bytes ImportScratch::key_digest(std::string_view record_type, std::string_view key) const {
    std::string text(record_type);
    text += '\0';
    text += key;
    auto const digest = digest_of(text, digest_key_);
    return {digest.begin(), digest.begin() + kept_digest_bytes};
}

// True when there is a row. A full disk ends the import; nothing of it is in the organization's database.
bool ImportScratch::step(sqlite3_stmt* statement) {
    auto const result = sqlite3_step(statement);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    throw_failure(result);
}

}  // namespace cairn
