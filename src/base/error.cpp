#include "base/error.hpp"

#include <stdexcept>
#include <utility>

namespace cairn {

ErrorCodeInfo const& info(ErrorCode code) {
    for (auto const& row : error_codes) {
        if (row.code == code) return row;
    }
    throw std::logic_error("an error code is missing from the table");
}

Error invalid(Problems problems) {
    auto const count = problems.size();
    auto message = count == 1 ? problems.front().message : std::to_string(count) + " things need mending.";
    return Error{ErrorCode::invalid, std::move(message), std::move(problems)};
}

Error invalid(std::string field, std::string code, std::string message) {
    return invalid(Problems{{std::move(field), std::move(code), std::move(message)}});
}

Error not_found(std::string_view record_type) {
    return Error{ErrorCode::not_found, "There is no such " + std::string(record_type) + "."};
}

std::string to_string(Error const& error) {
    auto text = error.message;
    if (error.problems.size() == 1 && error.problems.front().message == error.message) {
        auto const& field = error.problems.front().field;
        return field.empty() ? text : field + ": " + text;
    }
    for (auto const& problem : error.problems) {
        text += "\n  " + (problem.field.empty() ? problem.message : problem.field + ": " + problem.message);
    }
    return text;
}

}  // namespace cairn
