// Whose open work belongs on somebody's lists, as conditions for SQL.
#pragma once

#include <string>

#include "features/caseloads/worklist.hpp"
#include "store/sql.hpp"

namespace cairn {

inline constexpr std::string_view open_referral_condition = "r.status IN ('received', 'assigned', 'reaching_out')";

// A condition on `r` (referral) or `e` (episode), open ones: with the caller, with somebody they cover or supervise, or
// at their sites. It narrows; sight_condition decides. "TRUE" for those who see everyone.
std::string referrals_of_caller(Permit const& permit, SqlValues& parameters);
std::string episodes_of_caller(Permit const& permit, SqlValues& parameters);
// That the column names a site of the caller's.
std::string site_of_caller(Permit const& permit, std::string_view column, SqlValues& parameters);

// Appends the value and gives its place, "$4".
std::string place(SqlValues& parameters, SqlValue value);

}  // namespace cairn
