#include "store/story.hpp"

namespace cairn {

std::string written_json(std::string_view id, std::int64_t version) {
    std::string json = R"({"id":")";
    json += id;
    json += R"(","version":)";
    json += std::to_string(version);
    return json + "}";
}

Error id_taken(RecordType const& type) {
    return {ErrorCode::already_exists, "There is a " + std::string(type.name) + " with this id already."};
}

Error version_missing(RecordType const& type) {
    return {ErrorCode::version_required, "State the version of the " + std::string(type.name) + " that you saw."};
}

}  // namespace cairn
