#include "features/exchange/rejected_rows.hpp"

#include <array>

#include <fmt/core.h>

namespace cairn {
namespace {

constexpr int rejected_files_max = 999;

// "data/", "data/." and "data" are one folder; "." is the one we are in.
std::filesystem::path named_folder(std::filesystem::path const& folder) {
    auto path = std::filesystem::absolute(folder).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

}  // namespace

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
    for (int number = 1; number <= rejected_files_max; ++number) {
        auto const ending = number == 1 ? std::string(".rejected.csv") : fmt::format(".rejected-{}.csv", number);
        auto path = stem_;
        path += ending;
        auto file = CsvFile::create(path);
        if (!file && file.error().code == ErrorCode::already_exists) continue;
        if (!file) return file.error();
        path_ = std::move(path);
        file_.emplace(std::move(*file));
        std::array<std::string_view, 5> const header{"file", "line", "field", "reason", "row"};
        file_->write_row(header);
        return {};
    }
    return Error{
        ErrorCode::unavailable,
        fmt::format("There are {} files of rejected rows beside the folder already. Remove some.", rejected_files_max)};
}

void RejectedRows::finish() {
    if (file_) file_->finish();
}

}  // namespace cairn
