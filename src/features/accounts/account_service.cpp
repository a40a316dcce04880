#include "features/accounts/account_checks.hpp"
#include "features/staff/staff.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

constexpr std::string_view any_account_sql = "SELECT id FROM account LIMIT 1";

Error set_up_already() {
    return {ErrorCode::not_allowed, "This organization has accounts already: sign in, or ask an administrator."};
}

struct KeptPassword {
    std::string hash{};  // empty when the password has problems
    std::optional<std::string> generated{};
};

struct PasswordRequest {
    std::optional<std::string> const& given;
    std::string_view login;
    std::string_view field;
    std::string once;
};

Result<KeptPassword> keep(Passwords& passwords, PasswordRequest const& request, Problems& problems);
std::string once_of(Permit const& permit, std::string_view command, std::string_view key, std::string_view about);
std::optional<Account> stored_account(Organization& organization, Id<Account> const& id);
Result<WrittenAccount> with_generated(Result<Written> const& written, KeptPassword const& kept);

struct HolderCommand {
    std::string_view name;
    std::string key;
    bool only_first = false;  // refused once there is any account
};
Result<WrittenAccount> write_holder(Permit const& permit, Organization& organization, Passwords& passwords,
                                    HolderCommand command, NewHolder const& holder);

using AccountChange = std::function<Result<void>(Account& account, Instant now)>;
Result<Written> change_account(Organization& organization, WriteRequest const& request, AccountCommand const& seen,
                               AccountChange const& change);
WriteRequest request_about(Permit const& permit, std::string_view command, std::string key, std::string_view body,
                           Account const& account);

// Passwords stay out of the request's digest, which is kept: its argon2id text stands there instead.
std::string asked(std::string shown_command, std::string const& hash) { return std::move(shown_command) + hash; }

template <class Command>
std::string shown(Command const& command) {
    return to_shown_json(record_type<Command>(), &command);
}

}  // namespace

Result<WrittenAccount> add_account(Permit const& permit, Organization& organization, Passwords& passwords,
                                   NewAccount const& account, std::string key) {
    if (auto const allowed = permit.require(Permission::manage_accounts); !allowed) return allowed.error();
    auto const program = organization.program();
    Account fresh{.id = account.id, .staff_id = account.staff_id, .login = fold_login(account.login)};
    if (fresh.id.is_nil()) fresh.id = organization.ids().next_id<Account>();
    Problems of_password;
    auto const kept =
        keep(passwords, {account.password, fresh.login, "password", once_of(permit, "add_account", key, fresh.login)},
             of_password);
    if (!kept) return kept.error();
    fresh.password_hash = kept->hash;
    fresh.must_change_password = account.must_change_password;
    auto const hash = account.password ? kept->hash : std::string{};
    auto const request = write_request(
        permit, "add_account", std::move(key), asked(shown(account), hash),
        {directory_stream(), stream_of("staff", account.staff_id)},
        {{&record_type<Account>(), to_string(fresh.id)}, {&record_type<Staff>(), to_string(account.staff_id)}});
    auto const written = organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto problems = of_password;
        auto complete = fresh;
        complete.password_changed_at = tx.now();
        check_context(tx, *program).named(complete.staff_id, "staff_id", problems);
        check_new_account(tx, complete, *program, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_new(tx, complete);
    });
    return with_generated(written, *kept);
}

Result<WrittenAccount> reset_password(Permit const& permit, Organization& organization, Passwords& passwords,
                                      ResetPassword const& command, std::string key) {
    if (auto const allowed = permit.require(Permission::manage_accounts); !allowed) return allowed.error();
    auto const found = stored_account(organization, command.id);
    if (!found) return not_found(record_type<Account>().name);
    Problems of_password;
    auto const kept = keep(
        passwords,
        {command.password, found->login, "password", once_of(permit, "reset_password", key, to_string(command.id))},
        of_password);
    if (!kept) return kept.error();
    auto const hash = command.password ? kept->hash : std::string{};
    auto const request = request_about(permit, "reset_password", std::move(key), asked(shown(command), hash), *found);
    auto const written = change_account(organization, request, {command.id, command.version},
                                        [&](Account& account, Instant now) -> Result<void> {
                                            if (!of_password.empty()) return invalid(of_password);
                                            account.password_hash = kept->hash;
                                            account.password_changed_at = now;
                                            account.must_change_password = command.must_change_password;
                                            return {};
                                        });
    return with_generated(written, *kept);
}

