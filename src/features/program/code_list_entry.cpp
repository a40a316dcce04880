#include "features/program/program.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(CodeListEntry, (), (id, version, list, word, display, active, source))

namespace {

constexpr Rule open_text(std::size_t characters) {
    return {.max_characters = characters, .sensitivity = Sensitivity::open};
}

}  // namespace

template <>
RecordType const& record_type<CodeListEntry>() {
    static RecordType const type = describe<CodeListEntry>("code_list_entry", {"directory", ""},
                                                           {{"list", open_text(60)},
                                                            {"word", open_text(60)},
                                                            {"display", open_text(300)},
                                                            {"active", {.sensitivity = Sensitivity::open}},
                                                            {"source", open_text(500)}});
    return type;
}

}  // namespace cairn
