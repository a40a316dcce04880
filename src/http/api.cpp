#include "http/api.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::size_t idempotency_key_characters_max = 200;
constexpr std::size_t query_characters_max = 24576;

std::vector<std::string_view> segments_of(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    return split(path, '/');
}

bool is_placeholder(std::string_view segment) { return segment.starts_with('{'); }

// Placeholders that hold ids take nothing but ids: anything else names a record that does not exist.
bool holds_id(std::string_view placeholder) { return placeholder.ends_with("id}"); }

Result<std::map<std::string, std::string, std::less<>>> parse_query(std::string_view text, Route const& route) {
    std::map<std::string, std::string, std::less<>> query;
    Problems problems;
    for (auto const pair : split(text, '&')) {
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto const name = decode_percent(pair.substr(0, equals), true);
        auto const value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                            : decode_percent(pair.substr(equals + 1), true);
        if (!name || !value) {
            problems.push_back({"", "query", "The query string cannot be read."});
            continue;
        }
        auto const& known = route.takes.query;
        bool const expected =
            (route.takes.page && (*name == "limit" || *name == "cursor")) ||
            std::any_of(known.begin(), known.end(), [&](auto const& parameter) { return parameter.name == *name; });
        if (!expected) {
            problems.push_back({"", "unknown_parameter", "A query parameter was sent that does not exist here."});
        } else if (!query.emplace(*name, *value).second) {
            problems.push_back({*name, "repeated", "This may be given once."});
        }
    }
    for (auto const& parameter : route.takes.query) {
        if (parameter.required && !query.contains(parameter.name)) {
            problems.push_back({std::string(parameter.name), "required", "This must be given."});
        }
    }
    if (!problems.empty()) return invalid(std::move(problems));
    return query;
}

Result<std::int64_t> version_of(HttpRequest const& request) {
    auto text = request.header("If-Match");
    if (text.empty()) return std::int64_t{0};
    std::int64_t version = 0;
    if (text.size() > 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
        auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), version);
        if (failed == std::errc{} && end == text.data() + text.size() && version > 0) return version;
    }
    return invalid("If-Match", "version", "Give the version that was seen, as its ETag had it: \"7\".");
}

Result<std::string> key_of(HttpRequest const& request) {
    auto const key = request.header("Idempotency-Key");
    if (key.empty() || key.size() > idempotency_key_characters_max || !is_valid_utf8(key)) {
        return invalid("Idempotency-Key", "required",
                       "Send a key of your own making, such as a UUID, with every write; the same key again does not "
                       "write again.");
    }
    return std::string(key);
}

bool is_json(std::string_view content_type) {
    auto const type = trim(content_type.substr(0, content_type.find(';')));
    return equals_ignoring_case(type, "application/json");
}

// RFC 9110, If-None-Match: what the caller holds already is not sent again.
void answer_unchanged(HttpRequest const& request, HttpResponse& response) {
    auto const tag = response.header("ETag");
    if (response.status != 200 || tag.empty() || request.header("If-None-Match") != tag) return;
    response.status = 304;
    response.body.clear();
}

Error method_not_allowed() { return {ErrorCode::method_not_allowed, "This address does not take that method."}; }

Error broke(std::string_view request_id) {
    return {ErrorCode::corrupted, "Something broke on our side; nothing of this request was kept. Say this number to "
                                  "whoever runs the server: " +
                                      std::string(request_id)};
}

}  // namespace

struct Api::Match {
    Route const* route = nullptr;
    std::map<std::string, std::string, std::less<>> path{};
    std::string_view query{};
    std::vector<Method> others{};  // methods of rows that the path matches
};

struct Api::Table {
    struct Row {
        Route const* route;
        std::vector<std::string_view> segments;
    };
    std::map<std::size_t, std::vector<Row>> by_length;

    explicit Table(Routes const& routes) {
        std::set<std::string> known;
        for (auto const& route : routes) {
            auto const name = std::string(to_string(route.method)) + ' ' + std::string(route.path);
            if (!known.insert(name).second || !known.insert(std::string(route.operation)).second) {
                throw std::logic_error("two routes are the same: " + name);
            }
            auto segments = segments_of(route.path);
            auto& rows = by_length[segments.size()];
            rows.push_back({&route, std::move(segments)});
        }
        // A word wins over a placeholder: "/referrals/worklist" is not a referral's id.
        for (auto& [length, rows] : by_length) {
            std::stable_sort(rows.begin(), rows.end(), [](Row const& a, Row const& b) {
                return std::count_if(a.segments.begin(), a.segments.end(), is_placeholder) <
                       std::count_if(b.segments.begin(), b.segments.end(), is_placeholder);
            });
        }
    }

