// Texts compressed for browsers: brotli (RFC 7932) and gzip (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace cairn {

// Empty when nothing is gained.
std::string compress_brotli(std::string_view text);
std::string compress_gzip(std::string_view text);

}  // namespace cairn
