#pragma once

#include <optional>
#include <string>

#include "record/record_type.hpp"

namespace cairn {

struct SyncRequest {
    std::optional<std::string> cursor{};  // of the last answer; left out, everything comes
};

template <>
RecordType const& record_type<SyncRequest>();

}  // namespace cairn
