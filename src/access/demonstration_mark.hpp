// Whether a database holds a demonstration: its passwords were printed on somebody's screen, so its accounts are let in
// from the machine that serves them and from nowhere else. The mark lies with the organization's keys; nothing that an
// account may do removes it.
#pragma once

#include <string_view>

#include "store/database.hpp"

namespace cairn {

void mark_as_demonstration(Database& database);
bool is_demonstration(Database& database);

// An address as message.hpp has it: of a client on this machine. That of a client behind a trusted proxy is its own.
bool is_this_machine(std::string_view address);

}  // namespace cairn
