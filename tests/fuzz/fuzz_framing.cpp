// Requests as they come from the network: any bytes end, are refused, or wait for more; how they are cut into pieces makes
// no difference.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "check.hpp"
#include "http/framing.hpp"

using namespace cairn;

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    BodyMax const body_max = [](std::string_view, std::string_view) { return std::size_t{4096}; };
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    Framing at_once(body_max);
    Framing in_pieces(body_max);
    while (!rest.empty()) {
        auto const step = at_once.feed(rest);
        fuzz::demand(step.taken <= rest.size(), "no more is taken than was given");
        Framing::Step piece;
        std::size_t taken = 0;
        while (taken < rest.size() && !piece.complete && piece.refusal == Refusal::none) {
            piece = in_pieces.feed(rest.substr(taken, 1));
            taken += piece.taken;
        }
        fuzz::demand(piece.complete == step.complete, "a request ends, or does not");
        fuzz::demand((piece.refusal == Refusal::none) == (step.refusal == Refusal::none), "and is refused, or is not");
        if (!step.complete || step.refusal != Refusal::none) break;
        fuzz::demand(taken == step.taken, "and where it ends is the same");
        rest.remove_prefix(step.taken);
        at_once.begin();
        in_pieces.begin();
    }
    return 0;
}
