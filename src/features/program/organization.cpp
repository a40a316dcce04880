#include <stdexcept>

#include "features/program/program.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

constexpr std::string_view directory_seq_sql = "SELECT seq FROM stream WHERE id = $1";
// unbounded: one organization's code lists, some hundreds of words
constexpr std::string_view active_words_sql = "SELECT list, word FROM code_list_entry WHERE active ORDER BY list, id";

std::int64_t directory_seq(Reader& reader) {
    return reader.integer({directory_seq_sql, {std::string(directory_stream_id)}}).value_or(0);
}

ProgramSettings load_settings(Reader& reader) {
    std::optional<ProgramSettings> settings;
    auto const sql = "SELECT " + column_list(record_type<ProgramSettings>()) + " FROM program_settings LIMIT 1";
    reader.each({sql}, [&](Row const& row) {
        settings = read_record<ProgramSettings>(row);
        return false;
    });
    if (!settings) throw std::runtime_error("this database has no program settings yet: it was never prepared for use");
    return *settings;
}

}  // namespace

Program load_program(Reader& reader) {
    Program program{.settings = load_settings(reader)};
    reader.each({active_words_sql}, [&](Row const& row) {
        program.codes.add(row.text(0), std::string(row.text(1)));
        return true;
    });
    return program;
}

Organization::Organization(Database& database, Clock const& clock, IdSource& ids)
    : database_(database), clock_(clock), ids_(ids) {}

std::shared_ptr<Program const> Organization::program() const {
    std::lock_guard const lock(mutex_);
    auto const now = clock_.now();
    auto const age = now.milliseconds - checked_at_.milliseconds;
    if (program_ != nullptr && age >= 0 && age < program_cache_seconds * 1000) return program_;
    database_.read([this](Reader& reader) {
        auto const seq = directory_seq(reader);
        if (program_ != nullptr && seq == directory_seq_) return;
        program_ = std::make_shared<Program const>(load_program(reader));
        directory_seq_ = seq;
    });
    checked_at_ = now;
    return program_;
}

void Organization::forget_program() const {
    std::lock_guard const lock(mutex_);
    program_ = nullptr;
}

CheckContext check_context(Tx& tx, Program const& program) {
    return {
        .program = program, .now = tx.now(), .find = [&tx](RecordType const& type, std::string_view id, void* record) {
            return tx.find(type, id, record);
        }};
}

}  // namespace cairn
