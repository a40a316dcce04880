#include "record/csv_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "record/csv_reader.hpp"

namespace cairn {
namespace {

constexpr std::size_t held_bytes_max = std::size_t{64} << 10;
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Blanks at the ends need no quotation marks by RFC 4180, but some readers trim what has none; and U+FEFF at the start
// of a file would be taken for its byte order mark.
bool needs_quotes(std::string_view cell) {
    if (cell.empty()) return false;
    return cell.starts_with(byte_order_mark) || cell.find_first_of("\",\r\n") != std::string_view::npos ||
           cell.front() == ' ' || cell.back() == ' ' || cell.front() == '\t' || cell.back() == '\t';
}

void append_quoted(std::string& out, char const* guard, std::string_view cell) {
    out += '"';
    out += guard;
    for (auto const c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_cell(std::string& out, std::string_view cell) {
    auto const* const guard = needs_guard(cell) ? "'" : "";
    if (needs_quotes(cell)) {
        append_quoted(out, guard, cell);
    } else {
        out += guard;
        out += cell;
    }
}

template <class Cells>
void append_row(std::string& out, Cells const& cells) {
    auto const start = out.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += ',';
        append_cell(out, cells[i]);
    }
    if (out.size() == start) out += "\"\"";  // one empty cell: a blank line would be no row at all
    out += '\n';
}

[[noreturn]] void throw_write_failure() {
    throw std::system_error(errno, std::generic_category(), "writing a CSV file");
}

}  // namespace

void append_csv_row(std::string& out, std::span<std::string_view const> cells) { append_row(out, cells); }
void append_csv_row(std::string& out, std::span<std::string const> cells) { append_row(out, cells); }

Result<CsvFile> CsvFile::create(std::filesystem::path const& path) {
    auto const descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
    if (descriptor < 0) {
        auto const exists = errno == EEXIST;
        return Error{exists ? ErrorCode::already_exists : ErrorCode::unavailable,
                     path.string() + (exists ? " is already there." : " cannot be written.")};
    }
    std::unique_ptr<std::FILE, Close> file(::fdopen(descriptor, "wb"));
    if (!file) {
        ::close(descriptor);
        throw_write_failure();
    }
    return CsvFile(std::move(file));
}

void CsvFile::write_row(std::span<std::string_view const> cells) {
    append_csv_row(held_, cells);
    write_if_large();
}

void CsvFile::write_row(std::span<std::string const> cells) {
    append_csv_row(held_, cells);
    write_if_large();
}

void CsvFile::finish() {
    write_held();
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) throw_write_failure();
}

void CsvFile::write_if_large() {
    if (held_.size() >= held_bytes_max) write_held();
}

void CsvFile::write_held() {
    if (std::fwrite(held_.data(), 1, held_.size(), file_.get()) != held_.size()) throw_write_failure();
    held_.clear();
}

}  // namespace cairn
