#include "app/front.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/text.hpp"
#include "http/listen_address.hpp"

namespace cairn {
namespace {

// What the pages of the program may load: what they bring themselves, and nothing written into them.
constexpr std::string_view policy_of_pages =
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";
// Answers of the API are data: were one shown as a page, it could do nothing.
constexpr std::string_view policy_of_data = "default-src 'none'; frame-ancestors 'none'";
constexpr std::string_view strict_transport = "max-age=31536000";  // a year

std::string_view without_query(std::string_view target) { return target.substr(0, target.find('?')); }

std::string_view host_name(HttpRequest const& request) {
    auto const host = request.header("Host");
    auto const bracket = host.rfind(']');
    auto const colon = host.rfind(':');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return host;
    return host.substr(0, colon);
}

void add_missing(HttpResponse& response, std::string_view name, std::string_view value) {
    if (response.header(name).empty()) response.headers.push_back({std::string(name), std::string(value)});
}

void protect(HttpResponse& response, bool is_page, bool secure) {
    add_missing(response, "Content-Security-Policy", is_page ? policy_of_pages : policy_of_data);
    add_missing(response, "Cache-Control", "no-store");
    add_missing(response, "X-Content-Type-Options", "nosniff");
    add_missing(response, "Referrer-Policy", "no-referrer");
    add_missing(response, "Cross-Origin-Opener-Policy", "same-origin");
    add_missing(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (secure) add_missing(response, "Strict-Transport-Security", strict_transport);
}

HttpResponse text_response(int status, std::string body, std::string_view type = "text/plain; charset=utf-8") {
    return {.status = status,
            .headers = {{"Content-Type", std::string(type)}, {"Cache-Control", "no-store"}},
            .body = std::move(body)};
}

HttpResponse only_read() {
    auto response = problem_response(
        {ErrorCode::method_not_allowed, "This address can be read (GET, HEAD), and nothing else."}, "");
    response.headers.push_back({"Allow", "GET, HEAD"});
    return response;
}

bool is_same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool matches(std::vector<std::string> const& expected, std::vector<std::string_view> const& segments) {
    return std::equal(expected.begin(), expected.end(), segments.begin(), segments.end(),
                      [](std::string const& one, std::string_view other) { return one[0] == '{' || one == other; });
}

}  // namespace

Front::Front(FrontSettings settings, std::vector<ServedOrganization*> organizations,
             std::shared_ptr<StaticFiles const> files, Metrics const& metrics)
    : settings_(std::move(settings)),
      organizations_(std::move(organizations)),
      files_(std::move(files)),
      metrics_(metrics) {
    for (auto const* organization : organizations_) {
        prefixes_.push_back(organization->served().prefix());
        for (auto const& route : organization->api().routes()) {
            if (route.takes.body != BodyKind::upload) continue;
            Upload upload{.method = to_string(route.method), .segments = {}};
            std::string const path = organization->api().settings().base + std::string(route.path);
            for (auto const segment : split(path, '/')) upload.segments.emplace_back(segment);
            uploads_.push_back(std::move(upload));
        }
    }
}

std::size_t Front::body_max(std::string_view method, std::string_view target) const {
    auto const segments = split(without_query(target), '/');
    bool const upload = std::any_of(uploads_.begin(), uploads_.end(), [&](Upload const& known) {
        return known.method == method && matches(known.segments, segments);
    });
    return upload ? upload_bytes_max : small_body_bytes_max;
}

void Front::serve_files(std::shared_ptr<StaticFiles const> files) {
    std::scoped_lock const lock(mutex_);
    files_ = std::move(files);
}

HttpResponse Front::handle(HttpRequest const& request, Answered& answered) {
    auto response = dispatch(request, without_query(request.target), answered);
    protect(response, answered.operation == "file", request.secure);
    return response;
}

HttpResponse Front::dispatch(HttpRequest const& request, std::string_view path, Answered& answered) {
    auto const place = place_of(request, path);
    if (place.organization != nullptr) {
        answered.organization = place.organization->served().name;
        auto const& api = place.organization->api();
        if (api.serves(request.target)) {
            auto response = api.handle(request, answered);
            for (auto& header : response.headers) {
                // Routes know no prefix.
                bool const ours = header.name == "Location" && header.value.starts_with("/api/");
                if (ours) header.value.insert(0, place.prefix);
            }
            return response;
        }
        path.remove_prefix(place.prefix.size());
    }
    if (path.starts_with("/api/")) return problem_response(not_found("address"), "");
    if (request.method != "GET") return only_read();
    if (path == "/healthz") {
        answered.operation = "healthz";
        return text_response(200, "alive\n");
    }
    if (path == "/readyz") {
        answered.operation = "readyz";
        return ready();
    }
    if (path == "/metrics") {
        answered.operation = "metrics";
        return show_metrics(request);
    }
    answered.operation = "file";
    if (path.empty()) {
        return {.status = 308, .headers = {{"Location", std::string(place.prefix) + '/'}}};
    }
    return file(request, path);
}

// A host of its own shows one organization and no other; elsewhere the first part of the path names it.
Front::Place Front::place_of(HttpRequest const& request, std::string_view path) const {
    auto const host = host_name(request);
    for (auto* organization : organizations_) {
        auto const& own = organization->served().host;
        if (!own.empty() && equals_ignoring_case(own, host)) return {organization, ""};
    }
    for (std::size_t i = 0; i < organizations_.size(); ++i) {
        if (!organizations_[i]->served().host.empty()) continue;
        auto const& prefix = prefixes_[i];
        bool const named = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
        if (named) return {organizations_[i], prefix};
    }
    return {};
}

HttpResponse Front::ready() const {
    for (auto* organization : organizations_) {
        auto const missing = organization->missing();
        if (missing.empty()) continue;
        auto response = text_response(503, "not ready: " + std::string(missing) + '\n');
        response.headers.push_back({"Retry-After", "5"});
        return response;
    }
    return text_response(200, "ready\n");
}

HttpResponse Front::show_metrics(HttpRequest const& request) const {
    // Behind a proxy everybody seems to come from this machine.
    bool const from_here = is_loopback(request.remote_address) && !settings_.behind_proxy &&
                           !request.has_header("X-Forwarded-For") && !request.has_header("Forwarded");
    constexpr std::string_view bearer = "Bearer ";
    auto const authorization = request.header("Authorization");
    bool const has_token = !settings_.metrics_token.empty() && authorization.starts_with(bearer) &&
                           is_same_secret(authorization.substr(bearer.size()), settings_.metrics_token);
    if (from_here || has_token) return text_response(200, metrics_.text(), "text/plain; version=0.0.4; charset=utf-8");
    auto response = problem_response(
        {ErrorCode::unauthenticated, "Metrics are read on the server itself, or with the token of its configuration."},
        "");
    response.headers.push_back({"WWW-Authenticate", "Bearer realm=\"Cairn metrics\""});
    return response;
}

HttpResponse Front::file(HttpRequest const& request, std::string_view path) const {
    std::shared_ptr<StaticFiles const> files;
    {
        std::scoped_lock const lock(mutex_);
        files = files_;
    }
    auto found = files->answer(request, path);
    return found ? std::move(*found) : problem_response(not_found("address"), "");
}

}  // namespace cairn
