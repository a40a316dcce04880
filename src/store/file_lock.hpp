// The advisory lock beside a SQLite file: shared by everybody who works with it, exclusive for migrate and restore.
#pragma once

#include <string>

namespace cairn {

class FileLock {
public:
    // Locks `path` (created with mode 0600). Throws DatabaseUnavailable when somebody holds it the other way.
    FileLock(std::string const& path, bool exclusive);
    FileLock(FileLock const&) = delete;
    FileLock& operator=(FileLock const&) = delete;
    ~FileLock();

private:
    int descriptor_ = -1;
};

// Makes an empty file readable by its owner only; false when it exists already.
bool create_private_file(std::string const& path);

}  // namespace cairn
