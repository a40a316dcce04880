#include "access/passwords.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <stdexcept>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::size_t hash_bytes = 32;
using Salt = std::array<std::uint8_t, crypto_pwhash_argon2id_SALTBYTES>;
using RawHash = std::array<std::uint8_t, hash_bytes>;

// The commonest of at least 12 characters, folded: what lists of leaked passwords begin with (SecLists 10-million list,
// 2026-08-03, shortened), what keyboards suggest, and what somebody here would think of first.
constexpr std::array<std::string_view, 60> common_passwords{
    "000000000000",   "111111111111",   "112233445566",   "121212121212",   "123123123123",     "123412341234",
    "123456123456",   "1234567890123",  "12345678901234", "1234567890qwer", "123456789012",     "123456789abc",
    "1234567890ab",   "123456789qwe",   "123456qwerty",   "123qweasdzxc",   "1q2w3e4r5t6y",     "1qaz2wsx3edc",
    "987654321098",   "9876543210987",  "aaaaaaaaaaaa",   "abc123abc123",   "abcdef123456",     "abcdefghijkl",
    "administrator",  "administrator1", "admin1234567",   "asdfghjkl123",   "asdfghjklzxc",     "cairn1234567",
    "changeme1234",   "changeme12345",  "changemenow1",   "chicago12345",   "dragon123456",     "football1234",
    "iloveyou1234",   "iloveyou12345",  "letmein12345",   "letmein123456",  "monkey123456",     "newpassword1",
    "one2three4five", "password1234",   "password12345",  "password123456", "passwordpassword", "peersupport1",
    "princess1234",   "qazwsxedcrfv",   "qwerty123456",   "qwertyuiop12",   "qwertyuiop123",    "recovery1234",
    "recovery12345",  "sunshine1234",   "superman1234",   "welcome12345",   "welcome123456",    "zaq12wsxcde3"};

// Without 0, o, 1, l, i.
constexpr std::string_view typed_characters = "23456789abcdefghjkmnpqrstuvwxyz";

void append_base64(std::string& out, std::span<std::uint8_t const> bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.pop_back();  // the terminating zero
    out += text;
}

// As argon2's reference implementation writes it, which crypto_pwhash_str_verify reads.
std::string encoded(Salt const& salt, RawHash const& hash) {
    auto text = "$argon2id$v=19$m=" + std::to_string(argon2id_memory_bytes / 1024) +
                ",t=" + std::to_string(argon2id_passes) + ",p=1$";
    append_base64(text, salt);
    text += '$';
    append_base64(text, hash);
    return text;
}

// One spelling of each text, however a keyboard composed it.
std::string normal(std::string_view password) {
    auto text = normalize_text(password);
    return text ? std::move(*text) : std::string(password);
}

Error too_many() {
    return {ErrorCode::unavailable, "Too many people are signing in at this moment; try again in a few seconds."};
}

}  // namespace

void check_password(std::string_view password, std::string_view login, std::string_view field, Problems& problems) {
    auto const refuse = [&](std::string code, std::string message) {
        problems.push_back({std::string(field), std::move(code), std::move(message)});
    };
    if (count_characters(password) < password_characters_min) {
        refuse("too_short", "A password has at least " + std::to_string(password_characters_min) +
                                " characters; a few words in a row are easy to remember.");
    }
    if (password.size() > password_bytes_max) {
        refuse("too_long", "A password has at most " + std::to_string(password_bytes_max) + " bytes.");
        return;
    }
    auto const folded = fold_text(password);
    if (!folded.empty() && folded == fold_text(login)) refuse("same_as_login", "A password is not the login itself.");
    if (std::find(common_passwords.begin(), common_passwords.end(), folded) != common_passwords.end()) {
        refuse("too_common", "This password is among the first that anybody would try; choose another.");
    }
}

// One of the places in which a hash may be computed, or none when too many wait already.
class Passwords::Turn {
public:
    explicit Turn(Passwords& passwords) : passwords_(passwords) {
        if (passwords_.waiting_.fetch_add(1) >= hashings_waiting) {
            passwords_.waiting_.fetch_sub(1);
            return;
        }
        passwords_.free_.acquire();
        passwords_.waiting_.fetch_sub(1);
        passwords_.computed_.fetch_add(1);
        taken_ = true;
    }
    Turn(Turn const&) = delete;
    Turn& operator=(Turn const&) = delete;
    ~Turn() {
        if (taken_) passwords_.free_.release();
    }
    bool taken() const { return taken_; }

private:
    Passwords& passwords_;
    bool taken_ = false;
};

Passwords::Passwords(Randomness& randomness) : randomness_(randomness), nobodys_(encoded(Salt{}, RawHash{})) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium did not start");
}

std::string Passwords::generate() {
    // Bytes beyond the last whole multiple would make some characters likelier than others.
    constexpr std::size_t fair = 256 / typed_characters.size() * typed_characters.size();
    std::string password;
    while (password.size() < generated_password_characters) {
        std::array<std::uint8_t, generated_password_characters> bytes{};
        randomness_.fill(bytes);
        for (auto const byte : bytes) {
            if (byte < fair && password.size() < generated_password_characters) {
                password += typed_characters[byte % typed_characters.size()];
            }
        }
    }
    return password;
}

Result<std::string> Passwords::hash(std::string_view password, std::string_view once) {
    Turn const turn(*this);
    if (!turn.taken()) return too_many();
    Salt salt{};
    auto const digest = digest_of(once);
    std::copy_n(digest.begin(), salt.size(), salt.begin());
    RawHash hash{};
    auto const text = normal(password);
    if (crypto_pwhash(hash.data(), hash.size(), text.data(), text.size(), salt.data(), argon2id_passes,
                      argon2id_memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();  // the only way in which it fails
    }
    return encoded(salt, hash);
}

Result<bool> Passwords::matches(std::string_view password, std::string const& kept) {
    Turn const turn(*this);
    if (!turn.taken()) return too_many();
    auto const text = normal(password);
    return crypto_pwhash_str_verify(kept.c_str(), text.data(), text.size()) == 0;
}

}  // namespace cairn
