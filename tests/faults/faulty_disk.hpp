// A disk below SQLite that fails when it is told to: full, with write errors, with an fsync that fails, or with a power
// cut after which only what was synced is sure to be there.
//
// It is a VFS in front of the default one; every database that is opened while it exists lies on it. One at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace cairn {

enum class Fault : std::uint8_t { none, full, write_error, sync_error, power_cut };

class FaultyDisk {
public:
    FaultyDisk();
    FaultyDisk(FaultyDisk const&) = delete;
    FaultyDisk& operator=(FaultyDisk const&) = delete;
    ~FaultyDisk();

    // After so many more writes (syncs, for sync_error) go well, `times` of them fail. A power cut lasts.
    void fail_after(int operations, Fault fault, int times = 1);
    void heal();
    int failures() const;

    // After a power cut and with every database closed: makes the files what a disk may hold then. Of what was written
    // since the last sync of a file, each piece is there or not, by chance.
    void come_back(std::mt19937& chance);

    // For the VFS itself.
    int write(sqlite3_file* real, std::string const& path, void const* data, int size, sqlite3_int64 offset);
    int truncate(sqlite3_file* real, std::string const& path, sqlite3_int64 size);
    int sync(sqlite3_file* real, std::string const& path, int flags);
    bool is_cut() const;
    sqlite3_vfs* real() const { return real_; }

private:
    struct Piece {
        sqlite3_int64 offset;
        std::string before;  // what lay there, as far as the file went
        std::string after;
        sqlite3_int64 size_before;
        bool shortens;
    };

    int fail_now(bool is_sync);
    void remember(sqlite3_file* real, std::string const& path, std::string after, sqlite3_int64 offset, bool shortens);

    mutable std::mutex mutex_;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    Fault fault_ = Fault::none;
    int until_ = 0;
    int times_ = 0;
    int failures_ = 0;
    std::map<std::string, std::vector<Piece>> unsynced_;
};

}  // namespace cairn