Result<Written> disable_account(Permit const& permit, Organization& organization, AccountCommand const& command,
                                std::string key) {
    if (auto const allowed = permit.require(Permission::manage_accounts); !allowed) return allowed.error();
    if (permit.actor() == to_string(command.id)) {
        return Error{ErrorCode::not_allowed,
                     "Nobody closes their own account, so that somebody always remains who can open it again."};
    }
    auto const found = stored_account(organization, command.id);
    if (!found) return not_found(record_type<Account>().name);
    auto const request = request_about(permit, "disable_account", std::move(key), shown(command), *found);
    return change_account(organization, request, command, [](Account& account, Instant now) -> Result<void> {
        if (account.disabled_at) return Error{ErrorCode::illegal_transition, "This account is disabled already."};
        account.disabled_at = now;
        return {};
    });
}

Result<Written> enable_account(Permit const& permit, Organization& organization, AccountCommand const& command,
                               std::string key) {
    if (auto const allowed = permit.require(Permission::manage_accounts); !allowed) return allowed.error();
    auto const found = stored_account(organization, command.id);
    if (!found) return not_found(record_type<Account>().name);
    auto const request = request_about(permit, "enable_account", std::move(key), shown(command), *found);
    return change_account(organization, request, command, [](Account& account, Instant) -> Result<void> {
        if (!account.disabled_at) return Error{ErrorCode::illegal_transition, "This account is not disabled."};
        account.disabled_at.reset();
        return {};
    });
}

Result<Written> change_own_password(Permit const& permit, Organization& organization, Gate& gate, Passwords& passwords,
                                    ChangePassword const& command, std::string_view address, std::string key) {
    auto const uuid = Uuid::parse(permit.actor());
    auto const found = uuid ? stored_account(organization, {*uuid}) : std::nullopt;
    if (!found) return Error{ErrorCode::not_allowed, "Only the holder of an account has a password to change."};
    auto const confirmed = gate.confirm(permit.actor(), command.current_password, address);
    if (!confirmed) return confirmed.error();
    Problems problems;
    auto const kept = keep(passwords,
                           {command.new_password, found->login, "new_password",
                            once_of(permit, "change_own_password", key, permit.actor())},
                           problems);
    if (!kept) return kept.error();
    if (command.new_password == command.current_password) {
        problems.push_back({"new_password", "same_as_before", "Choose another one than the password until now."});
    }
    auto const request = request_about(permit, "change_own_password", std::move(key), asked("", kept->hash), *found);
    AccountCommand const seen{found->id, confirmed->account_version};
    return change_account(organization, request, seen, [&](Account& account, Instant now) -> Result<void> {
        auto all = problems;
        if (!confirmed->right) {
            all.push_back({"current_password", "wrong", "This is not the password that the account has now."});
        }
        if (!all.empty()) return invalid(std::move(all));
        account.password_hash = kept->hash;
        account.password_changed_at = now;
        account.must_change_password = false;
        return {};
    });
}

bool has_accounts(Organization& organization) {
    bool any = false;
    organization.database().read([&](Reader& reader) { any = reader.text({any_account_sql}).has_value(); });
    return any;
}

Result<WrittenAccount> add_holder(Permit const& permit, Organization& organization, Passwords& passwords,
                                  NewHolder const& holder, std::string key) {
    if (auto const allowed = permit.require(Permission::manage_accounts); !allowed) return allowed.error();
    if (auto const allowed = permit.require(Permission::edit_staff); !allowed) return allowed.error();
    return write_holder(permit, organization, passwords, {"add_holder", std::move(key)}, holder);
}

