// The defaults that travel inside the program: settings of this slice, code lists of every slice.
#pragma once

#include <vector>

#include "features/program/program.hpp"

namespace cairn {

// Without ids. A default that cannot be read is a mistake of the program and throws std::logic_error with its place.
ProgramSettings default_settings();
std::vector<CodeListEntry> default_code_list_entries();

// Reads one code_lists.toml:
//
//     [[list]]
//     name = "phone_kind"
//     source = "who fixed these words"
//     date = 2026-08-03
//     words = [{ word = "mobile", display = "Mobile" }]
std::vector<CodeListEntry> read_code_lists(std::string_view toml, std::string_view path);

}  // namespace cairn
