# Texts that travel inside the program: code lists and settings (src/features/*/defaults/*), pages (src/app/pages/*) and
# migrations. Each folder becomes one generated .cpp; src/base/embedded.hpp declares how they are read.
function(embed_texts)
  file(GLOB texts CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
    ${CMAKE_SOURCE_DIR}/migrations/*.sql ${CMAKE_SOURCE_DIR}/src/features/*/defaults/*
    ${CMAKE_SOURCE_DIR}/src/app/pages/*)
  set(folders "")
  foreach(text IN LISTS texts)
    cmake_path(GET text PARENT_PATH folder)
    list(APPEND folders ${folder})
  endforeach()
  list(REMOVE_DUPLICATES folders)

  set(generated "")
  set(groups "")
  foreach(folder IN LISTS folders)
    string(MAKE_C_IDENTIFIER ${folder} group)
    set(of_folder ${texts})
    list(FILTER of_folder INCLUDE REGEX "^${folder}/[^/]+$")
    list(TRANSFORM of_folder PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE depends)
    set(out ${CMAKE_BINARY_DIR}/embedded/${group}.cpp)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DGROUP=${group} "-DTEXTS=${of_folder}" -DROOT=${CMAKE_SOURCE_DIR} -DOUT=${out}
              -P ${CMAKE_SOURCE_DIR}/cmake/embed_folder.cmake
      DEPENDS ${depends} ${CMAKE_SOURCE_DIR}/cmake/embed_folder.cmake
      COMMENT "Embedding ${folder}" VERBATIM)
    list(APPEND generated ${out})
    list(APPEND groups ${group})
  endforeach()

  set(declarations "")
  set(calls "")
  foreach(group IN LISTS groups)
    string(APPEND declarations "std::span<EmbeddedFile const> ${group}();\n")
    string(APPEND calls "        embedded::${group}(),\n")
  endforeach()
  configure_file(${CMAKE_SOURCE_DIR}/cmake/embedded.cpp.in ${CMAKE_BINARY_DIR}/embedded/embedded.cpp @ONLY)
  add_library(cairn_embedded STATIC ${CMAKE_BINARY_DIR}/embedded/embedded.cpp ${generated})
  # What the texts say must never break the build: clang warns of long literals, g++ of `\ ` at the end of a line.
  set_source_files_properties(${generated} PROPERTIES COMPILE_OPTIONS -w)
  target_include_directories(cairn_embedded PUBLIC ${CMAKE_SOURCE_DIR}/src)
endfunction()
