#pragma once
// Texts that travel inside the program. The build collects them (cmake/Embed.cmake).

#include <span>
#include <string_view>

namespace cairn {

struct EmbeddedFile {
    std::string_view path;  // relative to src, or to the project: "features/contacts/defaults/modes.csv",
                            // "migrations/0001_start.sql"
    std::string_view text;
};

// The text of the file with this path. Throws std::out_of_range when there is none: that is a mistake in the program.
std::string_view embedded_file(std::string_view path);

// All files whose path begins with `prefix`, sorted by path.
std::span<EmbeddedFile const> embedded_files(std::string_view prefix);

}  // namespace cairn
