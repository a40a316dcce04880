#include "record/csv_reader.hpp"

#include <csv.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/result.hpp"
#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{64} << 10;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// The text with every byte that is not UTF-8, and U+0000, replaced.
std::string readable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t length = 1;
        while (length <= 4 && length <= text.size() && !is_valid_utf8(text.substr(0, length))) ++length;
        if (length > 4 || length > text.size() || text.front() == '\0') {
            out += replacement_character;
            length = 1;
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

std::optional<Problem> check_text(std::string_view cell, std::string const& column) {
    if (cell.find('\0') != std::string_view::npos) {
        return Problem{column, "nul_byte", "The cell contains the character U+0000, which no text has. Remove it."};
    }
    if (!is_valid_utf8(cell)) {
        return Problem{column, "not_utf8", "The cell is not UTF-8. Save the file as CSV UTF-8 and try again."};
    }
    return std::nullopt;
}

}  // namespace

// Rows as libcsv finds them, without a header. The parser is fed one line at a time, so that it never runs past the end
// of a row and every row's first line is known.
class CsvReader::Rows {
public:
    Rows(CsvSource source, CsvLimits limits) : limits_(limits), source_(std::move(source)), buffer_(buffer_bytes) {
        if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
        csv_set_space_func(&parser_, [](unsigned char) { return 0; });  // libcsv would trim cells
        csv_set_blk_size(&parser_, 4096);
    }
    Rows(Rows const&) = delete;
    Rows& operator=(Rows const&) = delete;
    ~Rows() { csv_free(&parser_); }

    CsvStep next();
    std::optional<Problem> skip_byte_order_mark();

    std::span<std::string> cells() { return {cells_.data(), std::min(cell_count_, cells_.size())}; }
    std::size_t cell_count() const { return cell_count_; }
    std::uint64_t row_line() const { return row_line_; }
    std::uint64_t bytes_read() const { return bytes_read_; }
    Problem const& problem() const { return problem_; }
    CsvLimits const& limits() const { return limits_; }

private:
    bool refill();
    void skip_blank_lines();
    void count_line_end(char c);
    std::string_view take_line();
    void parse(std::string_view piece);
    CsvStep finish();
    CsvStep break_off(std::string code, std::string message);
    void keep_cell(std::string_view cell);

    CsvLimits limits_;
    CsvSource source_;
    std::vector<char> buffer_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::uint64_t bytes_read_ = 0;
    bool source_ended_ = false;
    bool source_failed_ = false;

    csv_parser parser_{};
    bool row_done_ = false;
    std::exception_ptr thrown_;  // exceptions cannot pass through libcsv

    std::vector<std::string> cells_;  // reused; the first cell_count_ are the row
    std::size_t cell_count_ = 0;
    std::size_t row_size_ = 0;
    std::uint64_t row_line_ = 1;
    std::uint64_t line_ = 1;
    bool after_carriage_return_ = false;
    std::optional<CsvStep> last_;
    Problem problem_;
};

CsvStep CsvReader::Rows::next() {
    if (last_) return *last_;
    row_done_ = false;
    cell_count_ = 0;
    row_size_ = 0;
    skip_blank_lines();
    row_line_ = line_;
    while (!row_done_) {
        if (at_ == end_ && !refill()) return finish();
        auto const piece = take_line();
        row_size_ += piece.size();
        if (row_size_ > limits_.row_bytes) {
            return break_off("row_too_long",
                             fmt::format("The row is longer than {} bytes. A quotation mark that opens a cell here "
                                         "probably never closes.",
                                         limits_.row_bytes));
        }
        parse(piece);
        if (csv_error(&parser_) == CSV_ENOMEM) throw std::bad_alloc();
        if (csv_error(&parser_) == CSV_EPARSE) {
            return break_off("misplaced_quote",
                             "A quotation mark stands where none may be. A cell with quotation marks must be enclosed "
                             "in them, and those inside it doubled.");
        }
    }
    return CsvStep::row;
}

