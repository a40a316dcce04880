// Nested values of a record as JSON text.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "record/record_type.hpp"

namespace cairn {

inline constexpr std::size_t list_items_max = 200;  // items of one nested list

std::string nested_to_json(RecordType const& type, void const* value);
std::string list_to_json(RecordType const& type, std::span<void const* const> items);

// Problems carry the path inside the value: "to", "[1].to".
Problems nested_from_json(RecordType const& type, std::string_view json, void* value);
Problems list_from_json(RecordType const& type, std::string_view json, std::function<void*()> const& add_item);

}  // namespace cairn
