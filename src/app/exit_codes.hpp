// What the program's exit status says.
#pragma once

namespace cairn {

inline constexpr int exit_done = 0;
inline constexpr int exit_refused = 1;  // or rows rejected, or verify found something
inline constexpr int exit_wrong_use = 2;
inline constexpr int exit_unavailable = 3;  // the database

}  // namespace cairn
