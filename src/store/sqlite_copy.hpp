// A consistent copy of a SQLite database while others use it.
#pragma once

#include <string>

namespace cairn {

// Writes the copy to `target` (mode 0600), which must not exist. Throws DatabaseUnavailable.
void copy_sqlite_database(std::string const& source, std::string const& target);

}  // namespace cairn
