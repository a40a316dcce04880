// Records as JSON: any bytes give a record or problems; what was read is written in a form that reads back the same.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "record/json.hpp"

using namespace cairn;

template <class Record>
void read_back(std::string_view text) {
    JsonReading const lenient{.require_all = false, .accept_derived = true};
    auto const first = parse_record<Record>(text, lenient);
    if (!first) return;
    auto const written = to_json(*first);
    auto const again = parse_record<Record>(written, lenient);
    fuzz::demand(again.has_value(), "what was written can be read");
    fuzz::demand(to_json(*again) == written, "and is written the same again");
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    read_back<Participant>(text);
    read_back<Episode>(text);
    return 0;
}
