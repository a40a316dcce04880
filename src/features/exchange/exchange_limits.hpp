// Every limit of imports and exports over HTTP, in one place. The bytes of an upload are limited where the request
// comes in (http/framing.hpp, upload_bytes_max); the rows of one transaction in import.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cairn {

inline constexpr std::size_t upload_files_max = 32;  // of one import, its mapping included
inline constexpr std::size_t upload_name_characters_max = 100;
inline constexpr std::uint64_t unpacked_bytes_max = std::uint64_t{1} << 30U;  // of all files of a zip together
// How many times as large as the zip its files may be, once they are larger than unpacked_bytes_small: real tables
// shrink to a tenth or a twentieth, and one cell that repeats itself a thousandfold is no table.
inline constexpr std::uint64_t unpacked_ratio_max = 100;
inline constexpr std::uint64_t unpacked_bytes_small = std::uint64_t{1} << 20U;

inline constexpr std::size_t waiting_jobs_max = 4;  // behind the one that runs
inline constexpr int rejected_rows_days = 14;       // how long the rows that an import rejected can be fetched
inline constexpr int export_file_hours = 24;        // … and the file of an export

// Taking an import back: rows of one transaction. Sites and staff, which name one another, are taken back in one.
inline constexpr std::size_t undo_batch_rows = 500;

}  // namespace cairn
