#include "store/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/database.hpp"

namespace cairn {
namespace {

constexpr mode_t owner_only = 0600;

}  // namespace

FileLock::FileLock(std::string const& path, bool exclusive)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_only)) {
    if (descriptor_ < 0) throw DatabaseUnavailable("cannot open " + path + ": " + std::strerror(errno));
    if (::flock(descriptor_, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) return;
    ::close(descriptor_);
    throw DatabaseUnavailable(exclusive ? "the database is in use by another process; stop it first"
                                        : "the database is being migrated or restored by another process");
}

FileLock::~FileLock() { ::close(descriptor_); }

bool create_private_file(std::string const& path) {
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
    if (descriptor >= 0) {
        ::close(descriptor);
        return true;
    }
    if (errno == EEXIST) return false;
    throw DatabaseUnavailable("cannot create " + path + ": " + std::strerror(errno));
}

}  // namespace cairn
