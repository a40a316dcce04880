// The kinds of rows that the route tables of slices are made of: create, edit, command, read.
#pragma once

#include <utility>

#include "features/program/program.hpp"
#include "http/reading.hpp"
#include "http/route.hpp"

namespace cairn {

// What differs from row to row.
struct RouteHead {
    std::string_view path;
    Needs needs;
    std::string_view operation;
    std::string_view summary;
};

template <class Command>
using Service = Result<Written> (*)(Permit const& permit, Organization& organization, Command const& command,
                                    std::string key);

// POST of a new record. `address` is the list's last segment, relative to the request: "contacts".
template <class Record>
Route create_route(Organization& organization, RouteHead const& head, Service<Record> service,
                   std::string_view address) {
    return {.method = Method::post,
            .path = head.path,
            .needs = head.needs,
            .operation = head.operation,
            .summary = head.summary,
            .takes = {.body = BodyKind::json, .record = &record_type<Record>(), .key = true},
            .gives = {.shape = Shape::written, .meaning = "The id and version of the new record.", .status = 201},
            .handle = [&organization, service, address](Call& call) -> Result<HttpResponse> {
                auto const record = read_command<Record>(call);
                if (!record) return record.error();
                return written_response(service(call.permit, organization, *record, call.key), address);
            }};
}

// The same for what lies below a record that the path names: who does not exist, or may not be seen, is not found.
template <class Parent, class Record>
Route create_below_route(Organization& organization, RouteHead const& head, std::string_view placeholder,
                         Service<Record> service, std::string_view address) {
    auto route = create_route<Record>(organization, head, service, address);
    route.handle = [&organization, placeholder, create = std::move(route.handle)](Call& call) -> Result<HttpResponse> {
        auto const id = call.id<Parent>(placeholder);
        if (!id) return id.error();
        bool found = false;
        organization.database().read(
            [&](Reader& reader) { found = fetch_visible(reader, call.permit, *id).has_value(); });
        if (!found) return not_found(record_type<Parent>().name);
        return create(call);
    };
    return route;
}

// A command about the record that the path names, with the version that was seen.
template <class Command>
Route command_route(Organization& organization, RouteHead const& head, Service<Command> service,
                    Method method = Method::post) {
    return {.method = method,
            .path = head.path,
            .needs = head.needs,
            .operation = head.operation,
            .summary = head.summary,
            .takes = {.body = BodyKind::json, .record = &record_type<Command>(), .version = true, .key = true},
            .gives = {.shape = Shape::written, .meaning = "The record's id and new version."},
            .handle = [&organization, service](Call& call) -> Result<HttpResponse> {
                auto const command = read_command<Command>(call);
                if (!command) return command.error();
                return written_response(service(call.permit, organization, *command, call.key));
            }};
}

// PUT of the whole record as it shall be.
template <class Record>
Route edit_route(Organization& organization, RouteHead const& head, Service<Record> service) {
    return command_route(organization, head, service, Method::put);
}

// GET of one record; `prepare` takes out what this caller may not read.
template <class Record>
Route read_route(Organization& organization, RouteHead const& head,
                 void (*prepare)(Permit const& permit, Record& record) = nullptr) {
    return {.method = Method::get,
            .path = head.path,
            .needs = head.needs,
            .operation = head.operation,
            .summary = head.summary,
            .gives = {.shape = Shape::one, .record = &record_type<Record>()},
            .handle = [&organization, prepare](Call& call) -> Result<HttpResponse> {
                auto record = read_visible<Record>(call, organization.database());
                if (!record) return record.error();
                if (prepare != nullptr) prepare(call.permit, *record);
                return record_response(*record);
            }};
}

// GET of a page of `Item`; `handle` makes the listing and hands it to list_page.
template <class Item>
Route list_route(RouteHead const& head, std::vector<QueryParameter> query,
                 std::function<Result<HttpResponse>(Call& call)> handle) {
    return {.method = Method::get,
            .path = head.path,
            .needs = head.needs,
            .operation = head.operation,
            .summary = head.summary,
            .takes = {.query = std::move(query), .page = true},
            .gives = {.shape = Shape::page, .record = &record_type<Item>()},
            .handle = std::move(handle)};
}

}  // namespace cairn
