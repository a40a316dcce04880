// Zip files (libzip), read with limits and written for their owner only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cairn {

struct UnpackLimits {
    std::size_t files = 0;
    std::uint64_t bytes = 0;  // of all files together, unpacked
};

// Hands out the files of a zip in their order, piece by piece; `begin` and `take` may refuse. Counts what comes out,
// not what the zip says about itself. Refuses (malformed, too_large) what is damaged, encrypted or larger than the
// limits.
struct ZipVisitor {
    std::function<Result<void>(std::string_view name)> begin;
    std::function<Result<void>(std::string_view bytes)> take;
};
Result<void> unpack_zip(std::string_view zip, UnpackLimits const& limits, ZipVisitor const& visitor);

// Makes a new zip (mode 0600) of the files, under their own names. `stop` is asked now and then; true gives up, and
// nothing is left behind. Gives false then.
Result<bool> pack_zip(std::filesystem::path const& zip, std::span<std::filesystem::path const> files,
                      std::function<bool()> const& stop);

}  // namespace cairn