CsvStep CsvReader::Rows::finish() {
    if (source_failed_) {
        return break_off("unreadable", "Reading stopped here: the system could not read on. Check the file and disk.");
    }
    parse({});
    if (csv_error(&parser_) == CSV_EPARSE) {
        return break_off("unclosed_quote",
                         "A quotation mark opens a cell in this row and never closes, so that the rest of the file "
                         "cannot be told apart. Close it and import again.");
    }
    if (row_done_) return CsvStep::row;
    last_ = CsvStep::end;
    return CsvStep::end;
}

CsvStep CsvReader::Rows::break_off(std::string code, std::string message) {
    problem_ = {"", std::move(code), std::move(message)};
    last_ = CsvStep::broken;
    return CsvStep::broken;
}

std::optional<Problem> CsvReader::Rows::skip_byte_order_mark() {
    refill();
    std::string_view const start(buffer_.data(), end_);
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF")) {
        return Problem{"", "utf16", "The file is UTF-16. Save it as CSV UTF-8 and try again."};
    }
    if (start.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    return std::nullopt;
}

// Fills the whole buffer unless the source ends first; false when there is nothing more.
bool CsvReader::Rows::refill() {
    at_ = end_ = 0;
    while (end_ < buffer_.size() && !source_ended_) {
        auto const got = source_(std::span(buffer_).subspan(end_));
        source_failed_ = !got;
        source_ended_ = !got || *got == 0;
        end_ += got.value_or(0);
    }
    bytes_read_ += end_;
    return end_ > 0;
}

void CsvReader::Rows::skip_blank_lines() {
    while (at_ < end_ || refill()) {
        if (!is_line_end(buffer_[at_])) return;
        count_line_end(buffer_[at_++]);
    }
}

void CsvReader::Rows::count_line_end(char c) {
    if (!(c == '\n' && after_carriage_return_)) ++line_;
    after_carriage_return_ = c == '\r';
}

// The bytes up to and with the next line end, or to the end of the buffer.
std::string_view CsvReader::Rows::take_line() {
    auto const start = at_;
    while (at_ < end_ && !is_line_end(buffer_[at_])) ++at_;
    if (at_ > start) after_carriage_return_ = false;
    if (at_ < end_) count_line_end(buffer_[at_++]);
    return {buffer_.data() + start, at_ - start};
}

// Feeds libcsv; an empty piece stands for the end of the file.
void CsvReader::Rows::parse(std::string_view piece) {
    auto const on_cell = [](void* cell, std::size_t size, void* self) {
        static_cast<Rows*>(self)->keep_cell({static_cast<char const*>(cell), size});
    };
    auto const on_row = [](int, void* self) { static_cast<Rows*>(self)->row_done_ = true; };
    if (piece.empty()) {
        csv_fini(&parser_, on_cell, on_row, this);
    } else {
        csv_parse(&parser_, piece.data(), piece.size(), on_cell, on_row, this);
    }
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void CsvReader::Rows::keep_cell(std::string_view cell) {
    auto const index = cell_count_++;
    if (index > limits_.columns) return;
    try {
        if (index == cells_.size()) cells_.emplace_back();
        cells_[index].assign(cell);
    } catch (...) {
        thrown_ = std::current_exception();
    }
}

namespace {

std::optional<Problem> check_header(std::span<std::string const> names, CsvLimits const& limits) {
    if (names.size() > limits.columns) {
        return Problem{"", "too_many_columns", fmt::format("The file has more than {} columns.", limits.columns)};
    }
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (auto problem = check_text(names[i], "")) return problem;
        if (names[i].empty()) {
            return Problem{"", "unnamed_column", fmt::format("Column {} has no name in the first row.", i + 1)};
        }
        auto const [earlier, is_new] = seen.emplace(names[i], i);
        if (!is_new) {
            // By number: a file without a header would show a participant's data here.
            return Problem{"", "duplicate_column",
                           fmt::format("Columns {} and {} have the same name.", earlier->second + 1, i + 1)};
        }
    }
    return std::nullopt;
}

}  // namespace

