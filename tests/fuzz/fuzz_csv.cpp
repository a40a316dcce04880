// CSV: any bytes give rows or a problem; rows that were read survive being written and read again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.hpp"
#include "record/csv_reader.hpp"
#include "record/csv_writer.hpp"

using namespace cairn;

namespace {

constexpr std::size_t rows_max = 1000;
constexpr CsvLimits small_limits{.cell_bytes = 4096, .row_bytes = 16384, .columns = 50};

void write_and_read_back(std::vector<std::string> const& header, std::vector<std::string> const& cells) {
    std::string written;
    append_csv_row(written, header);
    append_csv_row(written, cells);
    auto again = CsvReader::open_text(written);
    fuzz::demand(again.has_value(), "a written header can be read");
    fuzz::demand(again->next() == CsvStep::row, "a written row can be read");
    for (std::size_t i = 0; i < cells.size(); ++i) {
        fuzz::demand(unguard_cell(again->cells()[i]) == cells[i], "a written cell comes back");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto reader = CsvReader::open_text({reinterpret_cast<char const*>(data), size}, small_limits);
    if (!reader) return 0;
    for (std::size_t row = 0; row < rows_max; ++row) {
        auto const step = reader->next();
        if (step == CsvStep::end || step == CsvStep::broken) break;
        if (step != CsvStep::row) continue;
        fuzz::demand(reader->cells().size() == reader->header().size(), "a good row has a cell for every column");
        for (auto const& cell : reader->cells()) {
            fuzz::demand(cell.size() <= small_limits.cell_bytes, "no cell is longer than its limit");
        }
        write_and_read_back(reader->header(), {reader->cells().begin(), reader->cells().end()});
    }
    return 0;
}
