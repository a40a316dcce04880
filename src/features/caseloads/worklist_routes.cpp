#include "features/caseloads/caseload_routes.hpp"
#include "features/caseloads/worklist.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

constexpr QueryParameter staff_parameter{"staff_id", "Only what is with this peer: oneself, somebody whom one covers "
                                                     "today, or with read_team anybody."};

Result<std::optional<Id<Staff>>> staff_asked(Call const& call) {
    auto const text = call.parameter("staff_id");
    if (!text) return std::optional<Id<Staff>>{};
    auto const uuid = Uuid::parse(*text);
    if (!uuid) return invalid("staff_id", "format", "This is not an id.");
    return std::optional(Id<Staff>{*uuid});
}

Result<WorklistAsked> asked_by(Call const& call) {
    auto const staff = staff_asked(call);
    if (!staff) return staff.error();
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    return WorklistAsked{.staff_id = *staff, .after = *after, .limit = *limit};
}

Error not_your_caseload() {
    return Error{ErrorCode::not_allowed,
                 "The caseload of somebody else needs the permission read_team, or cover for them."};
}

template <class List>
Result<HttpResponse> list_response(Call& call, Organization& organization, WorklistAsked const& asked,
                                   List const& list) {
    auto const program = organization.program();
    auto const now = organization.clock().now();
    Page page(call);
    bool may = true;
    organization.database().read([&](Reader& reader) {
        may = !asked.staff_id || may_open_caseload(reader, call.permit, *asked.staff_id);
        if (!may) return;
        auto const found = list(WorklistView{reader, call.permit, *program, now}, asked);
        for (auto const& row : found.rows) {
            call.saw(to_string(row.participant_id));
            page.add_record(row);
        }
        if (found.next) page.next(*found.next);
    });
    if (!may) return not_your_caseload();
    return std::move(page).response();
}

template <class List>
Result<HttpResponse> show_list(Call& call, Organization& organization, List const& list) {
    auto const asked = asked_by(call);
    if (!asked) return asked.error();
    return list_response(call, organization, *asked, list);
}

Result<HttpResponse> show_caseload(Call& call, Organization& organization) {
    auto asked = asked_by(call);
    if (!asked) return asked.error();
    if (!asked->staff_id) {
        auto const own = Uuid::parse(call.permit.staff_id());
        if (!own) return invalid("staff_id", "required", "Say whose caseload.");
        asked->staff_id = Id<Staff>{*own};
    }
    return list_response(call, organization, *asked, caseload);
}

}  // namespace

Routes worklist_routes(Organization& organization) {
    auto const row = [&](std::string_view path, std::string_view operation, std::string_view summary, Takes takes,
                         RecordType const& record, auto handle) {
        return Route{.method = Method::get,
                     .path = path,
                     .needs = Permission::read_charts,
                     .operation = operation,
                     .summary = summary,
                     .takes = std::move(takes),
                     .gives = {.shape = Shape::page, .record = &record},
                     .handle = [&organization, handle](Call& call) { return handle(call, organization); }};
    };
    Takes const of_staff{.query = {staff_parameter}, .page = true};
    return {
        row("/worklists/referrals-to-reach", "list_referrals_to_reach",
            "Open referrals, oldest first, with both clocks: first attempt and first contact.", of_staff,
            record_type<ReferralRow>(),
            [](Call& call, Organization& o) { return show_list(call, o, referrals_to_reach); }),
        row("/worklists/caseload", "list_caseload",
            "Open episodes of one peer, by default one's own, with stage, last reached contact, the next day agreed "
            "and "
            "the contact clock.",
            of_staff, record_type<CaseloadRow>(), show_caseload),
        row("/worklists/overdue", "list_overdue",
            "Referrals and episodes whose clock has run out, each with the rule and the reason. A page may be short "
            "and "
            "still have a next one.",
            of_staff, record_type<OverdueRow>(),
            [](Call& call, Organization& o) { return show_list(call, o, overdue); }),
        row("/worklists/unassigned", "list_unassigned",
            "Open referrals and episodes that are with no peer, at one's own sites.", {.page = true},
            record_type<UnassignedRow>(), [](Call& call, Organization& o) { return show_list(call, o, unassigned); }),
    };
}

}  // namespace cairn
