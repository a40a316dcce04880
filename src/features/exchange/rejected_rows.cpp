#include "features/exchange/rejected_rows.hpp"

#include <array>

#include <fmt/core.h>

namespace cairn {
namespace {

constexpr int numbered_files_max = 999;

// "data/", "data/." and "data" are one folder; "." is the one we are in.
std::filesystem::path named_folder(std::filesystem::path const& folder) {
    auto path = std::filesystem::absolute(folder).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

}  // namespace

Result<NumberedCsv> create_csv_beside(std::filesystem::path const& stem, std::string_view kind) {
    for (int number = 1; number <= numbered_files_max; ++number) {
        auto path = stem;
        path += number == 1 ? fmt::format(".{}.csv", kind) : fmt::format(".{}-{}.csv", kind, number);
        auto file = CsvFile::create(path);
        if (!file && file.error().code == ErrorCode::already_exists) continue;
        if (!file) return file.error();
        return NumberedCsv{std::move(path), std::move(*file)};
    }
    return Error{
        ErrorCode::unavailable,
        fmt::format("There are {} files of {} rows in this place already. Remove some.", numbered_files_max, kind)};
}

RejectedRows::RejectedRows(std::filesystem::path const& folder) : stem_(named_folder(folder)) {}

Result<void> RejectedRows::add(std::string_view source_file, std::uint64_t line, Problem const& problem,
                               std::span<std::string const> row) {
    if (!file_) {
        if (auto created = create(); !created) return created;
    }
    std::string source;
    append_csv_row(source, row);
    source.pop_back();
    auto const line_text = std::to_string(line);
    std::array<std::string_view, 5> const cells{source_file, line_text, problem.field, problem.message,
                                                row.empty() ? std::string_view{} : source};
    file_->write_row(cells);
    return {};
}

Result<void> RejectedRows::create() {
    auto created = create_csv_beside(stem_, "rejected");
    if (!created) return created.error();
    path_ = std::move(created->path);
    file_.emplace(std::move(created->file));
    std::array<std::string_view, 5> const header{"file", "line", "field", "reason", "row"};
    file_->write_row(header);
    return {};
}

void RejectedRows::finish() {
    if (file_) file_->finish();
}

}  // namespace cairn
