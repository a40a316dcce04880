// The key pair of backups: X25519 (libsodium's crypto_box_seal). Backups need the public half only; whoever holds the
// private half can read them, and without it nobody can.
//
// Both halves are files of one line, "cairn-backup-private-key 1 HEX" and "cairn-backup-public-key 1 HEX", where HEX is
// the key and four bytes of its BLAKE2b, so that a damaged or mistyped key is refused when it is given and not on the
// day on which the backup is needed.
#pragma once

#include <sodium.h>

#include <array>
#include <filesystem>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace cairn {

struct BackupPublicKey {
    std::array<std::uint8_t, crypto_box_PUBLICKEYBYTES> bytes{};
};

// Wiped from memory with the object.
class BackupPrivateKey {
public:
    using Key = std::array<std::uint8_t, crypto_box_SECRETKEYBYTES>;

    explicit BackupPrivateKey(ByteView bytes);
    BackupPrivateKey(BackupPrivateKey const&) = default;
    BackupPrivateKey& operator=(BackupPrivateKey const&) = default;
    ~BackupPrivateKey();

    Key const& bytes() const { return bytes_; }
    BackupPublicKey public_half() const;

private:
    Key bytes_{};
};

// Makes a new pair: the private half in `file` (mode 0600), the public half in "`file`.pub". Refuses (`invalid`) a file
// in or below one of the `not_in` folders, where a thief of the database would find both, and (`already_exists`) one
// that is there already.
Result<BackupPublicKey> create_backup_key(std::filesystem::path const& file,
                                          std::vector<std::filesystem::path> const& not_in);

Result<BackupPublicKey> read_backup_public_key(std::filesystem::path const& file);
Result<BackupPrivateKey> read_backup_private_key(std::filesystem::path const& file);

}  // namespace cairn
