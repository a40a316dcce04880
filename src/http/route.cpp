#include "http/route.hpp"

#include <array>
#include <charconv>

#include "http/cursor.hpp"

namespace cairn {
namespace {

// `field` came from the address; a body may repeat it but not contradict it.
void set_from_address(RecordType const& type, std::string_view field, Value const& given, Value const& untouched,
                      void* command, Problems& problems) {
    auto const* found = type.find(field);
    if (found == nullptr) return;
    auto const said = found->get(command);
    if (said != untouched && said != given) {
        problems.push_back({std::string(field), "contradicts", "The address or If-Match says otherwise."});
    }
    for (auto const& problem : found->set(command, given, *found)) {
        problems.push_back({std::string(field), problem.code, problem.message});
    }
}

// A new record may come without an id and gets one.
constexpr std::array<std::string_view, 1> given_by_program{"id"};

// What no one could read is another refusal than what breaks a rule.
Error refusal_of(Problems problems) {
    bool const unreadable = problems.size() == 1 && problems.front().field.empty() && problems.front().code == "json";
    if (!unreadable) return invalid(std::move(problems));
    auto message = problems.front().message;
    return {ErrorCode::malformed, std::move(message), std::move(problems)};
}

}  // namespace

std::optional<std::string> Call::parameter(std::string_view name) const {
    auto const at = query.find(name);
    if (at == query.end() || at->second.empty()) return std::nullopt;
    return at->second;
}

Result<std::size_t> Call::limit() const {
    auto const text = parameter("limit");
    if (!text) return page_items_default;
    std::size_t limit = 0;
    auto const [end, failed] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (failed != std::errc{} || end != text->data() + text->size() || limit < 1 || limit > page_items_max) {
        return invalid("limit", "range", "Must be a whole number from 1 to " + std::to_string(page_items_max) + ".");
    }
    return limit;
}

Result<std::optional<std::string>> Call::after() const {
    auto const text = parameter("cursor");
    if (!text) return std::optional<std::string>{};
    auto opened = cursors->open(operation, *text);
    if (!opened) return invalid("cursor", "unknown", "This cursor is not one of this list; start again without it.");
    return opened;
}

HttpResponse json_response(std::string body, int status) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

HttpResponse no_content() { return {.status = 204}; }

void Page::add(std::string_view item_json) {
    if (!items_.empty()) items_ += ',';
    items_ += item_json;
    ++size_;
}

void Page::next(std::string_view after) { next_ = call_.cursors->seal(call_.operation, after); }

HttpResponse Page::response() && {
    std::string body = "{\"items\":[" + std::move(items_) + "],\"next\":";
    if (next_) {
        append_json_string(body, *next_);
    } else {
        body += "null";
    }
    return json_response(body + '}');
}

Result<HttpResponse> written_response(Result<Written> const& written, std::string_view created_at) {
    if (!written) return written.error();
    bool const applied = written->outcome == Outcome::applied;
    std::string body = applied ? "{\"outcome\":\"applied\"" : "{\"outcome\":\"duplicate\"";
    // A story's result is a JSON object; its members follow.
    if (written->result.size() > 2)
        body += ',' + written->result.substr(1);
    else
        body += '}';
    auto response = json_response(std::move(body), applied && !created_at.empty() ? 201 : 200);
    constexpr std::string_view id_member = "{\"id\":\"";
    if (!created_at.empty() && written->result.starts_with(id_member)) {
        auto const id = written->result.substr(id_member.size(), 36);
        response.headers.push_back({"Location", std::string(created_at) + '/' + id});
    }
    return response;
}

Result<void> read_json_body(RecordType const& type, Call const& call, void* record) {
    auto problems = from_json(type, call.request.body, record, {.skip_derived = true, .given = given_by_program});
    if (problems.empty()) return {};
    return refusal_of(std::move(problems));
}

Result<void> read_command_body(RecordType const& type, Call const& call, void* command) {
    std::vector<std::pair<std::string_view, Value>> address{{"version", call.version_seen}};
    for (auto const& [name, value] : call.path) address.emplace_back(name, value);
    std::vector<std::string_view> given(given_by_program.begin(), given_by_program.end());
    for (auto const& [name, value] : address) given.push_back(name);
    auto const fresh = type.make();
    auto problems = from_json(type, call.request.body.empty() ? "{}" : call.request.body, command,
                              {.skip_derived = true, .given = given});
    for (auto const& [name, value] : address) {
        auto const* field = type.find(name);
        if (field != nullptr) set_from_address(type, name, value, field->get(fresh.get()), command, problems);
    }
    if (problems.empty()) return {};
    return refusal_of(std::move(problems));
}

}  // namespace cairn
