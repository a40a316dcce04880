# The libraries Cairn stands on, all from Debian 12. CLI11 and Boost.Describe are headers only and need no target.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(date REQUIRED)
find_package(tomlplusplus REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(OPENSSL REQUIRED IMPORTED_TARGET openssl)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
find_library(CSV_LIBRARY csv REQUIRED)
find_library(HTTP_PARSER_LIBRARY http_parser REQUIRED)
find_path(RESTINIO_INCLUDE restinio/http_server.hpp REQUIRED)
find_path(ASIO_INCLUDE asio.hpp REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)

add_library(cairn_dependencies INTERFACE)
target_include_directories(cairn_dependencies INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(cairn_dependencies INTERFACE
  Boost::json fmt::fmt spdlog::spdlog date::date-tz tomlplusplus::tomlplusplus
  PkgConfig::SQLITE PkgConfig::PQ PkgConfig::SODIUM PkgConfig::UTF8PROC PkgConfig::LIBZIP PkgConfig::OPENSSL PkgConfig::BROTLI
  PkgConfig::ZLIB ${CSV_LIBRARY} ${HTTP_PARSER_LIBRARY} Threads::Threads)

# `./dev build` does not install these; `./dev test` does, and configure again.
find_package(GTest QUIET)
find_package(rapidcheck QUIET)
pkg_check_modules(CURL QUIET IMPORTED_TARGET libcurl)
if(NOT GTest_FOUND OR NOT rapidcheck_FOUND)
  message(STATUS "GoogleTest or RapidCheck is not installed: test programs are left out (./dev test brings them).")
endif()
