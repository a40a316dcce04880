#include "features/participants/participant.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(NewPhone, (), (number, kind, ok_to_text, ok_to_leave_message))
BOOST_DESCRIBE_STRUCT(NewIdentifier, (), (system, value))
BOOST_DESCRIBE_STRUCT(NotSameAs, (), (id, reason))
// The participant's own members are described with it.
BOOST_DESCRIBE_STRUCT(Registration, (), (phones, identifiers, not_same_as))

namespace {

constexpr std::size_t reason_characters_max = 500;

}  // namespace

template <>
RecordType const& record_type<NewPhone>() {
    static RecordType const type =
        describe<NewPhone>("new_phone", {}, {{"number", {.format = "phone"}}, {"kind", {.code_list = "phone_kind"}}});
    return type;
}

template <>
RecordType const& record_type<NewIdentifier>() {
    static RecordType const type = describe<NewIdentifier>("new_identifier", {}, {});
    return type;
}

template <>
RecordType const& record_type<NotSameAs>() {
    static RecordType const type =
        describe<NotSameAs>("not_same_as", {}, {{"reason", {.max_characters = reason_characters_max}}});
    return type;
}

// The fields of a participant read and write a registration as well: it is one, with something behind it.
template <>
RecordType const& record_type<Registration>() {
    static RecordType const type = [] {
        auto registration = describe<Registration>("registration", record_type<Participant>().stream);
        auto const& own = record_type<Participant>().fields;
        registration.fields.insert(registration.fields.begin(), own.begin(), own.end());
        return registration;
    }();
    return type;
}

}  // namespace cairn
