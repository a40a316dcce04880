// The program's version, as the build knows it (CMakeLists.txt).
#pragma once

#include <string_view>

namespace cairn {

std::string_view program_version();

}  // namespace cairn
