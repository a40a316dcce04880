#include "store/backup_format.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "store/backup_items.hpp"

namespace cairn {
namespace {

using namespace std::string_view_literals;

constexpr auto magic = "Cairn backup\r\n\x1a\n"sv;
constexpr std::size_t sealed_bytes = sizeof(BackupStreamKey) + crypto_box_SEALBYTES;
constexpr std::size_t stream_start_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t stream_extra_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t columns_max = 1000;

constexpr char table_item = 'T';
constexpr char row_item = 'R';
constexpr char end_item = 'Z';

unsigned char const* raw(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
std::string_view view(Digest const& digest) { return {reinterpret_cast<char const*>(digest.data()), digest.size()}; }

Error truncated() {
    return {ErrorCode::corrupted,
            "The backup is not complete: it ends too early. Copy it again, or use an earlier one."};
}

Error altered() {
    return {ErrorCode::corrupted, "The backup was damaged or altered after it was written. Use another one."};
}

std::string header_json(BackupHeader const& header) {
    boost::json::array migrations;
    for (auto const& one : header.migrations) {
        migrations.push_back(boost::json::object{{"name", one.name}, {"checksum", one.checksum}});
    }
    return boost::json::serialize(boost::json::object{{"program", header.program},
                                                      {"made_at", header.made_at},
                                                      {"engine", header.engine},
                                                      {"encrypted", header.encrypted},
                                                      {"rows", header.rows},
                                                      {"migrations", std::move(migrations)}});
}

Result<BackupHeader> read_header_json(std::string_view text) {
    try {
        auto const value = boost::json::parse(boost::json::string_view(text.data(), text.size()));
        auto const& object = value.as_object();
        BackupHeader header;
        header.program = std::string_view(object.at("program").as_string());
        header.made_at = std::string_view(object.at("made_at").as_string());
        header.engine = std::string_view(object.at("engine").as_string());
        header.encrypted = object.at("encrypted").as_bool();
        header.rows = object.at("rows").as_int64();
        for (auto const& one : object.at("migrations").as_array()) {
            header.migrations.push_back({std::string(std::string_view(one.at("name").as_string())),
                                         std::string(std::string_view(one.at("checksum").as_string()))});
        }
        return header;
    } catch (std::exception const&) {  // whatever boost::json found wrong
        return altered();
    }
}

Digest plain_digest(Digest const& previous, std::string_view content) {
    return digest_of(std::string(view(previous)) + std::string(content));
}

}  // namespace

Result<BackupWriter> BackupWriter::start(File file, BackupHeader const& header,
                                         std::optional<BackupPublicKey> const& key) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    BackupWriter writer(std::move(file));
    writer.encrypted_ = key.has_value();
    auto stored = header;
    stored.encrypted = writer.encrypted_;
    std::string start(magic);
    put_number(start, backup_format, 4);
    put_text(start, header_json(stored));
    if (key) {
        crypto_secretstream_xchacha20poly1305_keygen(writer.stream_key_.data());
        std::string sealed(sealed_bytes, '\0');
        crypto_box_seal(raw(sealed), writer.stream_key_.data(), writer.stream_key_.size(), key->bytes.data());
        std::string stream_start(stream_start_bytes, '\0');
        crypto_secretstream_xchacha20poly1305_init_push(&writer.stream_, raw(stream_start), writer.stream_key_.data());
        start += sealed + stream_start;
    }
    writer.previous_ = digest_of(start);
    if (auto const put = writer.put(start); !put) return put.error();
    return writer;
}

Result<void> BackupWriter::table(std::string const& name, std::vector<Column> const& columns) {
    chunk_ += table_item;
    put_text(chunk_, name);
    put_number(chunk_, columns.size(), 4);
    for (auto const& column : columns) {
        put_text(chunk_, column.name);
        put_number(chunk_, static_cast<std::uint64_t>(column.kind), 1);
    }
    return {};
}

Result<void> BackupWriter::row(SqlValues const& cells) {
    chunk_ += row_item;
    for (auto const& cell : cells) put_cell(chunk_, cell);
    ++rows_;
    if (chunk_.size() < backup_chunk_bytes) return {};
    return close_chunk(false);
}

Result<void> BackupWriter::finish() {
    chunk_ += end_item;
    put_number(chunk_, static_cast<std::uint64_t>(rows_), 8);
    if (auto closed = close_chunk(true); !closed) return closed;
    return file_.sync();
}

Result<void> BackupWriter::put(std::string_view bytes) {
    bytes_ += static_cast<std::int64_t>(bytes.size());
    return file_.append(bytes);
}

Result<void> BackupWriter::close_chunk(bool last) {
    if (chunk_.size() + 1024 > backup_chunk_max) throw std::logic_error("a row is larger than a backup can hold");
    std::string body;
    if (encrypted_) {
        body.resize(chunk_.size() + stream_extra_bytes);
        auto const vouched = first_chunk_ ? view(previous_) : std::string_view{};
        unsigned char const tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
        crypto_secretstream_xchacha20poly1305_push(&stream_, raw(body), nullptr, raw(chunk_), chunk_.size(),
                                                   raw(vouched), vouched.size(), tag);
    } else {
        body = (last ? '\1' : '\0') + chunk_;
        previous_ = plain_digest(previous_, body);
        body += view(previous_);
    }
    first_chunk_ = false;
    chunk_.clear();
    std::string length;
    put_number(length, body.size(), 4);
    if (auto put_length = put(length); !put_length) return put_length;
    return put(body);
}

Result<BackupReader> BackupReader::start(std::filesystem::path const& path, BackupOpener const& opener) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
    auto file = File::open_to_read(path);
    if (!file) return file.error();
    BackupReader reader(std::move(*file));
    if (auto const read = reader.read_header(); !read) return read.error();
    if (reader.header_.encrypted) {
        if (auto const opened = reader.open_stream(opener); !opened) return opened.error();
    }
    reader.previous_ = digest_of(reader.start_);
    return reader;
}

