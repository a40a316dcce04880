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

// The program named by CAIRN_PROGRAM, or build/cairn, with these arguments. `environment` adds "NAME=value" entries.
ProgramRun run_cairn(std::vector<std::string> const& arguments, std::vector<std::string> const& environment = {});

}  // namespace cairn