    static bool matches(Row const& row, std::vector<std::string> const& segments, Match& match) {
        std::map<std::string, std::string, std::less<>> path;
        for (std::size_t i = 0; i < segments.size(); ++i) {
            auto const expected = row.segments[i];
            if (!is_placeholder(expected)) {
                if (expected != segments[i]) return false;
                continue;
            }
            auto value = segments[i];
            if (holds_id(expected)) {
                auto const uuid = Uuid::parse(value);
                if (!uuid) return false;
                value = to_string(*uuid);
            }
            path.emplace(expected.substr(1, expected.size() - 2), std::move(value));
        }
        match.path = std::move(path);
        return true;
    }
};

Api::Api(ApiSettings settings, Routes routes, Door& door, ReadLog& log, Clock const& clock, Randomness& randomness,
         Cursors cursors)
    : settings_(std::move(settings)),
      routes_(std::move(routes)),
      door_(door),
      log_(log),
      clock_(clock),
      randomness_(randomness),
      cursors_(std::move(cursors)),
      table_(std::make_unique<Table>(routes_)) {}

Api::~Api() = default;

bool Api::serves(std::string_view target) const {
    if (!target.starts_with(settings_.base)) return false;
    auto const rest = target.substr(settings_.base.size());
    return rest.empty() || rest.front() == '/' || rest.front() == '?';
}

HttpResponse Api::handle(HttpRequest const& request) const {
    Answered answered;
    return handle(request, answered);
}

HttpResponse Api::handle(HttpRequest const& request, Answered& answered) const {
    answered.request_id = to_string(IdSource(clock_, randomness_).next());
    answered.method = request.method;
    HttpResponse response;
    try {
        auto result = answer(request, answered);
        response = result ? std::move(*result) : problem_response(result.error(), answered.request_id);
        if (!result && result.error().code == ErrorCode::unauthenticated) {
            response.headers.push_back({"WWW-Authenticate", "Cookie realm=\"Cairn\""});
        }
    } catch (DatabaseUnavailable const&) {
        response = problem_response(
            {ErrorCode::unavailable,
             "The database cannot be reached now. What you sent was kept only if a repeat with the same key says so."},
            answered.request_id);
    } catch (std::exception const&) {
        response = problem_response(broke(answered.request_id), answered.request_id);
    }
    answered.status = response.status;
    response.headers.push_back({"X-Request-Id", answered.request_id});
    if (response.header("Cache-Control").empty()) response.headers.push_back({"Cache-Control", "no-store"});
    return response;
}

Result<HttpResponse> Api::answer(HttpRequest const& request, Answered& answered) const {
    std::string_view target = request.target;
    target.remove_prefix(std::min(settings_.base.size(), target.size()));
    Match match;
    auto const question = target.find('?');
    if (question != std::string_view::npos) match.query = target.substr(question + 1);
    if (match.query.size() > query_characters_max) return Error{ErrorCode::too_large, "The query string is too long."};
    std::vector<std::string> segments;
    for (auto const segment : segments_of(target.substr(0, question))) {
        auto const decoded = decode_percent(segment);
        if (!decoded) return not_found("address");
        segments.push_back(*decoded);
    }
    auto const rows = table_->by_length.find(segments.size());
    if (rows == table_->by_length.end()) return not_found("address");
    auto const method = parse_method(request.method);
    for (auto const& row : rows->second) {
        Match candidate;
        if (!Table::matches(row, segments, candidate)) continue;
        if (method && row.route->method == *method) {
            match.route = row.route;
            match.path = std::move(candidate.path);
            break;
        }
        match.others.push_back(row.route->method);
    }
    if (match.route != nullptr) return run(match, request, answered);
    if (match.others.empty()) return not_found("address");
    auto response = problem_response(method_not_allowed(), answered.request_id);
    std::string allowed;
    for (auto const other : match.others) allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(other));
    response.headers.push_back({"Allow", allowed});
    return response;
}