Result<std::string> BackupReader::take(std::size_t size) {
    auto bytes = file_.read_at(offset_, size);
    if (!bytes) return bytes;
    if (bytes->size() < size) return truncated();
    offset_ += static_cast<std::int64_t>(size);
    return bytes;
}

Result<void> BackupReader::read_header() {
    auto const first = take(magic.size() + 8);
    if (!first || !first->starts_with(magic)) {
        return Error{ErrorCode::malformed, "This file is no backup of Cairn, or one that was damaged at its start."};
    }
    start_ = *first;
    ItemReader numbers(std::string_view(*first).substr(magic.size()));
    auto const format = numbers.number(4);
    if (format == 0) return altered();
    if (format > backup_format) {
        return Error{ErrorCode::invalid,
                     "The backup was written by a newer version of Cairn. Restore it with that version."};
    }
    auto const length = numbers.number(4);
    if (length > backup_header_max) return altered();
    auto const text = take(length);
    if (!text) return text.error();
    start_ += *text;
    auto header = read_header_json(*text);
    if (!header) return header.error();
    header_ = std::move(*header);
    return {};
}

Result<void> BackupReader::open_stream(BackupOpener const& opener) {
    auto const sealed = take(sealed_bytes);
    if (!sealed) return sealed.error();
    auto const stream_start = take(stream_start_bytes);
    if (!stream_start) return stream_start.error();
    start_ += *sealed + *stream_start;
    BackupStreamKey key{};
    if (opener.stream_key != nullptr) {
        key = *opener.stream_key;
    } else if (opener.private_key == nullptr) {
        return invalid("key", "required",
                       "The backup is encrypted. Name the file with the private key it was made for.");
    } else if (crypto_box_seal_open(key.data(), raw(*sealed), sealed->size(),
                                    opener.private_key->public_half().bytes.data(),
                                    opener.private_key->bytes().data()) != 0) {
        return invalid("key", "wrong",
                       "This private key does not open this backup: it was made for another key, or damaged.");
    }
    int const code = crypto_secretstream_xchacha20poly1305_init_pull(&stream_, raw(*stream_start), key.data());
    sodium_memzero(key.data(), key.size());
    if (code != 0) return altered();
    return {};
}

Result<std::string> BackupReader::next_chunk(bool& last) {
    auto const length_text = take(4);
    if (!length_text) return length_text.error();
    auto const length = ItemReader(*length_text).number(4);
    auto const least = header_.encrypted ? stream_extra_bytes : digest_bytes + 1;
    if (length < least || length > backup_chunk_max) return altered();
    auto body = take(length);
    if (!body) return body;
    std::string content;
    if (header_.encrypted) {
        content.resize(length - stream_extra_bytes);
        auto const vouched = first_chunk_ ? view(previous_) : std::string_view{};
        unsigned char tag = 0;
        if (crypto_secretstream_xchacha20poly1305_pull(&stream_, raw(content), nullptr, &tag, raw(*body), body->size(),
                                                       raw(vouched), vouched.size()) != 0) {
            return altered();
        }
        last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    } else {
        auto const said = body->substr(length - digest_bytes);
        body->resize(length - digest_bytes);
        previous_ = plain_digest(previous_, *body);
        if (said != view(previous_)) return altered();
        last = body->front() == '\1';
        content = body->substr(1);
    }
    first_chunk_ = false;
    return content;
}

Result<void> BackupReader::each(BackupVisitor const& visitor) {
    for (bool last = false; !last;) {
        auto const chunk = next_chunk(last);
        if (!chunk) return chunk.error();
        if (auto visited = visit_chunk(*chunk, visitor); !visited) return visited;
        if (ended_ != last) return altered();
    }
    auto const behind = file_.read_at(offset_, 1);
    if (!behind) return behind.error();
    if (!behind->empty()) return altered();
    return {};
}

Result<void> BackupReader::visit_chunk(std::string_view chunk, BackupVisitor const& visitor) {
    ItemReader items(chunk);
    while (!items.at_end()) {
        auto const item = static_cast<char>(items.number(1));
        if (ended_) return altered();
        if (item == table_item) {
            std::string const name(items.text());
            std::vector<Column> columns(std::min<std::size_t>(items.number(4), columns_max));
            for (auto& column : columns) {
                column.name = items.text();
                column.kind = static_cast<ColumnKind>(items.number(1));
            }
            if (items.failed() || columns.empty()) return altered();
            columns_ = columns.size();
            if (auto taken = visitor.table(name, columns); !taken) return taken;
        } else if (item == row_item && columns_ > 0) {
            SqlValues cells;
            for (std::size_t i = 0; i < columns_; ++i) cells.push_back(items.cell());
            if (items.failed()) return altered();
            ++rows_;
            if (auto taken = visitor.row(std::move(cells)); !taken) return taken;
        } else if (item == end_item) {
            if (items.number(8) != static_cast<std::uint64_t>(rows_) || items.failed()) return altered();
            ended_ = true;
        } else {
            return altered();
        }
    }
    return {};
}

}  // namespace cairn
