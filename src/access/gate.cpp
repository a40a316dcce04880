#include "access/gate.hpp"

#include "access/demonstration_mark.hpp"

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

Error not_signed_in() {
    return {ErrorCode::unauthenticated, "Sign in first; a session ends after a while of nothing."};
}

Error wrong_login() {
    return {ErrorCode::unauthenticated,
            "This login and this password do not belong together, or the account is closed."};
}

Error too_often(int seconds) {
    auto const minutes = (seconds + 59) / 60;
    return {ErrorCode::rate_limited,
            "Too many tries. Try again in " + std::to_string(minutes) + (minutes == 1 ? " minute." : " minutes."),
            {},
            "{\"retry_after_seconds\":" + std::to_string(seconds) + "}"};
}

}  // namespace

Gate::Gate(Database& database, Passwords& passwords, Clock const& clock, Randomness& randomness,
           SessionSettings settings)
    : database_(database),
      passwords_(passwords),
      clock_(clock),
      randomness_(randomness),
      settings_(settings),
      only_from_here_(is_demonstration(database)),
      by_login_(clock, tries_per_login),
      by_address_(clock, tries_per_address) {}

Result<NewSession> Gate::sign_in(std::string_view login, std::string_view password, std::string_view address) {
    Try const attempt{fold_login(login), address_block(address)};
    if (auto const taken = take(attempt); !taken) return taken.error();
    std::optional<AccountHolder> found;
    database_.read([&](Reader& reader) { found = holder_by_login(reader, attempt.login); });
    auto const right = matches(found, password, attempt);
    if (!right) return right.error();
    auto const now = clock_.now();
    bool const from_elsewhere = only_from_here_ && !is_this_machine(address);
    if (!*right || !found->may_enter(now) || from_elsewhere) return wrong_login();
    give_back(attempt);
    NewSession session{.token = new_session_token(randomness_), .signed_in = {}};
    auto const digest = session_token_digest(session.token).value();
    begin_session(database_, digest, *found, now, settings_);
    auto const begun = look_up(digest, now);
    if (!begun) return wrong_login();  // closed in the meantime
    session.signed_in = begun->signed_in;
    return session;
}

Result<Permit> Gate::enter(std::string_view token) {
    auto const session = known(token);
    if (!session) return not_signed_in();
    return session->permit;
}

Result<SignedIn> Gate::who(std::string_view token) {
    auto const session = known(token);
    if (!session) return not_signed_in();
    return session->signed_in;
}

Result<ConfirmedPassword> Gate::confirm(std::string const& account_id, std::string_view password,
                                        std::string_view address) {
    std::optional<AccountHolder> holder;
    database_.read([&](Reader& reader) { holder = holder_by_account(reader, account_id); });
    if (!holder) return not_signed_in();
    Try const attempt{holder->login, address_block(address)};
    if (auto const taken = take(attempt); !taken) return taken.error();
    auto const right = matches(holder, password, attempt);
    if (!right) return right.error();
    if (*right) give_back(attempt);
    return ConfirmedPassword{.right = *right, .account_version = holder->version, .login = holder->login};
}

void Gate::sign_out(std::string_view token) {
    auto const digest = session_token_digest(token);
    if (!digest) return;
    end_session(database_, *digest);
    forget_all();
}

void Gate::sign_out_everywhere(std::string const& account_id) {
    end_sessions_of(database_, account_id);
    forget_all();
}

void Gate::keep_only(std::string_view token, std::string const& account_id, std::int64_t account_version) {
    if (auto const digest = session_token_digest(token)) {
        keep_only_session(database_, *digest, account_id, account_version);
    }
    forget_all();
}

void Gate::forget_all() {
    std::scoped_lock const lock(mutex_);
    cache_.clear();
    ++changes_;
}

Result<void> Gate::take(Try const& attempt) {
    if (auto const wait = by_address_.take(attempt.address)) return too_often(*wait);
    if (auto const wait = by_login_.take(attempt.login)) return too_often(*wait);
    return {};
}

void Gate::give_back(Try const& attempt) {
    by_address_.give_back(attempt.address);
    by_login_.give_back(attempt.login);
}

Result<bool> Gate::matches(std::optional<AccountHolder> const& holder, std::string_view password, Try const& attempt) {
    auto const right = passwords_.matches(password, holder ? holder->password_hash : passwords_.nobodys());
    if (!right) {
        give_back(attempt);
        return right.error();
    }
    return *right && holder;
}

std::optional<Gate::Known> Gate::known(std::string_view token) {
    auto const digest = session_token_digest(token);
    if (!digest) return std::nullopt;
    auto const now = clock_.now();
    {
        std::scoped_lock const lock(mutex_);
        auto const at = cache_.find(*digest);
        if (at != cache_.end()) {
            auto const age = now.milliseconds - at->second.checked_at.milliseconds;
            if (age >= 0 && age < session_cache_milliseconds && at->second.signed_in.holds(now)) return at->second;
        }
    }
    return look_up(*digest, now);
}

std::optional<Gate::Known> Gate::look_up(Digest const& token, Instant now) {
    std::uint64_t changes = 0;
    {
        std::scoped_lock const lock(mutex_);
        changes = changes_;
    }
    std::optional<SignedIn> found;
    database_.read([&](Reader& reader) { found = find_session(reader, token, now, settings_); });
    if (!found) {
        std::scoped_lock const lock(mutex_);
        cache_.erase(token);
        return std::nullopt;
    }
    note_seen(token, *found, now);
    Known known{.permit = found->holder.permit(now), .signed_in = std::move(*found), .checked_at = now};
    std::scoped_lock const lock(mutex_);
    if (changes == changes_) {
        if (cache_.size() >= sessions_cached_max) cache_.clear();
        cache_.insert_or_assign(token, known);
    }
    return known;
}

// A database that takes no writes now still answers reads: the session then only seems idle for a minute longer.
void Gate::note_seen(Digest const& token, SignedIn& session, Instant now) {
    auto const unseen = now.milliseconds - session.last_seen_at.milliseconds;
    if (unseen < last_seen_step_seconds * milliseconds_per_second) return;
    try {
        note_session_seen(database_, token, now);
    } catch (DatabaseUnavailable const&) {
        return;
    }
    session.idle_until.milliseconds += unseen;
    session.last_seen_at = now;
}

}  // namespace cairn
