#include "base/result.hpp"

#include <stdexcept>

namespace cairn {

void throw_exception_from_error(Error const& error, boost::source_location const& location) {
    throw std::logic_error("a refusal was taken for a value at " + location.to_string() + ": " +
                           std::string(info(error.code).name));
}

}  // namespace cairn
