#include "record/record_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <stdexcept>

#include "base/text.hpp"
#include "record/formats.hpp"
#include "record/nested_json.hpp"
#include "record/types.hpp"

namespace cairn {
namespace {

void add(Problems& problems, Field const& field, std::string code, std::string message) {
    problems.push_back({std::string(field.name), std::move(code), std::move(message)});
}

bool is_nil_id(Field const& field, std::string const& text) {
    return field.kind == Kind::id && text.find_first_not_of("0-") == std::string::npos;
}

void check_text(Field const& field, std::string const& text, Problems& problems) {
    auto const limit = field.rule.max_characters.value_or(text_characters_max_default);
    if (count_characters(text) > limit) {
        add(problems, field, "too_long", "At most " + std::to_string(limit) + " characters fit here.");
    }
    if (text.find('\0') != std::string::npos || !is_valid_utf8(text)) {
        add(problems, field, "text", "Text must be UTF-8 without the character U+0000.");
    }
    if (field.rule.format.empty() || text.empty()) return;
    if (auto const refusal = format_problem(field.rule.format, text)) add(problems, field, "format", *refusal);
}

std::string number_text(double number) {
    return number == static_cast<double>(static_cast<std::int64_t>(number))
               ? std::to_string(static_cast<std::int64_t>(number))
               : std::to_string(number);
}

void check_range(Field const& field, double number, Problems& problems) {
    if (field.rule.minimum && number < *field.rule.minimum) {
        add(problems, field, "too_small", "The smallest value is " + number_text(*field.rule.minimum) + ".");
    }
    if (field.rule.maximum && number > *field.rule.maximum) {
        add(problems, field, "too_large", "The largest value is " + number_text(*field.rule.maximum) + ".");
    }
}

std::string choices(std::vector<std::string> const& words) {
    constexpr std::size_t shown_max = 40;
    std::vector<std::string> shown(words.begin(),
                                   words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), shown_max)));
    return "Choose one of: " + join(shown, ", ") + (words.size() > shown_max ? ", …" : ".");
}

void check_words(Field const& field, std::string_view joined, CodeLists const& codes, Problems& problems) {
    if (field.rule.code_list.empty() || joined.empty()) return;
    for (auto const word : split(joined, '|')) {
        if (codes.contains(field.rule.code_list, word)) continue;
        add(problems, field, "not_in_list", choices(codes.words(field.rule.code_list)));
        return;
    }
}

struct CheckValue {
    Field const& field;
    CodeLists const& codes;
    Problems& problems;

    void operator()(std::monostate) const {}
    void operator()(bool) const {}
    void operator()(std::int64_t number) const { check_range(field, static_cast<double>(number), problems); }
    void operator()(double number) const { check_range(field, number, problems); }
    void operator()(std::string const& text) const {
        bool const nothing = (field.kind == Kind::text && trim(text).empty()) || is_nil_id(field, text);
        if (nothing && !field.rule.has_default && !field.rule.derived) {
            add(problems, field, "required", "This must be given.");
        } else if (field.kind == Kind::text) {
            check_text(field, text, problems);
        } else if (field.kind == Kind::word || field.kind == Kind::words) {
            check_words(field, text, codes, problems);
        }
    }
};

void check_nested_rules(Field const& field, void const* record, CodeLists const& codes, Problems& problems) {
    std::size_t index = 0;
    field.each_nested(record, [&](void const* item) {
        Problems inside;
        check_rules(*field.nested, item, codes, inside);
        auto const place = field.kind == Kind::list ? "[" + std::to_string(index++) + "]" : std::string{};
        for (auto& problem : inside) {
            problems.push_back({std::string(field.name) + place + "." + problem.field, problem.code, problem.message});
        }
    });
}

Problems set_integer(Field const& field, void* record, std::string_view text) {
    std::int64_t number = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size()) {
        return {{"", "type", "This must be a whole number, for example 25."}};
    }
    return field.set(record, number, field);
}

Problems set_real(Field const& field, void* record, std::string_view text) {
    double number = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const finite = number <= std::numeric_limits<double>::max() && number >= std::numeric_limits<double>::lowest();
    if (failed != std::errc{} || end != text.data() + text.size() || !finite) {
        return {{"", "type", "This must be a number, for example 0.5."}};
    }
    return field.set(record, number, field);
}

Problems set_boolean(Field const& field, void* record, std::string_view text) {
    auto const word = fold_text(text);
    if (word == "true" || word == "yes" || word == "1") return field.set(record, true, field);
    if (word == "false" || word == "no" || word == "0") return field.set(record, false, field);
    return {{"", "type", "This must be true or false."}};
}

}  // namespace

Field const* RecordType::find(std::string_view field_name) const {
    auto const at = std::find_if(fields.begin(), fields.end(), [&](auto const& f) { return f.name == field_name; });
    return at == fields.end() ? nullptr : &*at;
}

std::size_t RecordType::index_of(std::string_view field_name) const {
    auto const* field = find(field_name);
    if (field == nullptr) {
        throw std::logic_error(std::string(name) + " has no field " + std::string(field_name));
    }
    return static_cast<std::size_t>(field - fields.data());
}

void CodeLists::add(std::string_view list, std::string word) {
    auto& words = lists_[std::string(list)];
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
}

bool CodeLists::contains(std::string_view list, std::string_view word) const {
    if (word == unknown_word) return true;
    auto const& known = words(list);
    return std::find(known.begin(), known.end(), word) != known.end();
}

std::vector<std::string> const& CodeLists::words(std::string_view list) const {
    static std::vector<std::string> const none;
    auto const at = lists_.find(list);
    return at == lists_.end() ? none : at->second;
}

Problem not_one_of(std::vector<std::string_view> const& allowed) {
    return {"", "not_in_list", choices({allowed.begin(), allowed.end()})};
}

bool is_required(Field const& field) {
    bool const has_own_default = field.kind == Kind::boolean || field.kind == Kind::integer ||
                                 field.kind == Kind::real || field.kind == Kind::nested;
    return !field.optional && !has_own_default && !field.rule.has_default && !field.rule.derived;
}

void check_rules(RecordType const& type, void const* record, CodeLists const& codes, Problems& problems) {
    for (auto const& field : type.fields) {
        std::visit(CheckValue{field, codes, problems}, field.get(record));
        if (field.nested != nullptr) check_nested_rules(field, record, codes, problems);
    }
}

Problems set_from_text(Field const& field, void* record, std::string_view text) {
    if (text.empty()) {
        if (field.optional) return field.set(record, Value{}, field);
        if (is_required(field)) return {{"", "required", "This must be given."}};
        return {};
    }
    switch (field.kind) {
    case Kind::integer: return set_integer(field, record, text);
    case Kind::real: return set_real(field, record, text);
    case Kind::boolean: return set_boolean(field, record, text);
    default: break;
    }
    auto normal = normalize_text(text);
    if (!normal) return normal.error().problems;
    return field.set(record, *normal, field);
}

std::string to_text(Field const& field, void const* record) {
    struct ToText {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(std::int64_t value) const { return std::to_string(value); }
        std::string operator()(double value) const {
            std::array<char, 32> buffer{};
            return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
        }
        std::string operator()(std::string const& value) const { return value; }
    };
    auto text = std::visit(ToText{}, field.get(record));
    bool const empty_nest = (field.kind == Kind::list && text == "[]") || (field.kind == Kind::nested && text == "{}");
    return empty_nest ? std::string{} : text;
}

}  // namespace cairn
