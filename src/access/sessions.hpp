// The table of sessions: who is signed in, known by the digest of a token that only the browser has.
//
// A session belongs to one version of its account: whatever changes the account (a new password, disabling) ends all of
// them, whichever process did it. Sessions lie outside the journal; no backup carries them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/account_holder.hpp"
#include "base/bytes.hpp"
#include "base/instant.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr std::size_t session_token_bytes = 32;
inline constexpr std::size_t sessions_per_account_max = 20;  // the longest unused ones end first

struct SessionSettings {
    int idle_minutes = 30;
    int hours = 12;
};

// Kept to the minute, so that reading does not become writing.
inline constexpr int last_seen_step_seconds = 60;

std::string new_session_token(Randomness& randomness);  // base64url, 43 characters
// Nothing for a text that no token can be.
std::optional<Digest> session_token_digest(std::string_view token);

// A session that holds: not expired, not idle for too long, of this version of an account that may enter.
struct SignedIn {
    AccountHolder holder{};
    Instant created_at{};
    Instant last_seen_at{};
    Instant idle_until{};  // unless it is used again
    Instant expires_at{};  // whatever happens

    bool holds(Instant now) const { return now >= created_at && now < idle_until && now < expires_at; }
};

std::optional<SignedIn> find_session(Reader& reader, Digest const& token, Instant now, SessionSettings const& settings);

// Begins one, and clears away what has expired or is one too many.
void begin_session(Database& database, Digest const& token, AccountHolder const& holder, Instant now,
                   SessionSettings const& settings);
void note_session_seen(Database& database, Digest const& token, Instant now);
// The session in which the holder changed the account themselves goes on; the account's others end.
void keep_only_session(Database& database, Digest const& token, std::string const& account_id,
                       std::int64_t account_version);
void end_session(Database& database, Digest const& token);
void end_sessions_of(Database& database, std::string const& account_id);

}  // namespace cairn
