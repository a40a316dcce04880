#include "features/caseloads/caseload.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(Cover, (), (id, version, absent_staff_id, covering_staff_id, from, until, reason, cancelled_at))
BOOST_DESCRIBE_STRUCT(CancelCover, (), (id, version))

namespace {

constexpr Sensitivity open = Sensitivity::open;

}  // namespace

// Who covers for whom is no secret; why somebody is away may be.
template <>
RecordType const& record_type<Cover>() {
    static RecordType const type = describe<Cover>("cover", {"staff", "absent_staff_id"},
                                                   {{"id", {.sensitivity = open}},
                                                    {"version", {.sensitivity = open}},
                                                    {"absent_staff_id", {.references = "staff", .sensitivity = open}},
                                                    {"covering_staff_id", {.references = "staff", .sensitivity = open}},
                                                    {"from", {.sensitivity = open}},
                                                    {"until", {.sensitivity = open}},
                                                    {"reason", {.max_characters = reason_characters_max}},
                                                    {"cancelled_at", {.derived = true, .sensitivity = open}}});
    return type;
}

template <>
RecordType const& record_type<CancelCover>() {
    static RecordType const type = describe<CancelCover>("cancel_cover", {}, {{"id", {.references = "cover"}}});
    return type;
}

}  // namespace cairn
