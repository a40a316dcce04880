#include "features/caseloads/caseload_routes.hpp"

#include <array>

#include "features/caseloads/arrangement_list.hpp"
#include "features/caseloads/peer_proposal.hpp"

namespace cairn {
namespace {

// A new record, whose id the caller may bring.
template <class Record>
Result<Record> read_new(Call const& call) {
    constexpr std::array<std::string_view, 1> by_us{"id"};
    Record record;
    auto problems =
        from_json(record_type<Record>(), call.request.body, &record, {.skip_derived = true, .given = by_us});
    if (!problems.empty()) return invalid(std::move(problems));
    return record;
}

template <class Command>
Result<HttpResponse> run(Call& call, Organization& organization,
                         Result<Written> (*service)(Permit const&, Organization&, Command const&, std::string)) {
    auto const command = read_command<Command>(call);
    if (!command) return command.error();
    return written_response(service(call.permit, organization, *command, call.key));
}

// A page of what `list` gives, one more than asked for, newest first.
template <class List>
Result<HttpResponse> list_arrangements(Call& call, Organization& organization, List const& list) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    ArrangementsAsked const asked{.current = call.parameter("current") == "true", .after = *after, .limit = *limit + 1};
    Page page(call);
    organization.database().read([&](Reader& reader) {
        std::string last;
        for (auto const& row : list(reader, call.permit, asked)) {
            if (page.size() == *limit) {
                page.next(last);
                break;
            }
            page.add_record(row);
            last = to_string(row.id);
        }
    });
    return std::move(page).response();
}

Result<HttpResponse> add_cover(Call& call, Organization& organization) {
    auto const cover = read_new<Cover>(call);
    if (!cover) return cover.error();
    return written_response(arrange_cover(call.permit, organization, *cover, call.key), "/api/v1/covers");
}

Result<HttpResponse> show_cover(Call& call, Organization& organization) {
    auto const id = call.id<Cover>();
    if (!id) return id.error();
    std::optional<Cover> cover;
    organization.database().read([&](Reader& reader) { cover = find_cover(reader, call.permit, *id); });
    if (!cover) return not_found(record_type<Cover>().name);
    return record_response(*cover);
}

Result<HttpResponse> preview(Call& call, Organization& organization) {
    auto const command = read_body<ArrangeTransfer>(call);
    if (!command) return command.error();
    auto const found = preview_transfer(call.permit, organization, *command);
    if (!found) return found.error();
    for (auto const& item : found->items) call.saw(to_string(item.participant_id));
    return json_response(to_shown_json(record_type<TransferPreview>(), &*found));
}

Result<HttpResponse> add_transfer(Call& call, Organization& organization) {
    auto const command = read_body<ArrangeTransfer>(call);
    if (!command) return command.error();
    return written_response(arrange_transfer(call.permit, organization, *command, call.key),
                            "/api/v1/caseload-transfers");
}

Result<HttpResponse> show_transfer(Call& call, Organization& organization) {
    auto const id = call.id<CaseloadTransfer>();
    if (!id) return id.error();
    std::optional<CaseloadTransfer> transfer;
    std::vector<Id<Participant>> seen;
    organization.database().read([&](Reader& reader) { transfer = find_transfer(reader, call.permit, *id, seen); });
    if (!transfer) return not_found(record_type<CaseloadTransfer>().name);
    for (auto const& participant : seen) call.saw(to_string(participant));
    auto response = json_response(to_json(*transfer));  // sealed members too: only those of people who may be seen
    response.headers.push_back({"ETag", '"' + std::to_string(transfer->version) + '"'});
    return response;
}

Result<HttpResponse> propose(Call& call, Organization& organization) {
    auto const id = call.id<Referral>();
    if (!id) return id.error();
    auto const found = propose_peers_for(call.permit, organization, *id);
    if (!found) return found.error();
    call.saw(to_string(found->participant_id));
    Page page(call);
    for (auto const& proposal : found->proposals) page.add_record(proposal);
    return std::move(page).response();
}

using Handler = Result<HttpResponse> (*)(Call&, Organization&);

constexpr QueryParameter current_parameter{"current", "true: only cover that is not over, or transfers still planned."};

Routes cover_rows(Organization& organization) {
    auto const with = [&](Handler handle) {
        return [&organization, handle](Call& call) { return handle(call, organization); };
    };
    return {
        {.method = Method::get,
         .path = "/covers",
         .needs = Permission::read_charts,
         .operation = "list_covers",
         .summary = "Cover that one gives or has, and that of people whom one supervises, newest first.",
         .takes = {.query = {current_parameter}, .page = true},
         .gives = {.shape = Shape::page, .record = &record_type<Cover>()},
         .handle = with([](Call& call, Organization& o) { return list_arrangements(call, o, covers_of); })},
        {.method = Method::post,
         .path = "/covers",
         .needs = Permission::arrange_caseloads,
         .operation = "arrange_cover",
         .summary = "Somebody covers for a person who is away, from the first to the last day in their own time zone.",
         .takes = {.body = BodyKind::json, .record = &record_type<Cover>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = with(add_cover)},
        {.method = Method::get,
         .path = "/covers/{id}",
         .needs = Permission::read_charts,
         .operation = "read_cover",
         .summary = "One cover.",
         .gives = {.shape = Shape::one, .record = &record_type<Cover>()},
         .handle = with(show_cover)},
        {.method = Method::post,
         .path = "/covers/{id}/cancel",
         .needs = Permission::arrange_caseloads,
         .operation = "cancel_cover",
         .summary = "End a cover at once, or call it off.",
         .takes = {.body = BodyKind::json, .record = &record_type<CancelCover>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = with([](Call& call, Organization& o) { return run(call, o, cancel_cover); })},
    };
}

Routes transfer_rows(Organization& organization) {
    auto const with = [&](Handler handle) {
        return [&organization, handle](Call& call) { return handle(call, organization); };
    };
    return {
        {.method = Method::get,
         .path = "/caseload-transfers",
         .needs = Permission::arrange_caseloads,
         .operation = "list_caseload_transfers",
         .summary = "Transfers that one arranged or that are about people whom one supervises, newest first.",
         .takes = {.query = {current_parameter}, .page = true},
         .gives = {.shape = Shape::page, .record = &record_type<TransferRow>()},
         .handle = with([](Call& call, Organization& o) { return list_arrangements(call, o, transfers_of); })},
        {.method = Method::post,
         .path = "/caseload-transfers/preview",
         .needs = Permission::arrange_caseloads,
         .operation = "preview_caseload_transfer",
         .summary = "What a transfer would move, and what that does to each new peer's caseload; changes nothing.",
         .takes = {.body = BodyKind::json, .record = &record_type<ArrangeTransfer>()},
         .gives = {.shape = Shape::one, .record = &record_type<TransferPreview>()},
         .handle = with(preview)},
        {.method = Method::post,
         .path = "/caseload-transfers",
         .needs = Permission::arrange_caseloads,
         .operation = "arrange_caseload_transfer",
         .summary = "Move a caseload, or a part of it, to other peers: at once, or on a later day.",
         .takes = {.body = BodyKind::json, .record = &record_type<ArrangeTransfer>(), .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = with(add_transfer)},
        {.method = Method::get,
         .path = "/caseload-transfers/{id}",
         .needs = Permission::arrange_caseloads,
         .operation = "read_caseload_transfer",
         .summary = "One transfer, with those of the people it moves whom one may see.",
         .gives = {.shape = Shape::one, .record = &record_type<CaseloadTransfer>()},
         .handle = with(show_transfer)},
        {.method = Method::post,
         .path = "/caseload-transfers/{id}/cancel",
         .needs = Permission::arrange_caseloads,
         .operation = "cancel_caseload_transfer",
         .summary = "Call off a transfer that is still planned.",
         .takes = {.body = BodyKind::json, .record = &record_type<CancelTransfer>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = with([](Call& call, Organization& o) { return run(call, o, cancel_transfer); })},
    };
}

}  // namespace

Routes caseload_routes(Organization& organization) {
    auto rows = cover_rows(organization);
    for (auto& row : transfer_rows(organization)) rows.push_back(std::move(row));
    rows.push_back({.method = Method::get,
                    .path = "/referrals/{id}/peer-proposal",
                    .needs = Permission::assign,
                    .operation = "propose_peers",
                    .summary = "Peers who suit an open referral, best first, each with the reasons for and against.",
                    .gives = {.shape = Shape::page, .record = &record_type<PeerProposal>()},
                    .handle = [&organization](Call& call) { return propose(call, organization); }});
    return rows;
}

}  // namespace cairn
