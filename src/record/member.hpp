// How each member type of a record is read and written: its kind, get and set. Used by describe.hpp only.
#pragma once

#include <boost/describe.hpp>
#include <type_traits>
#include <utility>

#include "base/instant.hpp"
#include "base/text.hpp"
#include "record/nested_json.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

template <class T>
struct Member;  // kind, get and set for one member type

// What has a RecordType: described where it is used, or a record that is described elsewhere.
template <class T>
concept Structured = boost::describe::has_describe_members<T>::value || requires(T const& record) {
    record.id;
    record.version;
};

template <class T>
Problem wrong_value() {
    return {"", "type", "This is not the kind of value that belongs here."};
}

template <class T>
    requires std::is_integral_v<T> && (!std::is_same_v<T, bool>)
struct Member<T> {
    static constexpr Kind kind = Kind::integer;
    static Value get(T value) { return static_cast<std::int64_t>(value); }
    static Problems set(T& member, Value const& value, Field const&) {
        auto const* number = std::get_if<std::int64_t>(&value);
        if (number == nullptr || !std::in_range<T>(*number)) return {wrong_value<T>()};
        member = static_cast<T>(*number);
        return {};
    }
};

template <class T, Kind the_kind, class Held>
struct PlainMember {
    static constexpr Kind kind = the_kind;
    static Value get(T const& value) { return Held(value); }
    static Problems set(T& member, Value const& value, Field const&) {
        auto const* held = std::get_if<Held>(&value);
        if (held == nullptr) return {wrong_value<T>()};
        member = *held;
        return {};
    }
};
template <>
struct Member<bool> : PlainMember<bool, Kind::boolean, bool> {};
template <>
struct Member<double> : PlainMember<double, Kind::real, double> {};
template <>
struct Member<std::string> : PlainMember<std::string, Kind::text, std::string> {};

template <class T, Kind the_kind>
struct ParsedMember {
    static constexpr Kind kind = the_kind;
    static Value get(T const& value) { return to_string(value); }
    static Problems set(T& member, Value const& value, Field const&) {
        auto const* text = std::get_if<std::string>(&value);
        if (text == nullptr) return {wrong_value<T>()};
        auto parsed = T::parse(*text);
        if (!parsed) return parsed.error().problems;
        member = *parsed;
        return {};
    }
};
template <>
struct Member<Date> : ParsedMember<Date, Kind::date> {};
template <>
struct Member<Instant> : ParsedMember<Instant, Kind::instant> {};
template <>
struct Member<Moment> : ParsedMember<Moment, Kind::moment> {};

template <class Record>
struct Member<Id<Record>> {
    static constexpr Kind kind = Kind::id;
    static Value get(Id<Record> const& id) { return to_string(id); }
    static Problems set(Id<Record>& member, Value const& value, Field const& field) {
        return ParsedMember<Uuid, Kind::id>::set(member.uuid, value, field);
    }
};

template <>
struct Member<Code> {
    static constexpr Kind kind = Kind::word;
    static Value get(Code const& code) { return code.word; }
    static Problems set(Code& code, Value const& value, Field const& field) {
        if (std::holds_alternative<std::monostate>(value)) return code = Code{}, Problems{};
        return Member<std::string>::set(code.word, value, field);
    }
};

template <>
struct Member<Words> {
    static constexpr Kind kind = Kind::words;
    static Value get(Words const& words) { return join(words.words, "|"); }
    static Problems set(Words& words, Value const& value, Field const&) {
        if (std::holds_alternative<std::monostate>(value)) return words = Words{}, Problems{};
        auto const* text = std::get_if<std::string>(&value);
        if (text == nullptr) return {wrong_value<Words>()};
        words = split_words(*text);
        return {};
    }
};

template <>
struct Member<AnyJson> {
    static constexpr Kind kind = Kind::nested;  // of no described type
    static Value get(AnyJson const& json) { return json.text.empty() ? Value{} : Value{json.text}; }
    static Problems set(AnyJson& json, Value const& value, Field const& field) {
        if (std::holds_alternative<std::monostate>(value)) return json = AnyJson{}, Problems{};
        return Member<std::string>::set(json.text, value, field);
    }
};

template <class E>
    requires std::is_enum_v<E>
struct Member<E> {
    static constexpr Kind kind = Kind::word;
    static Value get(E value) { return std::string(boost::describe::enum_to_string(value, "")); }
    static Problems set(E& member, Value const& value, Field const& field) {
        auto const* text = std::get_if<std::string>(&value);
        if (text == nullptr) return {wrong_value<E>()};
        if (boost::describe::enum_from_string(text->c_str(), member)) return {};
        return {not_one_of(field.enumerators)};
    }
};

template <class T>
struct Member<std::optional<T>> {
    static constexpr Kind kind = Member<T>::kind;
    static Value get(std::optional<T> const& value) { return value ? Member<T>::get(*value) : Value{}; }
    static Problems set(std::optional<T>& member, Value const& value, Field const& field) {
        if (std::holds_alternative<std::monostate>(value)) return member.reset(), Problems{};
        return Member<T>::set(member.emplace(), value, field);
    }
};

template <Structured Struct>
struct Member<Struct> {
    static constexpr Kind kind = Kind::nested;
    static Value get(Struct const& value) { return nested_to_json(record_type<Struct>(), &value); }
    static Problems set(Struct& member, Value const& value, Field const&) {
        auto const* text = std::get_if<std::string>(&value);
        if (text == nullptr) return {wrong_value<Struct>()};
        member = Struct{};
        return nested_from_json(record_type<Struct>(), *text, &member);
    }
};

template <class Struct>
struct Member<std::vector<Struct>> {
    static constexpr Kind kind = Kind::list;
    static Value get(std::vector<Struct> const& items) {
        std::vector<void const*> pointers;
        for (auto const& item : items) pointers.push_back(&item);
        return list_to_json(record_type<Struct>(), pointers);
    }
    static Problems set(std::vector<Struct>& items, Value const& value, Field const&) {
        items.clear();
        if (std::holds_alternative<std::monostate>(value)) return {};
        auto const* text = std::get_if<std::string>(&value);
        if (text == nullptr) return {wrong_value<Struct>()};
        return list_from_json(record_type<Struct>(), *text, [&items]() -> void* { return &items.emplace_back(); });
    }
};

}  // namespace cairn
