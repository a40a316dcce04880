// Who holds an account, as signing in and every request need to know it. Read by SQL from `account` and the view
// `account_holder`, because accounts and staff are slices above.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/instant.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr std::size_t login_characters_max = 100;

// Logins differ only in what a person would call different: case, accents and white space do not count.
std::string fold_login(std::string_view login);

struct AccountHolder {
    std::string account_id{};
    std::int64_t version = 0;  // of the account
    std::string login{};
    std::string password_hash{};
    bool must_change_password = false;
    bool disabled = false;
    std::string staff_id{};
    std::string display_name{};
    Role role = Role::peer;
    std::string time_zone{};
    std::optional<Date> ended_on{};

    Date today(Instant now) const;
    // Neither disabled nor past the holder's last day.
    bool may_enter(Instant now) const;
    Permit permit(Instant now) const;
};

// Columns of `account a JOIN account_holder h` in the order in which read_holder takes them.
inline constexpr std::string_view holder_columns =
    "a.id, a.version, a.login, a.password_hash, a.must_change_password, a.disabled_at, h.staff_id, h.display_name, "
    "h.role, h.time_zone, h.ended_on";
AccountHolder read_holder(Row const& row, int first = 0);

// `login` is folded.
std::optional<AccountHolder> holder_by_login(Reader& reader, std::string const& login);
std::optional<AccountHolder> holder_by_account(Reader& reader, std::string const& account_id);

}  // namespace cairn
