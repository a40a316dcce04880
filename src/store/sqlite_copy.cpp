#include "store/sqlite_copy.hpp"

#include "store/file_lock.hpp"
#include "store/sqlite_connection.hpp"

namespace cairn {

void copy_sqlite_database(std::string const& source, std::string const& target) {
    if (!create_private_file(target)) throw DatabaseUnavailable("there is already a file " + target);
    SqliteConnection connection({.path = source, .read_only = true});
    connection.execute({"VACUUM INTO $1", {target}});
}

}  // namespace cairn
