// Dates, instants, moments and ids: whatever is accepted reads back as itself.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/id.hpp"
#include "base/instant.hpp"
#include "check.hpp"

using namespace cairn;

template <class T>
void read_back(std::string_view text) {
    auto const first = T::parse(text);
    if (!first) return;
    auto const again = T::parse(to_string(*first));
    fuzz::demand(again.has_value() && *again == *first, "what was written reads back as the same value");
}

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    read_back<Date>(text);
    read_back<Instant>(text);
    read_back<Moment>(text);
    read_back<Uuid>(text);
    if (auto const moment = Moment::parse(text)) {
        for (auto const* zone : {"America/New_York", "Pacific/Apia", "UTC"}) {
            fuzz::demand(local_date(*moment, zone).has_value(), "every moment has a local day");
        }
    }
    return 0;
}
