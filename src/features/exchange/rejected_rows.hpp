// The CSV in which rejected rows come back: file, line, field, reason, row. One line for each problem.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "record/csv_writer.hpp"

namespace cairn {

// A new file beside `stem`: data.rejected.csv for the folder data and the kind "rejected", data.rejected-2.csv when
// that is there already.
struct NumberedCsv {
    std::filesystem::path path;
    CsvFile file;
};
Result<NumberedCsv> create_csv_beside(std::filesystem::path const& stem, std::string_view kind);

class RejectedRows {
public:
    // `folder` is what is imported. The file lies beside it, made with the first rejected row.
    explicit RejectedRows(std::filesystem::path const& folder);

    // `row` is given back as one line of CSV in the last cell.
    Result<void> add(std::string_view source_file, std::uint64_t line, Problem const& problem,
                     std::span<std::string const> row);
    void finish();

    std::optional<std::filesystem::path> const& path() const { return path_; }

private:
    Result<void> create();

    std::filesystem::path stem_;
    std::optional<std::filesystem::path> path_;
    std::optional<CsvFile> file_;
};

}  // namespace cairn
