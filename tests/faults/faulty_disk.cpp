#include "faulty_disk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace cairn {
namespace {

// The file as SQLite sees it; the real one lies behind it in the same memory.
struct FaultyFile {
    sqlite3_file base;
    FaultyDisk* disk;
    std::string* path;  // empty for files that no database depends on

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultyFile& of(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file).real(); }
sqlite3_io_methods const& methods(sqlite3_file* file) { return *real(file)->pMethods; }

int close(sqlite3_file* file) {
    int const code = real(file)->pMethods != nullptr ? methods(file).xClose(real(file)) : SQLITE_OK;
    delete of(file).path;
    return code;
}

int read(sqlite3_file* file, void* data, int size, sqlite3_int64 offset) {
    if (of(file).disk->is_cut()) return SQLITE_IOERR_READ;
    return methods(file).xRead(real(file), data, size, offset);
}

int write(sqlite3_file* file, void const* data, int size, sqlite3_int64 offset) {
    return of(file).disk->write(real(file), *of(file).path, data, size, offset);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return of(file).disk->truncate(real(file), *of(file).path, size);
}

int sync(sqlite3_file* file, int flags) { return of(file).disk->sync(real(file), *of(file).path, flags); }

sqlite3_io_methods const faulty_methods{
    2,
    close,
    read,
    write,
    truncate,
    sync,
    [](sqlite3_file* f, sqlite3_int64* size) { return methods(f).xFileSize(real(f), size); },
    [](sqlite3_file* f, int lock) { return methods(f).xLock(real(f), lock); },
    [](sqlite3_file* f, int lock) { return methods(f).xUnlock(real(f), lock); },
    [](sqlite3_file* f, int* out) { return methods(f).xCheckReservedLock(real(f), out); },
    [](sqlite3_file* f, int op, void* argument) { return methods(f).xFileControl(real(f), op, argument); },
    [](sqlite3_file* f) { return methods(f).xSectorSize(real(f)); },
    [](sqlite3_file* f) { return methods(f).xDeviceCharacteristics(real(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
        return methods(f).xShmMap(real(f), page, size, extend, out);
    },
    [](sqlite3_file* f, int offset, int n, int flags) { return methods(f).xShmLock(real(f), offset, n, flags); },
    [](sqlite3_file* f) { methods(f).xShmBarrier(real(f)); },
    [](sqlite3_file* f, int remove) { return methods(f).xShmUnmap(real(f), remove); },
    nullptr,
    nullptr,
};

FaultyDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, char const* name, sqlite3_file* file, int flags, int* flags_out) {
    auto& disk = disk_of(vfs);
    auto& faulty = of(file);
    faulty.base.pMethods = nullptr;
    if (disk.is_cut()) return SQLITE_CANTOPEN;
    int const code = disk.real()->xOpen(disk.real(), name, faulty.real(), flags, flags_out);
    if (code != SQLITE_OK) return code;
    constexpr int lasting = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    faulty.disk = &disk;
    faulty.path = new std::string((flags & lasting) != 0 && name != nullptr ? name : "");
    faulty.base.pMethods = &faulty_methods;
    return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, char const* name, int sync_folder) {
    auto& disk = disk_of(vfs);
    return disk.is_cut() ? SQLITE_IOERR_DELETE : disk.real()->xDelete(disk.real(), name, sync_folder);
}

}  // namespace

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.szOsFile = static_cast<int>(sizeof(FaultyFile)) + real_->szOsFile;
    vfs_.zName = "faulty-disk";
    vfs_.pNext = nullptr;
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    vfs_.xAccess = [](sqlite3_vfs* v, char const* name, int flags, int* out) {
        return disk_of(v).real()->xAccess(disk_of(v).real(), name, flags, out);
    };
    vfs_.xFullPathname = [](sqlite3_vfs* v, char const* name, int size, char* out) {
        return disk_of(v).real()->xFullPathname(disk_of(v).real(), name, size, out);
    };
    sqlite3_vfs_register(&vfs_, 1);
}

FaultyDisk::~FaultyDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

