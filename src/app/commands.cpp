#include "app/commands.hpp"

#include <ostream>

namespace cairn {

int refused(Error const& error, Terminal& terminal) {
    terminal.err << "cairn: " << to_string(error) << '\n';
    return error.code == ErrorCode::unavailable ? exit_unavailable : exit_refused;
}

}  // namespace cairn
