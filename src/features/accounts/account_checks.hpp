// What an account must fulfil besides the rules of its password. Private to the slice.
#pragma once

#include "features/accounts/account.hpp"
#include "store/tx.hpp"

namespace cairn {

inline constexpr std::size_t login_characters_min = 2;

// Appends every problem of a new account whose login is folded: declared rules, the login's form, an account of that
// login or of that member of staff that exists already. Inside a write that holds the directory.
void check_new_account(Tx& tx, Account const& account, Program const& program, Problems& problems);

}  // namespace cairn
