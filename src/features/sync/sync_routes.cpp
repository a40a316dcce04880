#include "features/sync/sync_routes.hpp"

#include "features/sync/change_watch.hpp"
#include "features/sync/sync.hpp"
#include "features/sync/sync_request.hpp"
#include "http/cursor.hpp"

namespace cairn {
namespace {

// {"streams":[{"id","kind","whole","seq","records":[{"type","id","version","record"}]}],"left":[…],"more","limited",
//  "cursor"}
std::string to_json(SyncAnswer const& answer, std::string_view sealed_cursor) {
    std::string out = "{\"streams\":[";
    for (auto const& stream : answer.streams) {
        if (out.back() != '[') out += ',';
        out += "{\"id\":\"" + stream.id + "\",\"kind\":\"" + stream.kind +
               "\",\"whole\":" + (stream.whole ? "true" : "false") + ",\"seq\":" + std::to_string(stream.seq) +
               ",\"records\":[";
        for (auto const& record : stream.records) {
            if (out.back() != '[') out += ',';
            out += "{\"type\":\"" + record.type + "\",\"id\":\"" + record.id +
                   "\",\"version\":" + std::to_string(record.version) +
                   ",\"record\":" + record.record_json.value_or("null") + '}';
        }
        out += "]}";
    }
    out += "],\"left\":[";
    for (auto const& id : answer.left) out += (out.back() == '[' ? "\"" : ",\"") + id + '"';
    out += std::string("],\"more\":") + (answer.more ? "true" : "false");
    out += std::string(",\"limited\":") + (answer.limited ? "true" : "false") + ",\"cursor\":";
    append_json_string(out, sealed_cursor);
    return out + '}';
}

Result<SyncCursor> cursor_of(Call const& call, SyncRequest const& request) {
    if (!request.cursor) return SyncCursor{};
    auto const text = call.cursors->open(call.operation, *request.cursor);
    auto cursor = text ? SyncCursor::parse(*text, call.permit.staff_id()) : std::nullopt;
    if (!cursor) {
        return invalid("cursor", "unknown", "This cursor is not one of yours here; begin again without it.");
    }
    return *std::move(cursor);
}

Result<HttpResponse> sync(Call& call, Organization& organization, std::vector<RecordType const*> const& types) {
    auto const request = read_body<SyncRequest>(call);
    if (!request) return request.error();
    auto const cursor = cursor_of(call, *request);
    if (!cursor) return cursor.error();
    auto const answer = changes_since(call.permit, organization, types, *cursor);
    if (!answer) return answer.error();
    for (auto const& stream : answer->streams) {
        if (stream.kind == chart_stream_kind) call.saw(stream.id);
    }
    return json_response(
        to_json(*answer, call.cursors->seal(call.operation, answer->cursor.text(call.permit.staff_id()))));
}

HttpResponse events(Call const& call, ChangeWatch& watch) {
    HttpResponse response{.headers = {{"Content-Type", "text/event-stream"}}};
    response.events = [&watch, permit = call.permit](SendEvent send) {
        return watch.subscribe(permit, std::move(send));
    };
    return response;
}

}  // namespace

Routes sync_routes(Organization& organization, std::vector<RecordType const*> types, ChangeWatch& watch) {
    return {
        {.method = Method::post,
         .path = "/sync",
         .needs = Permission::sync_device,
         .operation = "sync",
         .summary = "What a device that holds the caller's caseload, covers and own file needs to come up to date.",
         .takes = {.body = BodyKind::json, .record = &record_type<SyncRequest>()},
         .gives = {.shape = Shape::other,
                   .meaning = "Streams with something new, streams to wipe, and the cursor for the next time."},
         .handle = [&organization, types = std::move(types)](Call& call) { return sync(call, organization, types); }},
        {.method = Method::get,
         .path = "/events",
         .needs = Permission::read_charts,
         .operation = "events",
         .summary = "Server-sent events that say `changed`, and nothing else, when something new can be read.",
         .gives = {.shape = Shape::other, .meaning = "text/event-stream"},
         .handle = [&watch](Call& call) -> Result<HttpResponse> { return events(call, watch); }},
    };
}

}  // namespace cairn
