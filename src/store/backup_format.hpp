// The file of a backup, the same for both engines.
//
//   16 bytes  "Cairn backup\r\n\x1a\n" (a transfer that changes line breaks changes it)
//   u32       number of the format; all numbers are little-endian
//   u32       length of the header, then the header: JSON, see BackupHeader
//   encrypted only: 80 bytes, the stream's key sealed to the public key (crypto_box_seal), and 24 bytes, the start of
//   the
//             stream (crypto_secretstream_xchacha20poly1305)
//   chunks    u32 length, then so many bytes. Encrypted: one message of the stream; the last bears its tag FINAL; the
//             first vouches for everything before it. Plain: a byte (1 in the last chunk), the content, and BLAKE2b-256
//             over the digest of the chunk before (of the start of the file, for the first), that byte and the content.
//
// The content of the chunks is a row of items, each whole within its chunk:
//
//   'T'  a table begins: name, u32 columns, for each its name and u8 kind (ColumnKind)
//   'R'  a row of it: a cell for each column: u8 kind (0 nothing, 1 no, 2 yes, 3 i64, 4 IEEE double, 5 text, 6 bytes)
//   'Z'  the end: u64 rows in the whole file
//
// Names, texts and bytes stand behind their length (u32). Positions of the journal are kept.
#pragma once

#include <sodium.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/backup_key.hpp"
#include "store/catalog.hpp"
#include "store/file.hpp"
#include "store/sql.hpp"

namespace cairn {

inline constexpr std::uint32_t backup_format = 1;
inline constexpr std::size_t backup_chunk_bytes = 1U << 18U;  // a chunk is closed when it has grown to this
inline constexpr std::size_t backup_chunk_max = 1U << 26U;    // a chunk that holds one large row
inline constexpr std::size_t backup_header_max = 1U << 20U;

struct BackupHeader {
    struct Applied {
        std::string name;
        std::string checksum;
    };
    std::string program{};  // version that wrote it
    std::string made_at{};  // instant
    std::string engine{};   // that it was read from
    bool encrypted = false;
    std::int64_t rows = 0;
    std::vector<Applied> migrations{};
};

using BackupStreamKey = std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_KEYBYTES>;

class BackupWriter {
public:
    // Writes the start of the file. Without a key the content is plain.
    static Result<BackupWriter> start(File file, BackupHeader const& header, std::optional<BackupPublicKey> const& key);

    Result<void> table(std::string const& name, std::vector<Column> const& columns);
    Result<void> row(SqlValues const& cells);
    Result<void> finish();  // closes the last chunk and makes the file durable

    BackupStreamKey const& stream_key() const { return stream_key_; }
    std::int64_t bytes() const { return bytes_; }
    std::int64_t rows() const { return rows_; }

private:
    explicit BackupWriter(File file) : file_(std::move(file)) {}
    Result<void> put(std::string_view bytes);
    Result<void> close_chunk(bool last);

    File file_;
    bool encrypted_ = false;
    BackupStreamKey stream_key_{};
    crypto_secretstream_xchacha20poly1305_state stream_{};
    Digest previous_{};  // of the start, then of each plain chunk
    bool first_chunk_ = true;
    std::string chunk_;
    std::int64_t bytes_ = 0;
    std::int64_t rows_ = 0;
};

// How to open the content of an encrypted backup: with the private key, or with the stream's own key by whoever wrote
// it.
struct BackupOpener {
    BackupPrivateKey const* private_key = nullptr;
    BackupStreamKey const* stream_key = nullptr;
};

struct BackupVisitor {
    std::function<Result<void>(std::string const& name, std::vector<Column> const& columns)> table;
    std::function<Result<void>(SqlValues cells)> row;
};

class BackupReader {
public:
    // Reads the start. Refuses `malformed` (no backup), `invalid` (newer format, missing or wrong key), `corrupted`.
    static Result<BackupReader> start(std::filesystem::path const& path, BackupOpener const& opener);

    BackupHeader const& header() const { return header_; }
    // Gives all tables and rows in order; `corrupted` as soon as a chunk was altered or is missing, before its content
    // is given out.
    Result<void> each(BackupVisitor const& visitor);

private:
    explicit BackupReader(File file) : file_(std::move(file)) {}
    Result<std::string> take(std::size_t size);
    Result<void> read_header();
    Result<void> open_stream(BackupOpener const& opener);
    Result<std::string> next_chunk(bool& last);
    Result<void> visit_chunk(std::string_view chunk, BackupVisitor const& visitor);

    File file_;
    std::int64_t offset_ = 0;
    BackupHeader header_{};
    std::string start_{};  // every byte before the chunks
    crypto_secretstream_xchacha20poly1305_state stream_{};
    Digest previous_{};
    bool first_chunk_ = true;
    std::size_t columns_ = 0;
    std::int64_t rows_ = 0;
    bool ended_ = false;
};

}  // namespace cairn
