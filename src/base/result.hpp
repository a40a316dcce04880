// Result<T>: either a T or the Error that says why not.
#pragma once

#include <boost/system/result.hpp>

#include "base/error.hpp"

namespace cairn {

template <class T>
using Result = boost::system::result<T, Error>;

// Found by boost::system::result when value() is called on a refusal: a mistake of the caller, hence an exception.
[[noreturn]] void throw_exception_from_error(Error const& error, boost::source_location const& location);

}  // namespace cairn
