#include "record/json.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "record/nested_json.hpp"
#include "record/types.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

void append_words(std::string& out, std::string_view joined) {
    out += '[';
    bool first = true;
    for (auto const word : split(joined, '|')) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, word);
    }
    out += ']';
}

struct AppendValue {
    std::string& out;
    Kind kind;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { out += std::to_string(value); }
    void operator()(double value) const { append_json_number(out, value); }
    void operator()(std::string const& text) const {
        if (kind == Kind::nested || kind == Kind::list) {
            out += text;
        } else if (kind == Kind::words) {
            append_words(out, text);
        } else {
            append_json_string(out, text);
        }
    }
};

bool holds_nothing(Kind kind, Value const& value) {
    if (std::holds_alternative<std::monostate>(value)) return true;
    auto const* text = std::get_if<std::string>(&value);
    return text != nullptr && ((kind == Kind::words && text->empty()) || (kind == Kind::list && *text == "[]") ||
                               (kind == Kind::nested && (text->empty() || *text == "{}")));
}

void append_object(std::string& out, RecordType const& type, void const* record, bool with_sealed = true);

// A nested value as it is shown; its text holds what is sealed in it too.
std::string shown_nested(Field const& field, void const* record) {
    std::string items;
    field.each_nested(record, [&](void const* item) {
        if (!items.empty()) items += ',';
        append_object(items, *field.nested, item, false);
    });
    return field.kind == Kind::list ? '[' + items + ']' : items;
}

void append_object(std::string& out, RecordType const& type, void const* record, bool with_sealed) {
    out += '{';
    bool first = true;
    for (auto const& field : type.fields) {
        if (!with_sealed && field.rule.sensitivity == Sensitivity::sealed) continue;
        auto value = field.get(record);
        if (!with_sealed && field.nested != nullptr) value = shown_nested(field, record);
        if (holds_nothing(field.kind, value)) continue;
        if (!first) out += ',';
        first = false;
        append_json_string(out, field.name);
        out += ':';
        std::visit(AppendValue{out, field.kind}, value);
    }
    out += '}';
}

std::string join_path(std::string_view front, std::string_view back) {
    if (back.empty()) return std::string(front);
    return std::string(front) + (back.front() == '[' ? "" : ".") + std::string(back);
}

Result<Value> words_of(json::value const& value) {
    Error const refused = invalid("", "type", "This is a list of words, for example [\"housing\",\"phone\"].");
    auto const* array = value.if_array();
    if (array == nullptr || array->size() > list_items_max) return refused;
    std::string joined;
    for (auto const& item : *array) {
        auto const* word = item.if_string();
        if (word == nullptr || std::string_view(*word).find('|') != std::string_view::npos) return refused;
        if (!joined.empty()) joined += '|';
        joined += std::string_view(*word);
    }
    return Value{joined};
}

Result<Value> value_of(json::value const& value, Kind kind) {
    if (value.is_null()) return Value{};
    if (kind == Kind::words) return words_of(value);
    if (kind == Kind::nested || kind == Kind::list) return Value{json::serialize(value)};
    if (auto const* yes = value.if_bool()) return Value{*yes};
    if (auto const* number = value.if_int64()) {
        return kind == Kind::real ? Value{static_cast<double>(*number)} : Value{*number};
    }
    if (auto const* number = value.if_double()) return Value{*number};
    if (auto const* text = value.if_string()) {
        auto normal = normalize_text(*text);
        if (!normal) return normal.error();
        return Value{*normal};
    }
    return invalid("", "type", "This is not the kind of value that belongs here.");
}

void read_field(Field const& field, json::value const& value, void* record, JsonReading how, Problems& problems) {
    if (field.rule.derived && how.skip_derived) return;
    if (field.rule.derived && !how.accept_derived) {
        problems.push_back({std::string(field.name), "derived", "This is computed by the program; leave it out."});
        return;
    }
    auto const held = value_of(value, field.kind);
    auto found = held ? Problems{} : held.error().problems;
    if (held && std::holds_alternative<std::monostate>(*held) && !field.optional) {
        if (is_required(field)) found.push_back({"", "required", "This must be given."});
    } else if (held) {
        found = field.set(record, *held, field);
    }
    for (auto& problem : found) {
        problems.push_back({join_path(field.name, problem.field), problem.code, problem.message});
    }
}

