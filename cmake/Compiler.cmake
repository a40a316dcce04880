# The compiler's settings: language, warnings, sanitizers, and what makes building quick.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(CAIRN_SANITIZE "" CACHE STRING "address (with undefined behavior and the fuzz targets), thread, or nothing")
set_property(CACHE CAIRN_SANITIZE PROPERTY STRINGS "" address thread)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
# One optimized build serves use, tests and measurements; -g1 is enough for stack traces. Assertions stay in.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
if(CAIRN_SANITIZE)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 takes a moved-from std::variant of strings for uninitialized memory (GCC bug 105562 and kin).
  add_compile_options(-Wno-maybe-uninitialized)
endif()
# Neither binaries nor messages should tell where they were built, and ccache then serves every build folder.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)

if(CAIRN_SANITIZE STREQUAL "address")
  # One build serves the unit tests and the fuzz targets, which want to see the branches of what they call.
  set(sanitize -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer)
elseif(CAIRN_SANITIZE STREQUAL "thread")
  set(sanitize -fsanitize=thread -fno-omit-frame-pointer)
elseif(CAIRN_SANITIZE)
  message(FATAL_ERROR "CAIRN_SANITIZE is '${CAIRN_SANITIZE}'; it may be address, thread or empty.")
endif()
add_compile_options(${sanitize})
add_link_options(${sanitize})

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()
