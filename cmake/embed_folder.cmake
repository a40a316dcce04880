# Run at build time: writes OUT, a .cpp with the files of one folder (TEXTS, relative to ROOT) as raw string literals.
# The path a text is known by leaves out a leading src/. g++ and clang accept literals of any length.
set(entries "")
foreach(text IN LISTS TEXTS)
  file(READ ${ROOT}/${text} content)
  string(REGEX REPLACE "^src/" "" path ${text})
  string(APPEND entries "    {\"${path}\", R\"cairn_text(${content})cairn_text\"},\n")
endforeach()
file(WRITE ${OUT} "// Generated: the texts of one folder. Edit the files there.
#include \"base/embedded.hpp\"

namespace cairn::embedded {

std::span<EmbeddedFile const> ${GROUP}();

namespace {
constexpr EmbeddedFile files[] = {
${entries}};
}

std::span<EmbeddedFile const> ${GROUP}() { return files; }

}
")
