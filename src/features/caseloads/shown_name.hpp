// The name by which a list shows a participant.
#pragma once

#include <string>

#include "features/participants/participant.hpp"
#include "store/database.hpp"

namespace cairn {

// What the participant likes to be called, else the given name, then the family name; empty when nobody knows one.
std::string shown_name(std::string_view given, std::string_view family, std::string_view preferred);
std::string shown_name(Reader& reader, Id<Participant> const& id);

}  // namespace cairn
