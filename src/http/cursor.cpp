#include "http/cursor.hpp"

#include <sodium.h>

#include <stdexcept>

namespace cairn {
namespace {

constexpr auto nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr auto tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

unsigned char const* bytes_of(std::string_view text) { return reinterpret_cast<unsigned char const*>(text.data()); }

}  // namespace

Cursors::Cursors(Bytes key, Randomness& randomness) : key_(std::move(key)), randomness_(randomness) {
    static_assert(cursor_key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    if (key_.size() != cursor_key_bytes) throw std::logic_error("a cursor key has the wrong length");
}

std::string Cursors::seal(std::string_view purpose, std::string_view text) const {
    Bytes sealed(nonce_bytes + text.size() + tag_bytes);
    randomness_.fill(std::span(sealed).first(nonce_bytes));
    unsigned long long written = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, &written, bytes_of(text), text.size(),
                                               bytes_of(purpose), purpose.size(), nullptr, sealed.data(), key_.data());
    std::string out(sodium_base64_encoded_len(sealed.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), sealed.data(), sealed.size(), variant);
    out.pop_back();  // the terminating zero
    return out;
}

std::optional<std::string> Cursors::open(std::string_view purpose, std::string_view cursor) const {
    if (cursor.size() > cursor_characters_max) return std::nullopt;
    Bytes sealed(cursor.size());
    std::size_t size = 0;
    char const* end = nullptr;
    if (sodium_base642bin(sealed.data(), sealed.size(), cursor.data(), cursor.size(), nullptr, &size, &end, variant) !=
            0 ||
        end != cursor.data() + cursor.size() || size < nonce_bytes + tag_bytes) {
        return std::nullopt;
    }
    std::string text(size - nonce_bytes - tag_bytes, '\0');
    unsigned long long written = 0;
    auto* const out = reinterpret_cast<unsigned char*>(text.data());
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &written, nullptr, sealed.data() + nonce_bytes,
                                                   size - nonce_bytes, bytes_of(purpose), purpose.size(), sealed.data(),
                                                   key_.data()) != 0) {
        return std::nullopt;
    }
    return text;
}

}  // namespace cairn
