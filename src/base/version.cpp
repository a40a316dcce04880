#include "base/version.hpp"

namespace cairn {

std::string_view program_version() { return CAIRN_VERSION; }

}  // namespace cairn
