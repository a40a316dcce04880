#include "features/exchange/exchange_routes.hpp"

#include <fmt/core.h>

#include "access/access_log.hpp"
#include "features/exchange/exchange.hpp"

namespace cairn {
namespace {

using FileKind = ExchangeJobs::FileKind;

Result<bool> asked_for_dry_run(Call const& call) {
    auto const text = call.parameter("dry_run");
    if (!text || *text == "false") return false;
    if (*text == "true") return true;
    return invalid("dry_run", "boolean", "Must be true or false.");
}

Result<HttpResponse> ask_for_import(Call& call, ExchangeJobs& jobs) {
    auto const dry_run = asked_for_dry_run(call);
    if (!dry_run) return dry_run.error();
    return written_response(jobs.ask_for_import(call.permit, call.request, *dry_run, call.key), "/api/v1/imports");
}

Result<HttpResponse> list(Call& call, ExchangeJobs& jobs, ExchangeKind kind) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const before = call.after();
    if (!before) return before.error();
    std::vector<ExchangeJob> found;
    jobs.organization().database().read([&](Reader& reader) { found = list_jobs(reader, kind, *before, *limit + 1); });
    Page page(call);
    for (auto const& job : found) {
        if (page.size() == *limit) {
            page.next(to_string(found[*limit - 1].id));
            break;
        }
        page.add_record(jobs.show(job));
    }
    return std::move(page).response();
}

// Without an ETag: progress is no version.
Result<HttpResponse> show(Call& call, ExchangeJobs& jobs, ExchangeKind kind) {
    auto const id = call.id<ExchangeJob>();
    if (!id) return id.error();
    auto const shown = jobs.show(kind, *id);
    if (!shown) return shown.error();
    return json_response(to_shown_json(record_type<ShownJob>(), &*shown));
}

Result<HttpResponse> cancel(Call& call, ExchangeJobs& jobs, ExchangeKind kind) {
    auto const id = call.id<ExchangeJob>();
    if (!id) return id.error();
    return written_response(jobs.cancel(call.permit, kind, *id, call.key));
}

Result<HttpResponse> undo(Call& call, ExchangeJobs& jobs) {
    auto const id = call.id<ExchangeJob>();
    if (!id) return id.error();
    return written_response(jobs.ask_for_undo(call.permit, *id, call.key));
}

struct Download {
    FileKind kind;
    std::string_view content_type;
    std::string_view name;  // with the job's id in front
};

constexpr Download rejected_rows{FileKind::rejected_rows, "text/csv; charset=utf-8", "rejected.csv"};
constexpr Download kept_rows{FileKind::kept_rows, "text/csv; charset=utf-8", "kept.csv"};
constexpr Download export_zip{FileKind::export_zip, "application/zip", "cairn.zip"};

// Rows of a file may be about anybody in the program, whom nobody could list one by one.
Result<HttpResponse> download(Call& call, ExchangeJobs& jobs, Download const& what) {
    auto const id = call.id<ExchangeJob>();
    if (!id) return id.error();
    auto path = jobs.file(*id, what.kind);
    if (!path) return path.error();
    call.saw(std::string(whole_program_seen));
    HttpResponse response{.status = 200, .file = std::move(*path)};
    response.headers.push_back({"Content-Type", std::string(what.content_type)});
    response.headers.push_back(
        {"Content-Disposition", fmt::format("attachment; filename=\"{}.{}\"", to_string(*id), what.name)});
    return response;
}

constexpr std::string_view form_meaning =
    "A form (multipart/form-data) with CSV files, or a zip of them (application/zip, or alone in a form). Files are "
    "named "
    "like participants.csv, or anything.csv with a mapping: a part called mapping, or a file mapping.toml. The field "
    "dry_run of a form may be true.";

Gives one_job() { return {.shape = Shape::one, .record = &record_type<ShownJob>()}; }
Gives page_of_jobs() { return {.shape = Shape::page, .record = &record_type<ShownJob>()}; }
Gives a_file(std::string_view meaning) { return {.shape = Shape::other, .meaning = meaning}; }

Routes import_routes(ExchangeJobs& jobs) {
    auto const needs = Permission::import_records;
    constexpr auto kind = ExchangeKind::imports;
    return {
        {.method = Method::post,
         .path = "/imports",
         .needs = needs,
         .operation = "create_import",
         .summary = "Begin an import as a job. What is wrong with names, mapping or columns is refused at once.",
         .takes = {.body = BodyKind::upload,
                   .body_meaning = form_meaning,
                   .query = {{"dry_run", "true checks every row and writes none"}},
                   .key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = [&jobs](Call& call) { return ask_for_import(call, jobs); }},
        {.method = Method::get,
         .path = "/imports",
         .needs = needs,
         .operation = "list_imports",
         .summary = "Imports, those from the command line included; the newest first.",
         .takes = {.page = true},
         .gives = page_of_jobs(),
         .handle = [&jobs](Call& call) { return list(call, jobs, kind); }},
        {.method = Method::get,
         .path = "/imports/{id}",
         .needs = needs,
         .operation = "read_import",
         .summary = "How an import goes, or went: progress, counts by file, and what an undo left.",
         .gives = one_job(),
         .handle = [&jobs](Call& call) { return show(call, jobs, kind); }},
        {.method = Method::get,
         .path = "/imports/{id}/rejected-rows",
         .needs = needs,
         .operation = "download_rejected_rows",
         .summary = "The rows that were rejected, with file, line, field and reason, until file_until.",
         .gives = a_file("text/csv"),
         .handle = [&jobs](Call& call) { return download(call, jobs, rejected_rows); }},
        {.method = Method::post,
         .path = "/imports/{id}/cancel",
         .needs = needs,
         .operation = "cancel_import",
         .summary = "Stop an import, or its undo, after the rows being written. What is in stays in.",
         .takes = {.key = true},
         .gives = {.shape = Shape::written},
         .handle = [&jobs](Call& call) { return cancel(call, jobs, kind); }},
        {.method = Method::post,
         .path = "/imports/{id}/undo",
         .needs = needs,
         .operation = "undo_import",
         .summary =
             "Take back what an import created and nobody has touched or named since, as a job. May be repeated.",
         .takes = {.key = true},
         .gives = {.shape = Shape::written},
         .handle = [&jobs](Call& call) { return undo(call, jobs); }},
        {.method = Method::get,
         .path = "/imports/{id}/kept-rows",
         .needs = needs,
         .operation = "download_kept_rows",
         .summary = "The rows that the last undo left, with file, key, record and reason, until file_until.",
         .gives = a_file("text/csv"),
         .handle = [&jobs](Call& call) { return download(call, jobs, kept_rows); }},
    };
}

Routes export_routes(ExchangeJobs& jobs) {
    auto const needs = Permission::export_records;
    constexpr auto kind = ExchangeKind::exports;
    return {
        {.method = Method::post,
         .path = "/exports",
         .needs = needs,
         .operation = "create_export",
         .summary = "Begin an export of the whole program as a job: the CSV files that import reads, in a zip.",
         .takes = {.key = true},
         .gives = {.shape = Shape::written, .status = 201},
         .handle = [&jobs](Call& call) -> Result<HttpResponse> {
             return written_response(jobs.ask_for_export(call.permit, call.key), "/api/v1/exports");
         }},
        {.method = Method::get,
         .path = "/exports",
         .needs = needs,
         .operation = "list_exports",
         .summary = "Exports, the newest first.",
         .takes = {.page = true},
         .gives = page_of_jobs(),
         .handle = [&jobs](Call& call) { return list(call, jobs, kind); }},
        {.method = Method::get,
         .path = "/exports/{id}",
         .needs = needs,
         .operation = "read_export",
         .summary = "How an export goes, or went.",
         .gives = one_job(),
         .handle = [&jobs](Call& call) { return show(call, jobs, kind); }},
        {.method = Method::get,
         .path = "/exports/{id}/file",
         .needs = needs,
         .operation = "download_export",
         .summary = "The files of an export, until file_until. The access log keeps it as a look at the whole program.",
         .gives = a_file("application/zip"),
         .handle = [&jobs](Call& call) { return download(call, jobs, export_zip); }},
        {.method = Method::post,
         .path = "/exports/{id}/cancel",
         .needs = needs,
         .operation = "cancel_export",
         .summary = "Stop an export. Nothing of it is kept.",
         .takes = {.key = true},
         .gives = {.shape = Shape::written},
         .handle = [&jobs](Call& call) { return cancel(call, jobs, kind); }},
    };
}

}  // namespace

Routes exchange_routes(ExchangeJobs& jobs) {
    auto routes = import_routes(jobs);
    for (auto& route : export_routes(jobs)) routes.push_back(std::move(route));
    return routes;
}

}  // namespace cairn
