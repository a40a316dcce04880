#include "access/sessions.hpp"

#include <sodium.h>

#include <array>

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_minute = 60'000;
constexpr std::int64_t milliseconds_per_hour = 60 * milliseconds_per_minute;
constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t token_characters = sodium_base64_ENCODED_LEN(session_token_bytes, variant) - 1;

constexpr auto others_max = static_cast<std::int64_t>(sessions_per_account_max) - 1;

constexpr std::string_view begin_sql =
    "INSERT INTO session (token_digest, account_id, account_version, created_at, last_seen_at, expires_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view clear_expired_sql = "DELETE FROM session WHERE expires_at <= $1";
constexpr std::string_view clear_surplus_sql =
    "DELETE FROM session WHERE account_id = $1 AND token_digest NOT IN "
    "(SELECT token_digest FROM session WHERE account_id = $1 ORDER BY last_seen_at DESC, token_digest LIMIT $2)";
constexpr std::string_view seen_sql =
    "UPDATE session SET last_seen_at = $2 WHERE token_digest = $1 AND last_seen_at < $2";
constexpr std::string_view keep_sql =
    "UPDATE session SET account_version = $3 WHERE token_digest = $1 AND account_id = $2";
constexpr std::string_view end_others_sql = "DELETE FROM session WHERE token_digest <> $1 AND account_id = $2";
constexpr std::string_view end_sql = "DELETE FROM session WHERE token_digest = $1";
constexpr std::string_view end_all_sql = "DELETE FROM session WHERE account_id = $1";

std::string find_sql() {
    return "SELECT s.account_version, s.created_at, s.last_seen_at, s.expires_at, " + std::string(holder_columns) +
           " FROM session s JOIN account a ON a.id = s.account_id JOIN account_holder h ON h.staff_id = a.staff_id "
           "WHERE s.token_digest = $1 LIMIT 1";
}

Instant instant(Row const& row, int column) { return Instant::parse(row.text(column)).value(); }

void run(Database& database, Statement const& statement) {
    database.maintain([&](Maintenance& maintenance) { maintenance.execute(statement); });
}

}  // namespace

std::string new_session_token(Randomness& randomness) {
    std::array<std::uint8_t, session_token_bytes> bytes{};
    randomness.fill(bytes);
    std::string token(token_characters + 1, '\0');
    sodium_bin2base64(token.data(), token.size(), bytes.data(), bytes.size(), variant);
    token.pop_back();  // the terminating zero
    return token;
}

std::optional<Digest> session_token_digest(std::string_view token) {
    if (token.size() != token_characters) return std::nullopt;
    return digest_of(token);
}

std::optional<SignedIn> find_session(Reader& reader, Digest const& token, Instant now,
                                     SessionSettings const& settings) {
    static std::string const sql = find_sql();
    std::optional<SignedIn> found;
    reader.each({sql, {to_sql(token)}}, [&](Row const& row) {
        SignedIn session{.holder = read_holder(row, 4),
                         .created_at = instant(row, 1),
                         .last_seen_at = instant(row, 2),
                         .expires_at = instant(row, 3)};
        session.idle_until.milliseconds =
            session.last_seen_at.milliseconds + settings.idle_minutes * milliseconds_per_minute;
        if (row.integer(0) == session.holder.version && session.holds(now) && session.holder.may_enter(now)) {
            found = std::move(session);
        }
        return false;
    });
    return found;
}

void begin_session(Database& database, Digest const& token, AccountHolder const& holder, Instant now,
                   SessionSettings const& settings) {
    auto const at = to_string(now);
    auto const expires_at = to_string(Instant{now.milliseconds + settings.hours * milliseconds_per_hour});
    database.maintain([&](Maintenance& maintenance) {
        maintenance.execute({clear_expired_sql, {at}});
        maintenance.execute({clear_surplus_sql, {holder.account_id, others_max}});
        maintenance.execute({begin_sql, {to_sql(token), holder.account_id, holder.version, at, at, expires_at}});
    });
}

void note_session_seen(Database& database, Digest const& token, Instant now) {
    run(database, {seen_sql, {to_sql(token), to_string(now)}});
}

void keep_only_session(Database& database, Digest const& token, std::string const& account_id,
                       std::int64_t account_version) {
    database.maintain([&](Maintenance& maintenance) {
        maintenance.execute({keep_sql, {to_sql(token), account_id, account_version}});
        maintenance.execute({end_others_sql, {to_sql(token), account_id}});
    });
}

void end_session(Database& database, Digest const& token) { run(database, {end_sql, {to_sql(token)}}); }

void end_sessions_of(Database& database, std::string const& account_id) { run(database, {end_all_sql, {account_id}}); }

}  // namespace cairn
