// Runs a program and says how long it took and how much memory it used at most.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cairn::bench {

struct Finished {
    double seconds = 0;
    std::int64_t peak_bytes = 0;  // resident; never less than what the caller itself held when it started the program
};

// Output is thrown away unless `output` names a file. Throws std::runtime_error, with what the program said on standard
// error, when it does not end with status 0.
Finished run_program(std::vector<std::string> const& command, std::string const& output = "/dev/null");

}  // namespace cairn::bench
