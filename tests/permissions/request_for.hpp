// A request to a route about a given chart: every id in its path, query and body is one of that chart, everything else
// is the simplest that its description allows. Edits state a version that nobody has seen, so that they change nothing.
#pragma once

#include <string>
#include <vector>

#include "http/route.hpp"
#include "subject.hpp"

namespace cairn {

struct AskedRequest {
    std::string method{};
    std::string path{};
    std::string body{};
    std::vector<Header> headers{};
    bool about_participant = false;  // an id of a chart stands in it
};

// Whether the matrix asks this route at all; those about the caller's own session end it.
bool is_asked(Route const& route);

AskedRequest request_for(Route const& route, RecordIds const& ids, CodeLists const& codes);

}  // namespace cairn
