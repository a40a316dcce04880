// Reads a CSV file one row at a time (RFC 4180, by libcsv), in memory that does not grow with the file.
//
// UTF-8 with or without a byte order mark; rows end with LF, CRLF or CR; a quoted cell may contain line ends. The first
// row is the header. Blank lines are passed over. White space is kept. Problems never quote what a cell contains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "base/error.hpp"

namespace cairn {

struct CsvLimits {
    std::size_t cell_bytes = std::size_t{1} << 20;
    std::size_t row_bytes = std::size_t{4} << 20;
    std::size_t columns = 1000;
};

// `line` counts from 1 and is the physical line where the row starts. `problem.field` is the column's name where one
// column is at fault. `problem.code` is one of:
//   about one row, the next can be read:   too_few_cells too_many_cells cell_too_long not_utf8 nul_byte
//   about the file, reading has ended:     unreadable not_utf8 nul_byte utf16 no_header unnamed_column duplicate_column
//                                          too_many_columns row_too_long misplaced_quote unclosed_quote
struct CsvProblem {
    std::uint64_t line = 0;
    Problem problem;
};

template <class T>
using CsvResult = boost::system::result<T, CsvProblem>;
[[noreturn]] void throw_exception_from_error(CsvProblem const& problem, boost::source_location const& location);

// Fills the span from its start and returns how many bytes it wrote, 0 at the end, nullopt when reading failed.
using CsvSource = std::function<std::optional<std::size_t>(std::span<char>)>;

// What `next` found: a row; a row with a problem (its cells are there as far as they were kept); the end of the file;
// or a problem after which nothing more of the file can be trusted.
enum class CsvStep : std::uint8_t { row, faulty_row, end, broken };

class CsvReader {
public:
    // Reads up to and including the header. `text` must outlive the reader.
    static CsvResult<CsvReader> open(CsvSource source, CsvLimits limits = {});
    static CsvResult<CsvReader> open_file(std::filesystem::path const& path, CsvLimits limits = {});
    static CsvResult<CsvReader> open_text(std::string_view text, CsvLimits limits = {});

    CsvReader(CsvReader&&) noexcept;
    CsvReader& operator=(CsvReader&&) noexcept;
    ~CsvReader();

    std::vector<std::string> const& header() const;

    // Moves to the next row. After `end` and `broken` it gives the same answer again.
    CsvStep next();

    // Of the row that `next` found, valid until the next call. A faulty row may have another number of cells than the
    // header; bytes that are not UTF-8 and U+0000 are then replaced by U+FFFD.
    std::span<std::string const> cells() const;
    std::uint64_t line() const;
    std::uint64_t bytes_read() const;   // of the source so far, for progress
    CsvProblem const& problem() const;  // after faulty_row and broken

private:
    class Rows;
    explicit CsvReader(std::unique_ptr<Rows> rows, std::vector<std::string> header);
    std::optional<Problem> check_row() const;

    std::unique_ptr<Rows> rows_;
    std::vector<std::string> header_;
    CsvProblem problem_;
};

// A spreadsheet takes a cell that starts with = + - @ or a tab for a formula, so such a cell is written with a leading
// apostrophe. So that removing it gives back exactly what was there, cells that are apostrophes followed by one of them
// get one more. Guarded are the cells for which this holds.
bool needs_guard(std::string_view cell);
std::string_view unguard_cell(std::string_view cell);  // undoes the guard; other cells are left as they are

}  // namespace cairn
