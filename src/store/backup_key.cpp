#include "store/backup_key.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "base/text.hpp"
#include "store/file.hpp"

namespace cairn {
namespace {

constexpr std::string_view private_mark = "cairn-backup-private-key 1 ";
constexpr std::string_view public_mark = "cairn-backup-public-key 1 ";
constexpr std::size_t check_bytes = 4;
constexpr std::size_t key_file_max = 1024;

std::string key_line(std::string_view mark, ByteView key) {
    auto const check = digest_of({reinterpret_cast<char const*>(key.data()), key.size()});
    return std::string(mark) + to_hex(key) + to_hex(ByteView(check).first(check_bytes)) + "\n";
}

Result<Bytes> read_key(std::filesystem::path const& file, std::string_view mark, std::size_t size) {
    auto const opened = File::open_to_read(file);
    if (!opened) return opened.error();
    auto text = opened->read_at(0, key_file_max);
    if (!text) return text.error();
    Error const refused{ErrorCode::invalid,
                        file.string() +
                            " holds no such key, or one that was damaged. It is one line that begins with " +
                            std::string(trim(mark)) + "."};
    auto const line = trim(*text);
    if (!line.starts_with(mark)) return refused;
    auto bytes = from_hex(line.substr(mark.size()));
    sodium_memzero(text->data(), text->size());
    if (!bytes || bytes->size() != size + check_bytes) return refused;
    auto const key = ByteView(*bytes).first(size);
    auto const check = digest_of({reinterpret_cast<char const*>(key.data()), key.size()});
    if (!std::equal(check.begin(), check.begin() + check_bytes, bytes->begin() + static_cast<std::ptrdiff_t>(size))) {
        return refused;
    }
    bytes->resize(size);
    return *bytes;
}

bool lies_in(std::filesystem::path const& file, std::filesystem::path const& folder) {
    std::error_code unknown;
    auto const inner = std::filesystem::weakly_canonical(std::filesystem::absolute(file), unknown);
    auto const outer = std::filesystem::weakly_canonical(std::filesystem::absolute(folder), unknown);
    if (unknown) return true;
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Result<void> write_key(std::filesystem::path const& file, std::string line) {
    auto made = File::create_new(file);
    if (!made) return made.error();
    auto written = made->append(line);
    if (written) written = made->sync();
    sodium_memzero(line.data(), line.size());
    if (!written) std::filesystem::remove(file);
    return written;
}

}  // namespace

BackupPrivateKey::BackupPrivateKey(ByteView bytes) {
    if (bytes.size() != bytes_.size()) throw std::logic_error("a private key has 32 bytes");
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

BackupPrivateKey::~BackupPrivateKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

BackupPublicKey BackupPrivateKey::public_half() const {
    BackupPublicKey key;
    if (crypto_scalarmult_base(key.bytes.data(), bytes_.data()) != 0)
        throw std::runtime_error("libsodium refused a key");
    return key;
}

Result<BackupPublicKey> create_backup_key(std::filesystem::path const& file,
                                          std::vector<std::filesystem::path> const& not_in) {
    for (auto const& folder : not_in) {
        if (lies_in(file, folder)) {
            return invalid("key_out", "beside_the_data",
                           "The private key must not lie beside the data: whoever took the one would have the other. "
                           "Choose a place outside " +
                               folder.string() + ", best on another machine or medium.");
        }
    }
    auto const public_file = file.string() + ".pub";
    if (std::filesystem::exists(public_file)) {
        return Error{ErrorCode::already_exists, "There is a file " + public_file + " already."};
    }
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    BackupPublicKey public_key;
    BackupPrivateKey::Key secret{};
    crypto_box_keypair(public_key.bytes.data(), secret.data());
    auto const saved = write_key(file, key_line(private_mark, secret));
    sodium_memzero(secret.data(), secret.size());
    if (!saved) return saved.error();
    if (auto const shown = write_key(public_file, key_line(public_mark, public_key.bytes)); !shown)
        return shown.error();
    if (auto const synced = sync_folder(folder_of(file)); !synced) return synced.error();
    return public_key;
}

Result<BackupPublicKey> read_backup_public_key(std::filesystem::path const& file) {
    auto const bytes = read_key(file, public_mark, crypto_box_PUBLICKEYBYTES);
    if (!bytes) return bytes.error();
    BackupPublicKey key;
    std::copy(bytes->begin(), bytes->end(), key.bytes.begin());
    return key;
}

Result<BackupPrivateKey> read_backup_private_key(std::filesystem::path const& file) {
    auto bytes = read_key(file, private_mark, crypto_box_SECRETKEYBYTES);
    if (!bytes) return bytes.error();
    BackupPrivateKey key(*bytes);
    sodium_memzero(bytes->data(), bytes->size());
    return key;
}

}  // namespace cairn
