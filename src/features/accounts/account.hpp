// Accounts: with what login somebody of the staff comes in. What they may do is their staff record's role.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/gate.hpp"
#include "access/passwords.hpp"
#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"

namespace cairn {

struct Staff;

struct Account {
    Id<Account> id{};
    std::int64_t version = 0;
    Id<Staff> staff_id{};
    std::string login{};          // folded (access/account_holder.hpp), none twice
    std::string password_hash{};  // argon2id; sealed: in no answer and no history
    Instant password_changed_at{};
    bool must_change_password = false;  // somebody else chose the password
    std::optional<Instant> disabled_at{};
};

// A new account of a member of staff who has none. Without a password one is made up and given once.
struct NewAccount {
    Id<Account> id{};
    Id<Staff> staff_id{};
    std::string login{};
    std::optional<std::string> password{};
    bool must_change_password = true;
};

struct ResetPassword {
    Id<Account> id{};
    std::int64_t version = 0;
    std::optional<std::string> password{};
    bool must_change_password = true;
};

struct AccountCommand {
    Id<Account> id{};
    std::int64_t version = 0;
};

struct ChangePassword {
    std::string current_password{};
    std::string new_password{};
};

// Somebody who is new to the staff as well: both records are made in one write.
struct NewHolder {
    Id<Staff> staff_id{};
    Id<Account> account_id{};
    std::string display_name{};
    Role role = Role::peer;
    std::optional<std::string> time_zone{};  // else the program's
    std::string login{};
    std::optional<std::string> password{};
    bool must_change_password = true;
};

// The first account of all, with its holder.
struct FirstAdministrator {
    Id<Staff> staff_id{};
    Id<Account> account_id{};
    std::string display_name{};
    std::optional<std::string> time_zone{};  // else the program's
    std::string login{};
    std::string password{};
};

template <>
RecordType const& record_type<Account>();
template <>
RecordType const& record_type<NewAccount>();
template <>
RecordType const& record_type<ResetPassword>();
template <>
RecordType const& record_type<AccountCommand>();
template <>
RecordType const& record_type<ChangePassword>();
template <>
RecordType const& record_type<FirstAdministrator>();

struct WrittenAccount {
    Written written{};
    std::optional<std::string> generated_password{};  // only with the first answer
};

Result<WrittenAccount> add_account(Permit const& permit, Organization& organization, Passwords& passwords,
                                   NewAccount const& account, std::string key);
// Also needs edit_staff.
Result<WrittenAccount> add_holder(Permit const& permit, Organization& organization, Passwords& passwords,
                                  NewHolder const& holder, std::string key);
Result<WrittenAccount> reset_password(Permit const& permit, Organization& organization, Passwords& passwords,
                                      ResetPassword const& command, std::string key);
Result<Written> disable_account(Permit const& permit, Organization& organization, AccountCommand const& command,
                                std::string key);
Result<Written> enable_account(Permit const& permit, Organization& organization, AccountCommand const& command,
                               std::string key);
// By the holder; every change of an account ends its sessions, so the caller says to the gate which one stays.
Result<Written> change_own_password(Permit const& permit, Organization& organization, Gate& gate, Passwords& passwords,
                                    ChangePassword const& command, std::string_view address, std::string key);

bool has_accounts(Organization& organization);
// Refuses with `not_allowed` as soon as there is any account.
Result<Written> set_up(Organization& organization, Passwords& passwords, FirstAdministrator const& first,
                       std::string key);

}  // namespace cairn
