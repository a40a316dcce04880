// Files that somebody sends to be imported: a form with files, or a zip.
//
//   multipart/form-data   each part with a file name is a file; a single one that is a .zip is unpacked. The part
//                         `mapping` is the mapping whatever its file is called; the part `dry_run` is "true" or
//                         "false".
//   application/zip       the files lie in the zip itself, not in folders.
//
// Files are NAME.csv, and mapping.toml. Which names mean something is for the plan of the import to say.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace cairn {

struct Upload {
    std::vector<std::string> files{};  // names, in the order in which they came
    bool dry_run = false;              // the form said so
    Digest content{};                  // of names and bytes: the same files sent again have the same
};

// Writes the files (mode 0600) into the folder, which is there and private. Refuses with `unsupported_type`,
// `malformed`, `too_large`, or `invalid` with a problem for every name; what was written so far is then the caller's to
// remove.
Result<Upload> receive_upload(HttpRequest const& request, std::filesystem::path const& folder);

// "mapping.toml", or letters, digits, blanks and ._- before ".csv": nothing that could lead out of a folder.
bool is_upload_name(std::string_view name);

}  // namespace cairn
