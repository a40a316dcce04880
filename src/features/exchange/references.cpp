#include "features/exchange/references.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "record/json.hpp"

namespace cairn {
namespace {

void visit_object(RecordType const& type, boost::json::value& value, std::string const& path,
                  ReferenceVisitor const& visit);

void visit_member(Field const& field, boost::json::value& value, std::string const& path,
                  ReferenceVisitor const& visit) {
    if (field.nested != nullptr && field.kind == Kind::nested) {
        visit_object(*field.nested, value, path, visit);
    } else if (field.nested != nullptr && value.is_array()) {
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            visit_object(*field.nested, value.get_array()[i], path + "[" + std::to_string(i) + "]", visit);
        }
    } else if (!referenced_type(field).empty() && value.is_string()) {
        std::string id(value.get_string());
        visit(referenced_type(field), path, id);
        value = id;
    }
}

void visit_object(RecordType const& type, boost::json::value& value, std::string const& path,
                  ReferenceVisitor const& visit) {
    if (!value.is_object()) return;
    for (auto& [name, member] : value.get_object()) {
        auto const* field = type.find(std::string_view(name.data(), name.size()));
        auto const member_path = (path.empty() ? "" : path + ".") + std::string(name);
        if (field != nullptr) visit_member(*field, member, member_path, visit);
    }
}

}  // namespace

std::string_view referenced_type(Field const& field) {
    return field.kind == Kind::id ? field.rule.references : std::string_view{};
}

bool may_name(RecordType const& type, std::string_view named) {
    return std::ranges::any_of(type.fields, [&](Field const& field) {
        if (field.rule.derived) return false;
        return referenced_type(field) == named || (field.nested != nullptr && may_name(*field.nested, named));
    });
}

bool has_nested_references(Field const& field) {
    if (field.nested == nullptr) return false;
    return std::ranges::any_of(field.nested->fields, [](Field const& inner) {
        return !referenced_type(inner).empty() || has_nested_references(inner);
    });
}

std::string visit_nested_references(Field const& field, std::string const& json, ReferenceVisitor const& visit) {
    if (json.size() > json_text_max) return json;
    boost::json::error_code failed;
    auto value = boost::json::parse(json, failed, {}, {.max_depth = json_depth_max});
    if (failed) return json;
    visit_member(field, value, "", visit);
    return boost::json::serialize(value);
}

}  // namespace cairn
