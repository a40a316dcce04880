// Mapping files: any bytes give a mapping or problems; a mapping that was read can be fitted to a header and a row.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "check.hpp"
#include "features/exchange/mapping.hpp"

using namespace cairn;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::vector<RecordFile> const known{{"participants", {"id", "birth_date", "sex"}},
                                        {"contacts", {"id", "participant_id", "started_at", "mode"}}};
    auto const mapping = Mapping::parse({reinterpret_cast<char const*>(data), size}, known);
    if (!mapping) {
        fuzz::demand(!mapping.error().message.empty(), "a refused mapping says why");
        return 0;
    }
    std::vector<std::string> const header{"id", "day", "consent_on", "mode"};
    std::vector<std::string> const row{"8", "12", "2026-01-02", "x"};
    for (auto const& file : mapping->source_files()) {
        auto const feeds = mapping->feeds(file, header);
        if (!feeds) continue;
        for (auto const& feed : *feeds) {
            auto const mapped = feed.map(row);
            fuzz::demand(mapped.dropped || !mapped.problems.empty() || mapped.cells.size() == feed.fields().size(),
                         "a mapped row has a cell for every field");
        }
    }
    return 0;
}
