// Builds the RecordType of a struct described with Boost.Describe. Include it only in the record's own .cpp.
//
//     BOOST_DESCRIBE_STRUCT(Site, (), (id, version, name))
//     template <> RecordType const& record_type<Site>() {
//         static RecordType const type = describe<Site>("site", {"site", "id"}, {{"name", {.max_characters = 200}}});
//         return type;
//     }
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <initializer_list>
#include <memory>
#include <utility>

#include "record/member.hpp"

namespace cairn {

// These have their own way to say that nothing is known.
template <class T>
inline constexpr bool knows_unknown = std::is_same_v<T, Code> || std::is_same_v<T, Words> || std::is_same_v<T, AnyJson>;

template <class T>
struct Unwrapped {
    using type = T;
};
template <class T>
struct Unwrapped<std::optional<T>> : Unwrapped<T> {};
template <class T>
struct Unwrapped<std::vector<T>> : Unwrapped<T> {};

template <class T, class Visit>
void visit_nested(T const& member, Visit const& visit) {
    if constexpr (Structured<T>) {
        visit(&member);
    } else if constexpr (!std::is_same_v<T, typename Unwrapped<T>::type>) {
        if constexpr (requires { member.begin(); }) {
            for (auto const& item : member) visit(&item);
        } else if (member) {
            visit(&*member);
        }
    }
}

template <auto pointer, class Struct>
Field make_field(std::string_view name) {
    using T = std::remove_cvref_t<decltype(std::declval<Struct>().*pointer)>;
    using Inner = typename Unwrapped<T>::type;
    Field field{.name = name, .kind = Member<T>::kind, .optional = !std::is_same_v<T, Inner> || knows_unknown<T>};
    if constexpr (std::is_enum_v<Inner>) {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Inner>>(
            [&field](auto e) { field.enumerators.emplace_back(e.name); });
    }
    if constexpr (Structured<Inner>) {
        field.nested = &record_type<Inner>();
        field.each_nested = [](void const* record, std::function<void(void const*)> const& visit) {
            visit_nested(static_cast<Struct const*>(record)->*pointer, visit);
        };
    }
    field.get = [](void const* record) { return Member<T>::get(static_cast<Struct const*>(record)->*pointer); };
    field.set = [](void* record, Value const& value, Field const& self) {
        return Member<T>::set(static_cast<Struct*>(record)->*pointer, value, self);
    };
    return field;
}

// `rules` adds what the types cannot say; naming a member that does not exist is a mistake of the program and throws.
template <class Struct>
RecordType describe(std::string_view name, StreamRule stream,
                    std::initializer_list<std::pair<std::string_view, Rule>> rules = {}) {
    RecordType type{.name = name, .stream = stream};
    type.make = []() -> std::shared_ptr<void> { return std::make_shared<Struct>(); };
    type.assign = [](void* record, void const* other) {
        *static_cast<Struct*>(record) = *static_cast<Struct const*>(other);
    };
    using Members = boost::describe::describe_members<Struct, boost::describe::mod_public>;
    boost::mp11::mp_for_each<Members>([&type](auto member) {
        type.fields.push_back(make_field<decltype(member)::pointer, Struct>(decltype(member)::name));
    });
    for (auto const& [field, rule] : rules) type.fields[type.index_of(field)].rule = rule;
    return type;
}

}  // namespace cairn
