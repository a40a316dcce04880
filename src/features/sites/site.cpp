#include "features/sites/site.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(CoverageModel, single_pcp, group)
BOOST_DESCRIBE_ENUM(HuddleModel, structured, as_needed)
BOOST_DESCRIBE_STRUCT(ReadinessItem, (), (item, done, done_on, note))
BOOST_DESCRIBE_STRUCT(Site, (),
                      (id, version, name, setting, region, city, state, zip, time_zone, coverage_model, huddle_model,
                       champion_pcp_id, readiness))

namespace {

constexpr Sensitivity open = Sensitivity::open;
constexpr std::size_t note_characters_max = 1000;

}  // namespace

// Sites are no participant data: all of it is open.
template <>
RecordType const& record_type<ReadinessItem>() {
    static RecordType const type =
        describe<ReadinessItem>("readiness_item", {},
                                {{"item", {.code_list = "readiness_item", .sensitivity = open}},
                                 {"done", {.sensitivity = open}},
                                 {"done_on", {.sensitivity = open}},
                                 {"note", {.max_characters = note_characters_max, .sensitivity = open}}});
    return type;
}

template <>
RecordType const& record_type<Site>() {
    static RecordType const type =
        describe<Site>("site", {"site", "id"},
                       {{"id", {.sensitivity = open}},
                        {"version", {.sensitivity = open}},
                        {"name", {.sensitivity = open}},
                        {"setting", {.code_list = "setting", .sensitivity = open}},
                        {"region", {.sensitivity = open}},
                        {"city", {.sensitivity = open}},
                        {"state", {.format = "state", .sensitivity = open}},
                        {"zip", {.format = "zip", .sensitivity = open}},
                        {"time_zone", {.format = "time_zone", .has_default = true, .sensitivity = open}},
                        {"coverage_model", {.sensitivity = open}},
                        {"huddle_model", {.sensitivity = open}},
                        {"champion_pcp_id", {.references = "staff", .sensitivity = open}},
                        {"readiness", {.sensitivity = open}}});
    return type;
}

}  // namespace cairn
