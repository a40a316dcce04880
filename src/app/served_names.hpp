// Which organizations a process serves, and under which name, as --org gives them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace cairn {

inline constexpr std::size_t organization_name_characters_max = 40;
inline constexpr std::size_t organizations_served_max = 200;

struct ServedName {
    std::string name;      // empty for the only one
    std::string host{};    // of its own; empty when the path names it
    std::string database;  // its address

    // What its paths begin with: "", or "/NAME".
    std::string prefix() const { return name.empty() || !host.empty() ? "" : '/' + name; }
};

// Each "NAME=DATABASE" or "NAME@HOST=DATABASE"; names are small letters, digits and hyphens. A single one without a
// host stands for the whole server, as if its database had been given with --db. Refuses all mistakes at once.
Result<std::vector<ServedName>> parse_served_names(std::vector<std::string> const& entries);

}  // namespace cairn
