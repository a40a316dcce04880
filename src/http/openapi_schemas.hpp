// JSON Schemas (draft 2020-12) of records; private to openapi.cpp.
#pragma once

#include <boost/json.hpp>

#include <set>
#include <string>
#include <string_view>

#include "record/record_type.hpp"

namespace cairn {

// Gathers the schemas that a document refers to.
class OpenApiSchemas {
public:
    // {"$ref": …} to the record as it is shown: what is sealed left out, members required that are always there.
    boost::json::object shown(RecordType const& type);
    // {"$ref": …} to the record as it may be sent; `given` are members that come with the address or If-Match.
    boost::json::object sent(RecordType const& type, std::set<std::string, std::less<>> const& given);

    boost::json::object take() && { return std::move(schemas_); }

private:
    enum class Direction : std::uint8_t { shown, sent };

    boost::json::object reference(RecordType const& type, Direction direction,
                                  std::set<std::string, std::less<>> const& given);
    boost::json::object field_schema(Field const& field, Direction direction);
    boost::json::object base_schema(Field const& field, Direction direction);

    boost::json::object schemas_{};
};

}  // namespace cairn
