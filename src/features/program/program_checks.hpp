// What the settings and a code list's word must be beyond their declared rules.
#pragma once

#include "features/program/program.hpp"

namespace cairn {

void check_settings(ProgramSettings const& settings, Problems& problems);

// A word is what records hold: lower-case letters, digits and `_` or `-`, and never the reserved `unknown`.
void check_code_list_entry(CodeListEntry const& entry, Problems& problems);

}  // namespace cairn
