// What the routes of accounts read and answer. Private to the slice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "access/role.hpp"
#include "features/accounts/account.hpp"
#include "record/types.hpp"

namespace cairn {

struct SignInRequest {
    std::string login{};
    std::string password{};
};

// Who is signed in, with what, until when.
struct SessionView {
    Id<Account> account_id{};
    std::string login{};
    Id<Staff> staff_id{};
    std::string display_name{};
    Role role = Role::peer;
    Words permissions{};
    bool must_change_password = false;
    Instant idle_until{};  // unless it is used before
    Instant expires_at{};
};

struct AccountRow {
    Id<Account> id{};
    std::int64_t version = 0;
    std::string login{};
    Id<Staff> staff_id{};
    std::string display_name{};
    Role role = Role::peer;
    std::optional<Date> ended_on{};  // the holder's last day
    bool must_change_password = false;
    Instant password_changed_at{};
    std::optional<Instant> disabled_at{};
};

struct SetupView {
    bool needs_administrator = false;
    bool possible_from_here = false;
};

struct AccessLogEntry {
    Instant at{};
    std::string actor{};
    std::optional<Id<Staff>> staff_id{};
    std::optional<std::string> display_name{};
    std::string operation{};
    std::string request_id{};
    std::string participant_id{};
};

template <>
RecordType const& record_type<SignInRequest>();
template <>
RecordType const& record_type<SessionView>();
template <>
RecordType const& record_type<AccountRow>();
template <>
RecordType const& record_type<SetupView>();
template <>
RecordType const& record_type<AccessLogEntry>();

// Columns of `account a JOIN account_holder h` in the order of AccountRow's fields.
inline constexpr std::string_view account_row_columns =
    "a.id, a.version, a.login, a.staff_id, h.display_name, h.role, h.ended_on, a.must_change_password, "
    "a.password_changed_at, a.disabled_at";

}  // namespace cairn
