// Whatever arrives, the API answers it with one of its statuses and readable JSON, and never breaks.
//
// The input is a request in lines: "METHOD target", Cookie, Origin, Content-Type, If-Match, Idempotency-Key, and the
// body.
#include <boost/json.hpp>

#include <array>
#include <set>

#include "check.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/staff/staff.hpp"
#include "http/testing.hpp"

namespace cairn {
namespace {

// Reads what the real routes read, and gives back what it understood.
template <class Record>
Result<HttpResponse> read_and_show(Call& call) {
    auto const record = read_command<Record>(call);
    if (!record) return record.error();
    return record_response(*record);
}

Result<HttpResponse> list(Call& call) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    Page page(call);
    page.next(after->value_or("the beginning"));
    return std::move(page).response();
}

template <class Record>
Route edit(std::string_view path, std::string_view operation) {
    return {.method = Method::put,
            .path = path,
            .needs = Permission::refer,
            .operation = operation,
            .summary = "Reads a record.",
            .takes = {.body = BodyKind::json, .record = &record_type<Record>(), .version = true, .key = true},
            .handle = read_and_show<Record>};
}

Routes routes() {
    Routes all{edit<Contact>("/contacts/{id}", "contact"), edit<Participant>("/participants/{id}", "participant"),
               edit<Episode>("/episodes/{id}", "episode"), edit<Staff>("/staff/{id}", "staff"),
               edit<EndEpisode>("/episodes/{id}/end", "end")};
    all.push_back({.method = Method::get,
                   .path = "/lists/{name}",
                   .needs = Needs::signed_in(),
                   .operation = "list",
                   .summary = "A list.",
                   .takes = {.query = {{"search", "Words."}}, .page = true},
                   .handle = list});
    return all;
}

ApiTester& tester() {
    static SystemClock const clock;
    static ApiTester api(routes(), clock);
    static bool const ready = [] {
        api.door().let_in("peer", authorize_holder("account", "staff", Role::peer, Date{}));
        return true;
    }();
    fuzz::demand(ready, "the door is open");
    return api;
}

std::string take_line(std::string_view& rest) {
    auto const end = std::min(rest.find('\n'), rest.size());
    std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

}  // namespace
}  // namespace cairn

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace cairn;
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    HttpRequest request{.remote_address = "127.0.0.1"};
    auto const first = take_line(rest);
    auto const space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = "/api/v1" + (space == std::string::npos ? std::string() : first.substr(space + 1));
    request.headers = {{"Host", "cairn.test"}};
    for (auto const* name : {"Cookie", "Origin", "Content-Type", "If-Match", "Idempotency-Key"}) {
        request.headers.push_back({name, take_line(rest)});
    }
    request.body = rest;

    auto const response = tester().api().handle(request);
    static std::set<int> const statuses{200, 401, 403, 404, 405, 413, 415, 422};
    fuzz::demand(statuses.contains(response.status), "the status is one of those that are defined");
    boost::json::error_code failed;
    boost::json::parse_options options;
    options.max_depth = 32;
    (void)boost::json::parse(response.body, failed, {}, options);
    fuzz::demand(!failed, "the answer is JSON");
    return 0;
}
