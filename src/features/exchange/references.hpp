// References inside records: which fields name other records, also inside nested values.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "record/record_type.hpp"

namespace cairn {

// The record type that the field's id names; empty when the field is no reference.
std::string_view referenced_type(Field const& field);
// Whether a nested value or list of this field holds references ("sites" of staff: [{"site_id": …}]).
bool has_nested_references(Field const& field);
// Whether a record of `type` may name one of `named`, directly or inside a nested value. What the program derives is in
// no file.
bool may_name(RecordType const& type, std::string_view named);

// Called with the type that is named, the path inside the value ("[0].site_id") and the id, which may be replaced.
using ReferenceVisitor = std::function<void(std::string_view type, std::string const& path, std::string& id)>;

// Visits the references inside the JSON text of a nested or list field and returns the text with what was replaced.
// Text that is not the JSON that belongs there comes back as it is.
std::string visit_nested_references(Field const& field, std::string const& json, ReferenceVisitor const& visit);

}  // namespace cairn
