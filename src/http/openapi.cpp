#include "http/openapi.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "http/openapi_schemas.hpp"

namespace cairn {
namespace {

namespace json = boost::json;
using Names = std::set<std::string, std::less<>>;

constexpr std::string_view description =
    "Lists give `items` and `next`; `next` is the `cursor` of the following page. Every write takes an Idempotency-Key "
    "of the caller's own making: the same request with the same key is done once and answered as `duplicate` from then "
    "on. Every edit states the version it saw in If-Match. What one may not see is answered as what does not exist. "
    "Unsafe requests carry the Origin that they go to. Instants are RFC 3339 in UTC, days YYYY-MM-DD. Members that "
    "hold "
    "nothing are left out. Refusals are application/problem+json (RFC 9457) with all problems at once.";

void append_indented(std::string& out, json::value const& value, std::size_t depth) {
    auto const line = [&](std::size_t indent) { out += '\n' + std::string(2 * indent, ' '); };
    if (auto const* object = value.if_object(); object != nullptr && !object->empty()) {
        out += '{';
        for (auto const& [key, member] : *object) {
            if (out.back() != '{') out += ',';
            line(depth + 1);
            out += json::serialize(json::string(key)) + ": ";
            append_indented(out, member, depth + 1);
        }
        line(depth);
        out += '}';
    } else if (auto const* array = value.if_array(); array != nullptr && !array->empty()) {
        out += '[';
        for (auto const& item : *array) {
            if (out.back() != '[') out += ',';
            line(depth + 1);
            append_indented(out, item, depth + 1);
        }
        line(depth);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

json::object component(std::string_view kind, std::string_view name) {
    return {{"$ref", "#/components/" + std::string(kind) + '/' + std::string(name)}};
}

std::vector<std::string> placeholders(std::string_view path) {
    std::vector<std::string> names;
    for (auto const segment : split(path, '/')) {
        if (segment.starts_with('{')) names.emplace_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

json::object path_parameter(std::string const& name) {
    json::object schema{{"type", "string"}};
    if (name.ends_with("id")) schema["format"] = "uuid";
    return {{"name", name}, {"in", "path"}, {"required", true}, {"schema", std::move(schema)}};
}

json::array parameters_of(Route const& route) {
    json::array parameters;
    for (auto const& name : placeholders(route.path)) parameters.push_back(path_parameter(name));
    for (auto const& query : route.takes.query) {
        json::object parameter{
            {"name", query.name}, {"in", "query"}, {"description", query.meaning}, {"schema", {{"type", "string"}}}};
        if (query.required) parameter["required"] = true;
        parameters.push_back(std::move(parameter));
    }
    for (auto const name : {"limit", "cursor"}) {
        if (route.takes.page) parameters.push_back(component("parameters", name));
    }
    if (route.takes.version) parameters.push_back(component("parameters", "if_match"));
    if (route.takes.key) parameters.push_back(component("parameters", "idempotency_key"));
    return parameters;
}

json::object content(std::string_view type, json::object schema) { return {{type, {{"schema", std::move(schema)}}}}; }

class Document {
public:
    explicit Document(Routes const& routes) : routes_(routes) { find_what_addresses_give(); }

    json::object paths() {
        json::object paths;
        for (auto const& route : routes_) {
            auto& item = paths[route.path];
            if (!item.is_object()) item = json::object{};
            std::string method(to_string(route.method));
            std::transform(method.begin(), method.end(), method.begin(),
                           [](char c) { return static_cast<char>(c - 'A' + 'a'); });
            item.as_object()[method] = operation(route);
        }
        return paths;
    }

    json::object schemas() && { return std::move(schemas_).take(); }

private:
    // A member that every address of a body's routes gives need not be in the body.
    void find_what_addresses_give() {
        for (auto const& route : routes_) {
            if (route.takes.record == nullptr) continue;
            auto const named = placeholders(route.path);
            Names names(named.begin(), named.end());
            auto const [known, first] = given_.try_emplace(route.takes.record, names);
            if (!first) std::erase_if(known->second, [&](auto const& name) { return !names.contains(name); });
        }
    }

    json::object operation(Route const& route) {
        json::object operation{{"operationId", route.operation}, {"summary", route.summary}};
        auto const segments = split(route.path, '/');
        operation["tags"] = json::array{json::string(segments.size() > 1 ? segments[1] : segments[0])};
        if (auto const permission = route.needs.permission()) operation["x-permission"] = to_string(*permission);
        if (!route.needs.must_be_signed_in()) operation["security"] = json::array{};
        if (auto parameters = parameters_of(route); !parameters.empty())
            operation["parameters"] = std::move(parameters);
        if (route.takes.body != BodyKind::none) operation["requestBody"] = request_body(route);
        operation["responses"] = responses(route);
        return operation;
    }

    json::object request_body(Route const& route) {
        json::object body;
        if (!route.takes.body_meaning.empty()) body["description"] = route.takes.body_meaning;
        body["required"] = true;
        if (route.takes.body == BodyKind::upload) {
            body["content"] = json::object{{"multipart/form-data", {{"schema", {{"type", "object"}}}}},
                                           {"application/zip", json::object{}}};
        } else if (route.takes.record == nullptr) {
            body["content"] = content("application/json", {{"type", "object"}});
        } else {
            auto const* record = route.takes.record;
            body["content"] = content("application/json", schemas_.sent(*record, given_.at(record)));
        }
        return body;
    }

    json::object success(Route const& route) {
        auto const& gives = route.gives;
        json::object response{{"description", gives.meaning.empty() ? std::string_view("Done.") : gives.meaning}};
        switch (gives.shape) {
        case Shape::nothing: break;
        case Shape::written: response["content"] = content("application/json", component("schemas", "written")); break;
        case Shape::other: response["content"] = json::object{{"*/*", json::object{}}}; break;
        case Shape::one:
            response["content"] = content("application/json", schemas_.shown(*gives.record));
            if (gives.record->find("version") != nullptr) {
                response["headers"] = json::object{{"ETag", component("headers", "etag")}};
            }
            break;
        case Shape::page:
            response["content"] = content(
                "application/json",
                {{"type", "object"},
                 {"properties",
                  {{"items", {{"type", "array"}, {"items", schemas_.shown(*gives.record)}}},
                   {"next",
                    {{"type", json::array{"string", "null"}}, {"description", "The cursor of the next page."}}}}},
                 {"required", json::array{"items", "next"}}});
            break;
        }
        return response;
    }

    json::object responses(Route const& route) {
        auto const problem = component("responses", "problem");
        int const status = route.gives.shape == Shape::nothing && route.gives.status == 200 ? 204 : route.gives.status;
        json::object responses{{std::to_string(status), success(route)}};
        auto const add = [&](std::string_view code) { responses[code] = problem; };
        // A repeated create is not created again.
        if (route.gives.shape == Shape::written && status == 201) responses["200"] = success(route);
        if (route.takes.body == BodyKind::json) add("400");
        if (route.needs.must_be_signed_in()) add("401");
        if (route.needs.permission() || !is_safe(route.method)) add("403");
        if (route.path.find('{') != std::string_view::npos) add("404");
        if (route.takes.version) add("409"), add("412");
        if (route.takes.body != BodyKind::none) add("413"), add("415");
        add("422");
        if (route.takes.version) add("428");
        add("default");
        return responses;
    }

    Routes const& routes_;
    OpenApiSchemas schemas_{};
    std::map<RecordType const*, Names> given_{};
};

json::object problem_schema() {
    json::object const text{{"type", "string"}};
    json::object const problem{{"type", "object"},
                               {"properties", {{"field", text}, {"code", text}, {"message", text}}},
                               {"required", json::array{"field", "code", "message"}}};
    return {{"type", "object"},
            {"properties",
             {{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"code", text},
              {"detail", text},
              {"problems", {{"type", "array"}, {"items", problem}}},
              {"details", {{"type", "object"}}},
              {"request_id", text}}},
            {"required", json::array{"type", "title", "status", "code", "detail", "problems", "request_id"}}};
}

json::object written_schema() {
    return {{"type", "object"},
            {"properties",
             {{"outcome", {{"type", "string"}, {"enum", json::array{"applied", "duplicate"}}}},
              {"id", {{"type", "string"}, {"format", "uuid"}}},
              {"version", {{"type", "integer"}}}}},
            {"required", json::array{"outcome"}}};
}

json::object header_parameter(std::string_view name, std::string_view meaning) {
    return {{"name", name},
            {"in", "header"},
            {"required", true},
            {"description", meaning},
            {"schema", {{"type", "string"}}}};
}

json::object shared_parameters() {
    json::object const limit{{"type", "integer"},
                             {"minimum", 1},
                             {"maximum", static_cast<std::int64_t>(page_items_max)},
                             {"default", static_cast<std::int64_t>(page_items_default)}};
    return {{"limit", {{"name", "limit"}, {"in", "query"}, {"schema", limit}}},
            {"cursor",
             {{"name", "cursor"},
              {"in", "query"},
              {"description", "`next` of the page before."},
              {"schema", {{"type", "string"}}}}},
            {"if_match", header_parameter("If-Match", "The version that was seen, as its ETag had it: \"7\".")},
            {"idempotency_key",
             header_parameter("Idempotency-Key", "The caller's own, such as a UUID; at most 200 characters.")}};
}

}  // namespace

std::string openapi_document(Routes const& routes, std::string_view base, std::string_view version) {
    Document document(routes);
    auto paths = document.paths();
    auto schemas = std::move(document).schemas();
    schemas["problem"] = problem_schema();
    schemas["written"] = written_schema();
    json::object const problem{{"description", "A refusal, with all problems."},
                               {"content", content("application/problem+json", component("schemas", "problem"))}};
    json::object const etag{{"description", "The version, for If-Match."}, {"schema", {{"type", "string"}}}};
    json::object const session{{"type", "apiKey"}, {"in", "cookie"}, {"name", "cairn_session"}};
    json::object const whole{{"openapi", "3.1.0"},
                             {"info", {{"title", "Cairn"}, {"version", version}, {"description", description}}},
                             {"servers", json::array{json::object{{"url", base}}}},
                             {"security", json::array{json::object{{"session", json::array{}}}}},
                             {"paths", std::move(paths)},
                             {"components",
                              {{"schemas", std::move(schemas)},
                               {"parameters", shared_parameters()},
                               {"headers", {{"etag", etag}}},
                               {"responses", {{"problem", problem}}},
                               {"securitySchemes", {{"session", session}}}}}};
    std::string text;
    append_indented(text, whole, 0);
    return text + '\n';
}

}  // namespace cairn
