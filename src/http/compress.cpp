#include "http/compress.hpp"

#include <brotli/encode.h>
#include <zlib.h>

namespace cairn {
namespace {

constexpr int brotli_quality = 9;          // 11 would take ten times as long for a few parts in a hundred
constexpr int gzip_window_bits = 15 + 16;  // 16: with gzip's own head
constexpr int gzip_memory = 8;

}  // namespace

std::string compress_brotli(std::string_view text) {
    auto size = ::BrotliEncoderMaxCompressedSize(text.size());
    std::string out(size, '\0');
    if (::BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                                reinterpret_cast<std::uint8_t const*>(text.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE ||
        size >= text.size()) {
        return {};
    }
    out.resize(size);
    out.shrink_to_fit();
    return out;
}

std::string compress_gzip(std::string_view text) {
    z_stream stream{};
    if (::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window_bits, gzip_memory, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return {};
    }
    std::string out(::deflateBound(&stream, text.size()), '\0');
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<Bytef const*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    auto const done = ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (done != Z_STREAM_END || out.size() >= text.size()) return {};
    out.shrink_to_fit();
    return out;
}

}  // namespace cairn