Problems read_object(RecordType const& type, json::value const& value, void* record, JsonReading how) {
    auto const* object = value.if_object();
    if (object == nullptr) return {{"", "type", "This must be a JSON object."}};
    Problems problems;
    for (auto const& [key, member] : *object) {
        auto const* field = type.find(key);
        if (field != nullptr) {
            read_field(*field, member, record, how, problems);
        } else {
            problems.push_back({"", "unknown_field", "A field was sent that does not exist here."});
        }
    }
    for (auto const& field : type.fields) {
        bool const given = std::find(how.given.begin(), how.given.end(), field.name) != how.given.end();
        if (how.require_all && !given && is_required(field) && !object->contains(field.name)) {
            problems.push_back({std::string(field.name), "required", "This must be given."});
        }
    }
    return problems;
}

void remove_sealed(RecordType const& type, json::value& value) {
    if (auto* items = value.if_array()) {
        for (auto& item : *items) remove_sealed(type, item);
    }
    auto* object = value.if_object();
    if (object == nullptr) return;
    for (auto const& field : type.fields) {
        if (field.rule.sensitivity == Sensitivity::sealed) object->erase(field.name);
        auto* nested = field.nested == nullptr ? nullptr : object->if_contains(field.name);
        if (nested != nullptr) remove_sealed(*field.nested, *nested);
    }
}

Result<json::value> parse_text(std::string_view text) {
    if (text.size() > json_text_max) return Error{ErrorCode::too_large, "The text is larger than 1 MiB."};
    json::parse_options options;
    options.max_depth = json_depth_max;
    boost::system::error_code failed;
    auto value = json::parse(text, failed, {}, options);
    if (failed) return invalid("", "json", "This is not JSON that can be read.");
    return value;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    auto const is_special = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
    out += '"';
    for (auto at = text.begin();;) {
        auto const special = std::find_if(at, text.end(), is_special);
        out.append(at, special);  // most texts hold nothing special and go in one piece
        if (special == text.end()) break;
        auto const byte = static_cast<unsigned char>(*special);
        if (byte >= 0x20) {
            out += '\\';
            out += *special;
        } else if (byte == '\n') {
            out += "\\n";
        } else {
            out += "\\u00";
            out += digits[byte >> 4U];
            out += digits[byte & 0x0FU];
        }
        at = special + 1;
    }
    out += '"';
}

void append_json_number(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    std::array<char, 32> buffer{};
    auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    out.append(buffer.data(), end);
}

std::string to_json(RecordType const& type, void const* record) {
    std::string out;
    out.reserve(512);
    append_object(out, type, record);
    return out;
}

std::string to_shown_json(RecordType const& type, void const* record) {
    std::string out;
    append_object(out, type, record, false);
    return out;
}

std::string without_sealed(RecordType const& type, std::string_view text) {
    auto value = json::parse(text);
    remove_sealed(type, value);
    return json::serialize(value);
}

std::vector<std::string_view> sealed_left_out(RecordType const& type, std::string_view text) {
    auto const value = parse_text(text);
    auto const* object = value ? value->if_object() : nullptr;
    std::vector<std::string_view> names;
    for (auto const& field : type.fields) {
        bool const named = object != nullptr && object->contains(field.name);
        if (field.rule.sensitivity == Sensitivity::sealed && !named) names.push_back(field.name);
    }
    return names;
}

std::string nested_to_json(RecordType const& type, void const* value) { return to_json(type, value); }

std::string list_to_json(RecordType const& type, std::span<void const* const> items) {
    std::string out = "[";
    for (auto const* item : items) {
        if (out.size() > 1) out += ',';
        append_object(out, type, item);
    }
    return out += ']';
}

Problems from_json(RecordType const& type, std::string_view text, void* record, JsonReading how) {
    auto const value = parse_text(text);
    if (!value && value.error().problems.empty()) return {{"", "too_large", value.error().message}};
    if (!value) return value.error().problems;
    return read_object(type, *value, record, how);
}

Problems nested_from_json(RecordType const& type, std::string_view text, void* value) {
    return from_json(type, text, value);
}

Problems list_from_json(RecordType const& type, std::string_view text, std::function<void*()> const& add_item) {
    auto const value = parse_text(text);
    auto const* array = value ? value->if_array() : nullptr;
    if (array == nullptr) return {{"", "type", "This must be a JSON list."}};
    if (array->size() > list_items_max) return {{"", "too_many", "A list holds at most 200 items."}};
    Problems problems;
    for (std::size_t i = 0; i < array->size(); ++i) {
        for (auto const& problem : read_object(type, (*array)[i], add_item(), {})) {
            problems.push_back(
                {join_path("[" + std::to_string(i) + "]", problem.field), problem.code, problem.message});
        }
    }
    return problems;
}

}  // namespace cairn
