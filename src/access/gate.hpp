// The gate of one organization: who comes in with a login and password, and who stands behind a session's token.
//
// An unknown login, a wrong password, a disabled account and a holder who has left all cost one hashing and get one
// answer, byte for byte. Tries are counted by login and by address, whether or not the login exists.
//
// The accounts of a demonstration are let in from this machine only, and elsewhere get that answer too.
//
// What was asked of the database a moment ago is believed for session_cache_milliseconds, so that a sign-out, a
// disabled account or another role is effective within a second when another process did it; in this process at once.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "access/passwords.hpp"
#include "access/permit.hpp"
#include "access/rate_limit.hpp"
#include "access/sessions.hpp"

namespace cairn {

inline constexpr std::int64_t session_cache_milliseconds = 1000;
inline constexpr std::size_t sessions_cached_max = 20'000;

struct NewSession {
    std::string token;
    SignedIn signed_in;
};

struct ConfirmedPassword {
    bool right = false;
    std::int64_t account_version = 0;  // of the account that was looked at
    std::string login{};
};

// Safe to share between threads.
class Gate {
public:
    Gate(Database& database, Passwords& passwords, Clock const& clock, Randomness& randomness,
         SessionSettings settings = {});

    // Refuses with `unauthenticated`, `rate_limited` (details: retry_after_seconds) or `unavailable`. `address` is the
    // caller's, as message.hpp has it.
    Result<NewSession> sign_in(std::string_view login, std::string_view password, std::string_view address);
    // `unauthenticated` for a token that is unknown, expired or revoked.
    Result<Permit> enter(std::string_view token);
    // The same, with all that is known of the session.
    Result<SignedIn> who(std::string_view token);

    // Whether it is the password of the account; limited like a sign-in.
    Result<ConfirmedPassword> confirm(std::string const& account_id, std::string_view password,
                                      std::string_view address);

    void sign_out(std::string_view token);
    void sign_out_everywhere(std::string const& account_id);
    // After a change of the account by its holder, in this session: the others end, this one goes on.
    void keep_only(std::string_view token, std::string const& account_id, std::int64_t account_version);

    SessionSettings const& settings() const { return settings_; }

private:
    struct Known {
        Permit permit;
        SignedIn signed_in;
        Instant checked_at{};
    };

    struct Try {
        std::string login;    // folded
        std::string address;  // its block
    };

    std::optional<Known> known(std::string_view token);
    std::optional<Known> look_up(Digest const& token, Instant now);
    void note_seen(Digest const& token, SignedIn& session, Instant now);
    void forget_all();
    Result<void> take(Try const& attempt);
    void give_back(Try const& attempt);
    Result<bool> matches(std::optional<AccountHolder> const& holder, std::string_view password, Try const& attempt);

    Database& database_;
    Passwords& passwords_;
    Clock const& clock_;
    Randomness& randomness_;
    SessionSettings settings_;
    bool only_from_here_;
    RateLimiter by_login_;
    RateLimiter by_address_;
    std::mutex mutex_;
    std::map<Digest, Known> cache_{};
    std::uint64_t changes_ = 0;  // counts forget_all, so that nothing older is remembered after it
};

}  // namespace cairn
