// What an import will read: every file is opened and its header fitted before the first row is brought in.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "features/exchange/import_row.hpp"

namespace cairn {

inline constexpr std::string_view mapping_file_name = "mapping.toml";  // used when it lies in the folder

struct ImportPlan {
    std::vector<ImportTask> tasks;  // in the order of `importables`, so that records come after those they name
};

// Reports all problems of the mapping, then those of all files, at once; the field is "people.csv: age".
Result<ImportPlan> plan_import(std::filesystem::path const& folder, std::optional<std::filesystem::path> const& mapping,
                               std::span<Importable const> importables);

}  // namespace cairn
