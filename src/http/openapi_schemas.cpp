#include "http/openapi_schemas.hpp"

#include "record/nested_json.hpp"

namespace cairn {
namespace {

namespace json = boost::json;
using Names = std::set<std::string, std::less<>>;

// A member that a fresh record has is always there: what may be missing is empty at first.
bool is_always_shown(Field const& field, void const* fresh) {
    if (field.kind == Kind::words || field.kind == Kind::list) return false;
    auto const value = field.get(fresh);
    auto const* text = std::get_if<std::string>(&value);
    return !std::holds_alternative<std::monostate>(value) && !(field.kind == Kind::nested && *text == "{}");
}

json::object text_schema(std::string_view format) { return {{"type", "string"}, {"format", format}}; }

void add_limits(json::object& schema, Field const& field) {
    auto const& rule = field.rule;
    if (field.kind == Kind::text) schema["maxLength"] = rule.max_characters.value_or(text_characters_max_default);
    auto const number = [&](double limit) -> json::value {
        if (field.kind == Kind::real) return limit;
        return static_cast<std::int64_t>(limit);
    };
    if (rule.minimum) schema["minimum"] = number(*rule.minimum);
    if (rule.maximum) schema["maximum"] = number(*rule.maximum);
    if (rule.format == "email") schema["format"] = "email";
    if (!rule.format.empty() && rule.format != "email") schema["x-format"] = rule.format;
    if (!rule.code_list.empty()) schema["x-code-list"] = rule.code_list;
    if (!rule.references.empty()) schema["x-references"] = rule.references;
}

json::object words_schema() {
    return {{"type", "array"}, {"items", {{"type", "string"}}}, {"uniqueItems", true}, {"maxItems", list_items_max}};
}

// Null says the same as leaving a member out.
void allow_null(json::object& schema) {
    if (schema.contains("$ref") || schema.contains("anyOf")) {
        schema = {{"anyOf", json::array{schema, json::object{{"type", "null"}}}}};
    } else if (auto* type = schema.if_contains("type")) {
        *type = json::array{*type, "null"};
        if (auto* words = schema.if_contains("enum")) words->as_array().emplace_back(nullptr);
    }
}

}  // namespace

json::object OpenApiSchemas::shown(RecordType const& type) { return reference(type, Direction::shown, {}); }

json::object OpenApiSchemas::sent(RecordType const& type, Names const& given) {
    return reference(type, Direction::sent, given);
}

json::object OpenApiSchemas::reference(RecordType const& type, Direction direction, Names const& given) {
    bool const sent = direction == Direction::sent;
    auto const name = std::string(type.name) + (sent ? "_input" : "");
    json::object const reference{{"$ref", "#/components/schemas/" + name}};
    if (schemas_.contains(name)) return reference;
    schemas_[name] = nullptr;  // holds the place, should a record ever hold itself
    auto const fresh = type.make();
    json::object properties;
    json::array required;
    for (auto const& field : type.fields) {
        bool const sealed = field.rule.sensitivity == Sensitivity::sealed;
        if (!sent && sealed) continue;
        auto schema = field_schema(field, direction);
        if (sent && sealed) schema["writeOnly"] = true;
        if (field.rule.derived) schema["readOnly"] = true;
        properties[field.name] = std::move(schema);
        bool const must = sent ? is_required(field) && !given.contains(field.name) && field.name != "id"
                               : is_always_shown(field, fresh.get());
        if (must) required.emplace_back(field.name);
    }
    json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
    if (!required.empty()) schema["required"] = std::move(required);
    if (sent) schema["additionalProperties"] = false;
    schemas_[name] = std::move(schema);
    return reference;
}

json::object OpenApiSchemas::field_schema(Field const& field, Direction direction) {
    auto schema = base_schema(field, direction);
    if (!schema.contains("$ref")) add_limits(schema, field);
    if (direction == Direction::sent && field.optional) allow_null(schema);
    return schema;
}

json::object OpenApiSchemas::base_schema(Field const& field, Direction direction) {
    switch (field.kind) {
    case Kind::text: return {{"type", "string"}};
    case Kind::integer: return {{"type", "integer"}};
    case Kind::real: return {{"type", "number"}};
    case Kind::boolean: return {{"type", "boolean"}};
    case Kind::date: return text_schema("date");
    case Kind::instant: return text_schema("date-time");
    case Kind::moment: return {{"anyOf", json::array{text_schema("date-time"), text_schema("date")}}};
    case Kind::id: return text_schema("uuid");
    case Kind::words: return words_schema();
    case Kind::word: {
        json::object schema{{"type", "string"}};
        if (!field.enumerators.empty())
            schema["enum"] = json::array(field.enumerators.begin(), field.enumerators.end());
        return schema;
    }
    case Kind::nested: return field.nested == nullptr ? json::object{} : reference(*field.nested, direction, {});
    case Kind::list:
        return {{"type", "array"}, {"items", reference(*field.nested, direction, {})}, {"maxItems", list_items_max}};
    }
    return {};
}

}  // namespace cairn
