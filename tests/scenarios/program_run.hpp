// Runs the built program as an operator would and keeps what it says.
#pragma once

#include <string>
#include <vector>

namespace cairn {

struct ProgramRun {
    int exit_code = -1;  // -1 when a signal ended it
    std::string out;
    std::string err;
};

// The program named by CAIRN_PROGRAM, or build/cairn, with these arguments. `environment` adds "NAME=value" entries;
// `input` is what it reads from standard input.
ProgramRun run_cairn(std::vector<std::string> const& arguments, std::vector<std::string> const& environment = {},
                     std::string const& input = "");

}  // namespace cairn
