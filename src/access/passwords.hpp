// Passwords: what is asked of them, and how they are kept (argon2id, RFC 9106, by libsodium; the cost is the one that
// the OWASP Password Storage Cheat Sheet recommends: 19 MiB, t = 2, p = 1).
#pragma once

#include <atomic>
#include <cstdint>
#include <semaphore>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cairn {

inline constexpr std::size_t password_characters_min = 12;
inline constexpr std::size_t password_bytes_max = 1024;
inline constexpr std::size_t generated_password_characters = 20;  // of 31: 99 bits
inline constexpr std::size_t argon2id_memory_bytes = 19UL * 1024 * 1024;
inline constexpr unsigned long long argon2id_passes = 2;
inline constexpr int hashings_at_once = 2;   // each takes a processor and argon2id_memory_bytes
inline constexpr int hashings_waiting = 16;  // more are refused, so that sign-ins never take every worker

// Appends a problem at `field` for every rule that the password breaks: too_short, too_long, same_as_login, too_common.
void check_password(std::string_view password, std::string_view login, std::string_view field, Problems& problems);

// One for the whole process: it bounds how much memory hashing takes. Safe to share between threads.
class Passwords {
public:
    explicit Passwords(Randomness& randomness);

    // Letters and digits that cannot be mistaken for one another, for a person to type once.
    std::string generate();
    // The text that is kept in a password's place. `once` is used for one password only (it becomes the salt), so that
    // a repetition of the same request gives the same text. Refuses (`unavailable`) when too many others wait.
    Result<std::string> hash(std::string_view password, std::string_view once);
    // Whether it is the password behind the kept text; refuses like `hash`.
    Result<bool> matches(std::string_view password, std::string const& kept);
    // Matches no password, and costs as much to compare with: for logins that do not exist.
    std::string const& nobodys() const { return nobodys_; }

    // Argon2id computations so far.
    std::uint64_t computed() const { return computed_; }

private:
    class Turn;

    Randomness& randomness_;
    std::counting_semaphore<hashings_at_once> free_{hashings_at_once};
    std::atomic<int> waiting_{0};
    std::atomic<std::uint64_t> computed_{0};
    std::string nobodys_;
};

}  // namespace cairn