Result<Written> set_up(Organization& organization, Passwords& passwords, FirstAdministrator const& first,
                       std::string key) {
    NewHolder const holder{.staff_id = first.staff_id,
                           .account_id = first.account_id,
                           .display_name = first.display_name,
                           .role = Role::admin,
                           .time_zone = first.time_zone,
                           .login = first.login,
                           .password = first.password,
                           .must_change_password = false};
    HolderCommand command{.name = "set_up", .key = std::move(key), .only_first = true};
    auto written = write_holder(authorize_operator("setup"), organization, passwords, std::move(command), holder);
    if (!written) return written.error();
    return std::move(written->written);
}

namespace {

Result<WrittenAccount> write_holder(Permit const& permit, Organization& organization, Passwords& passwords,
                                    HolderCommand command, NewHolder const& holder) {
    auto const program = organization.program();
    Staff staff{.id = holder.staff_id, .display_name = holder.display_name, .role = holder.role};
    staff.time_zone = holder.time_zone.value_or("");
    Account account{.id = holder.account_id, .login = fold_login(holder.login)};
    account.must_change_password = holder.must_change_password;
    auto body = shown(staff) + shown(account);
    if (staff.id.is_nil()) staff.id = organization.ids().next_id<Staff>();
    if (account.id.is_nil()) account.id = organization.ids().next_id<Account>();
    account.staff_id = staff.id;
    Problems of_password;
    auto const kept =
        keep(passwords,
             {holder.password, account.login, "password", once_of(permit, command.name, command.key, account.login)},
             of_password);
    if (!kept) return kept.error();
    account.password_hash = kept->hash;
    auto const request = write_request(permit, command.name, std::move(command.key),
                                       asked(std::move(body), holder.password ? kept->hash : std::string{}),
                                       {directory_stream(), stream_of("staff", staff.id)});
    auto const written = organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        if (command.only_first && tx.text({any_account_sql})) return set_up_already();
        auto problems = of_password;
        auto complete = staff;
        complete_and_check(complete, nullptr, check_context(tx, *program), problems);
        auto with_time = account;
        with_time.password_changed_at = tx.now();
        check_new_account(tx, with_time, *program, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        if (auto made = put_new(tx, complete); !made) return made;
        return put_new(tx, with_time);
    });
    return with_generated(written, *kept);
}

// A password that was made up is told with the first answer only; a repetition made up another, which nobody has.
Result<WrittenAccount> with_generated(Result<Written> const& written, KeptPassword const& kept) {
    if (!written) return written.error();
    return WrittenAccount{*written, written->outcome == Outcome::applied ? kept.generated : std::nullopt};
}

Result<KeptPassword> keep(Passwords& passwords, PasswordRequest const& request, Problems& problems) {
    KeptPassword kept;
    if (!request.given) kept.generated = passwords.generate();
    auto const& password = request.given ? *request.given : *kept.generated;
    check_password(password, request.login, request.field, problems);
    if (!problems.empty()) return kept;
    auto hash = passwords.hash(password, request.once);
    if (!hash) return hash.error();
    kept.hash = std::move(*hash);
    return kept;
}

// Used once: a key is good for one request of one actor.
std::string once_of(Permit const& permit, std::string_view command, std::string_view key, std::string_view about) {
    std::string once = permit.actor();
    for (auto const part : {command, key, about}) {
        once += '\n';
        once += part;
    }
    return once;
}

std::optional<Account> stored_account(Organization& organization, Id<Account> const& id) {
    std::optional<Account> account;
    organization.database().read([&](Reader& reader) { account = reader.fetch(id); });
    return account;
}

WriteRequest request_about(Permit const& permit, std::string_view command, std::string key, std::string_view body,
                           Account const& account) {
    return write_request(permit, command, std::move(key), body, {stream_of("staff", account.staff_id)},
                         {{&record_type<Account>(), to_string(account.id)}});
}

Result<Written> change_account(Organization& organization, WriteRequest const& request, AccountCommand const& seen,
                               AccountChange const& change) {
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto stored = get_seen(tx, seen.id, seen.version);
        if (!stored) return stored.error();
        if (auto const changed = change(*stored, tx.now()); !changed) return changed.error();
        return put_changed(tx, *stored);
    });
}

}  // namespace
}  // namespace cairn