CsvResult<CsvReader> CsvReader::open(CsvSource source, CsvLimits limits) {
    auto rows = std::make_unique<Rows>(std::move(source), limits);
    if (auto problem = rows->skip_byte_order_mark()) return CsvProblem{1, std::move(*problem)};
    auto const step = rows->next();
    if (step == CsvStep::broken) return CsvProblem{rows->row_line(), rows->problem()};
    if (step == CsvStep::end) {
        return CsvProblem{1, {"", "no_header", "The file is empty. Its first row must name the columns."}};
    }
    auto const names = rows->cells();
    if (auto problem = check_header(names, limits)) return CsvProblem{rows->row_line(), std::move(*problem)};
    std::vector<std::string> header(names.begin(), names.end());
    return CsvReader(std::move(rows), std::move(header));
}

CsvResult<CsvReader> CsvReader::open_file(std::filesystem::path const& path, CsvLimits limits) {
    std::shared_ptr<std::FILE> const file(std::fopen(path.c_str(), "rbe"), [](std::FILE* f) {
        if (f != nullptr) std::fclose(f);
    });
    if (!file) {
        return CsvProblem{0, {"", "unreadable", "The file cannot be opened. Check that it exists and may be read."}};
    }
    std::setvbuf(file.get(), nullptr, _IONBF, 0);  // the reader has its own buffer
    return open(
        [file](std::span<char> into) -> std::optional<std::size_t> {
            auto const got = std::fread(into.data(), 1, into.size(), file.get());
            if (got == 0 && std::ferror(file.get()) != 0) return std::nullopt;
            return got;
        },
        limits);
}

CsvResult<CsvReader> CsvReader::open_text(std::string_view text, CsvLimits limits) {
    return open(
        [text](std::span<char> into) mutable -> std::optional<std::size_t> {
            auto const size = text.copy(into.data(), into.size());
            text.remove_prefix(size);
            return size;
        },
        limits);
}

CsvReader::CsvReader(std::unique_ptr<Rows> rows, std::vector<std::string> header)
    : rows_(std::move(rows)), header_(std::move(header)) {}
CsvReader::CsvReader(CsvReader&&) noexcept = default;
CsvReader& CsvReader::operator=(CsvReader&&) noexcept = default;
CsvReader::~CsvReader() = default;

std::vector<std::string> const& CsvReader::header() const { return header_; }
std::span<std::string const> CsvReader::cells() const { return rows_->cells(); }
std::uint64_t CsvReader::line() const { return rows_->row_line(); }
std::uint64_t CsvReader::bytes_read() const { return rows_->bytes_read(); }
CsvProblem const& CsvReader::problem() const { return problem_; }

CsvStep CsvReader::next() {
    auto const step = rows_->next();
    if (step == CsvStep::broken) problem_ = {rows_->row_line(), rows_->problem()};
    if (step != CsvStep::row) return step;
    auto problem = check_row();
    if (!problem) return step;
    problem_ = {rows_->row_line(), std::move(*problem)};
    for (auto& cell : rows_->cells()) {
        if (check_text(cell, "")) cell = readable(cell);
    }
    return CsvStep::faulty_row;
}

std::optional<Problem> CsvReader::check_row() const {
    auto const cells = rows_->cells();
    auto const count = rows_->cell_count();
    if (count != header_.size()) {
        auto const few = count < header_.size();
        return Problem{"", few ? "too_few_cells" : "too_many_cells",
                       fmt::format("The row has {} cells and the header {}. A cell that contains a comma or a line end "
                                   "must be enclosed in quotation marks.",
                                   count, header_.size())};
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].size() > rows_->limits().cell_bytes) {
            return Problem{header_[i], "cell_too_long",
                           fmt::format("The cell is longer than {} bytes.", rows_->limits().cell_bytes)};
        }
        if (auto problem = check_text(cells[i], header_[i])) return problem;
    }
    return std::nullopt;
}

void throw_exception_from_error(CsvProblem const& problem, boost::source_location const& location) {
    throw_exception_from_error(Error{ErrorCode::malformed, problem.problem.message}, location);
}

bool needs_guard(std::string_view cell) {
    auto const first = cell.find_first_not_of('\'');
    if (first == std::string_view::npos) return false;
    constexpr std::string_view formula_starts = "=+-@\t";
    return formula_starts.find(cell[first]) != std::string_view::npos;
}

std::string_view unguard_cell(std::string_view cell) {
    return cell.starts_with('\'') && needs_guard(cell) ? cell.substr(1) : cell;
}

}  // namespace cairn
