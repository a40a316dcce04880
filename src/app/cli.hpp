// The command line: what can be said, and what each command answers.
//
// Results go to `out` and nothing else does; progress, warnings and logs go to `err`. Returns an exit code of
// exit_codes.hpp.
#pragma once

#include <iosfwd>

namespace cairn {

int run_command_line(int argc, char const* const* argv, std::ostream& out, std::ostream& err);

}  // namespace cairn
