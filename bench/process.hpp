// Runs a program and says how long it took and how much memory it used at most.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::bench {

struct Finished {
    double seconds = 0;
    std::int64_t peak_bytes = 0;  // resident
};

// Output is thrown away unless `output` names a file. Throws std::runtime_error, with what the program said on standard
// error, when it does not end with status 0.
Finished run_program(std::vector<std::string> const& command, std::string const& output = "/dev/null");

// Linux counts what a process held when it started a program towards that program's peak. So run_program starts this
// very program once more, small as it then is, to start the one that is measured; main hands it over to here.
inline constexpr std::string_view middleman_word = "start-and-tell";
int run_as_middleman(int argc, char** argv);

}  // namespace cairn::bench