void FaultyDisk::fail_after(int operations, Fault fault, int times) {
    std::scoped_lock const lock(mutex_);
    fault_ = fault;
    until_ = operations;
    times_ = times;
}

void FaultyDisk::heal() { fail_after(0, Fault::none, 0); }

int FaultyDisk::failures() const {
    std::scoped_lock const lock(mutex_);
    return failures_;
}

bool FaultyDisk::is_cut() const {
    std::scoped_lock const lock(mutex_);
    return fault_ == Fault::power_cut && until_ <= 0;
}

// What the operation under way answers; called with the lock held.
int FaultyDisk::fail_now(bool is_sync) {
    if (fault_ == Fault::none || (fault_ == Fault::sync_error) != is_sync) {
        return fault_ == Fault::power_cut && until_ <= 0 ? SQLITE_IOERR : SQLITE_OK;
    }
    if (until_-- > 0) return SQLITE_OK;
    ++failures_;
    if (fault_ == Fault::power_cut) return SQLITE_IOERR;
    auto const fault = fault_;
    if (--times_ <= 0) fault_ = Fault::none;
    return fault == Fault::full ? SQLITE_FULL : fault == Fault::sync_error ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

void FaultyDisk::remember(sqlite3_file* real, std::string const& path, std::string after, sqlite3_int64 offset,
                          bool shortens) {
    sqlite3_int64 size = 0;
    real->pMethods->xFileSize(real, &size);
    auto const wanted = shortens ? size - offset : static_cast<sqlite3_int64>(after.size());
    std::string before(static_cast<std::size_t>(std::clamp<sqlite3_int64>(size - offset, 0, wanted)), '\0');
    if (!before.empty()) real->pMethods->xRead(real, before.data(), static_cast<int>(before.size()), offset);
    unsynced_[path].push_back({offset, std::move(before), std::move(after), size, shortens});
}

int FaultyDisk::write(sqlite3_file* real, std::string const& path, void const* data, int size, sqlite3_int64 offset) {
    std::scoped_lock const lock(mutex_);
    if (!path.empty()) {
        if (int const code = fail_now(false); code != SQLITE_OK) return code;
        remember(real, path, {static_cast<char const*>(data), static_cast<std::size_t>(size)}, offset, false);
    }
    return real->pMethods->xWrite(real, data, size, offset);
}

int FaultyDisk::truncate(sqlite3_file* real, std::string const& path, sqlite3_int64 size) {
    std::scoped_lock const lock(mutex_);
    if (!path.empty()) {
        if (int const code = fail_now(false); code != SQLITE_OK) return code;
        remember(real, path, "", size, true);
    }
    return real->pMethods->xTruncate(real, size);
}

int FaultyDisk::sync(sqlite3_file* real, std::string const& path, int flags) {
    std::scoped_lock const lock(mutex_);
    if (!path.empty()) {
        if (int const code = fail_now(true); code != SQLITE_OK) return code;
        unsynced_.erase(path);
    }
    return real->pMethods->xSync(real, flags);
}

void FaultyDisk::come_back(std::mt19937& chance) {
    std::scoped_lock const lock(mutex_);
    for (auto const& [path, pieces] : unsynced_) {
        int const file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        if (file < 0) continue;
        for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
            auto done = ::pwrite(file, piece->before.data(), piece->before.size(), piece->offset) ==
                        static_cast<ssize_t>(piece->before.size());
            done = done && ::ftruncate(file, piece->size_before) == 0;
            if (!done) throw std::runtime_error("cannot make the file what it may be after a power cut");
        }
        for (auto const& piece : pieces) {
            if (chance() % 2 == 0) continue;
            auto const done = piece.shortens ? ::ftruncate(file, piece.offset) == 0
                                             : ::pwrite(file, piece.after.data(), piece.after.size(), piece.offset) ==
                                                   static_cast<ssize_t>(piece.after.size());
            if (!done) throw std::runtime_error("cannot make the file what it may be after a power cut");
        }
        ::close(file);
    }
    unsynced_.clear();
    fault_ = Fault::none;
}

}  // namespace cairn
