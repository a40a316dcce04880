// Secret keys of one organization, kept in its database: what is sealed with one can be opened again after a restart
// and by another process, and by no other organization.
#pragma once

#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr std::size_t organization_key_bytes = 32;
inline constexpr std::string_view cursor_key_name = "cursor";

// The organization's key of that name, made when it is asked for the first time.
Bytes organization_key(Database& database, Randomness& randomness, std::string_view name);

}  // namespace cairn