Result<HttpResponse> Api::run(Match const& match, HttpRequest const& request, Answered& answered) const {
    auto const& route = *match.route;
    answered.operation = route.operation;
    if (auto const sound = check_unsafe(route, request); !sound) return sound.error();
    auto session = session_of(request);
    auto const permit = who(route.needs, session);
    if (!permit) return permit.error();
    answered.actor = permit->actor();
    if (!route.needs.takes_newcomers()) {
        if (auto const own = permit->require_own_password(); !own) return own.error();
    }
    if (auto const needed = route.needs.permission()) {
        if (auto const allowed = permit->require(*needed); !allowed) return allowed.error();
    }
    bool const shows_charts = permit->allows(Permission::read_charts);
    if (shows_charts && !log_.is_open()) {
        return Error{ErrorCode::unavailable, "Reads cannot be logged now, and therefore charts cannot be read."};
    }
    auto query = parse_query(match.query, route);
    if (!query) return query.error();
    auto const version = version_of(request);
    if (!version) return version.error();

    Call call(*permit, request, answered.request_id);
    call.session = std::move(session);
    call.path = match.path;
    call.query = std::move(*query);
    call.version_seen = *version;
    call.operation = route.operation;
    call.cursors = &cursors_;
    if (route.takes.key) {
        auto key = key_of(request);
        if (!key) return key.error();
        call.key = std::move(*key);
    }
    auto response = route.handle(call);
    if (!call.seen().empty()) log_.saw(*permit, route.operation, answered.request_id, call.seen());
    if (response && is_safe(route.method)) answer_unchanged(request, *response);
    return response;
}

Result<Permit> Api::who(Needs const& needs, std::string const& session) const {
    if (!needs.must_be_signed_in()) return authorize_nobody("nobody");
    if (session.empty()) return Error{ErrorCode::unauthenticated, "Sign in first."};
    return door_.enter(session);
}

// A page of another origin can neither send JSON nor this origin's name (RFC 6454), whatever cookies travel with it.
Result<void> Api::check_unsafe(Route const& route, HttpRequest const& request) const {
    if (is_safe(route.method)) return {};
    auto const origin = request.header("Origin");
    auto const own = std::string(request.secure ? "https://" : "http://") + std::string(request.header("Host"));
    bool const same = settings_.origins.empty() ? origin == own
                                                : std::find(settings_.origins.begin(), settings_.origins.end(),
                                                            origin) != settings_.origins.end();
    if (!same) {
        return Error{ErrorCode::not_allowed, "Requests that change something must say the Origin that they go to."};
    }
    if (route.takes.body == BodyKind::upload) return {};
    if (route.takes.body == BodyKind::none && request.body.empty()) return {};
    if (!is_json(request.header("Content-Type"))) {
        return Error{ErrorCode::unsupported_type, "Send application/json."};
    }
    if (request.body.size() > json_text_max) return Error{ErrorCode::too_large, "The body is larger than 1 MiB."};
    return {};
}

std::string Api::session_of(HttpRequest const& request) const {
    for (auto const& header : request.headers) {
        if (!equals_ignoring_case(header.name, "Cookie")) continue;
        for (auto const part : split(header.value, ';')) {
            auto const pair = trim(part);
            auto const equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == settings_.cookie.name) {
                return std::string(pair.substr(equals + 1));
            }
        }
    }
    return {};
}

HttpResponse problem_response(Error const& error, std::string_view request_id) {
    auto const& about = info(error.code);
    std::string body = "{\"type\":\"about:blank\",\"title\":";
    append_json_string(body, about.name);
    body += ",\"status\":" + std::to_string(about.http_status) + ",\"code\":";
    append_json_string(body, about.name);
    body += ",\"detail\":";
    append_json_string(body, error.message);
    body += ",\"problems\":[";
    for (auto const& problem : error.problems) {
        if (body.back() != '[') body += ',';
        body += "{\"field\":";
        append_json_string(body, problem.field);
        body += ",\"code\":";
        append_json_string(body, problem.code);
        body += ",\"message\":";
        append_json_string(body, problem.message);
        body += '}';
    }
    body += ']';
    if (!error.details_json.empty()) body += ",\"details\":" + error.details_json;
    body += ",\"request_id\":";
    append_json_string(body, request_id);
    body += '}';
    HttpResponse response{.status = about.http_status, .body = std::move(body)};
    response.headers.push_back({"Content-Type", "application/problem+json"});
    if (about.retryable) response.headers.push_back({"Retry-After", "5"});
    return response;
}

Header session_cookie(CookieRule const& rule, std::string_view token) {
    return {"Set-Cookie", rule.name + '=' + std::string(token) + "; Path=" + rule.path + "; HttpOnly; SameSite=Strict" +
                              (rule.secure ? "; Secure" : "")};
}

Header expired_cookie(CookieRule const& rule) {
    auto cookie = session_cookie(rule, "");
    cookie.value += "; Max-Age=0";
    return cookie;
}

}  // namespace cairn
