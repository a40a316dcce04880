// The command line: what can be said, and what each command answers.
//
// Results go to `out` and nothing else does; progress, warnings and logs go to `err`. Exit codes: 0 done, 1 refused or
// rows rejected, 2 wrong use, 3 database not available.
#pragma once

#include <iosfwd>

namespace cairn {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;
inline constexpr int exit_wrong_use = 2;
inline constexpr int exit_unavailable = 3;

int run_command_line(int argc, char const* const* argv, std::ostream& out, std::ostream& err);

}  // namespace cairn
