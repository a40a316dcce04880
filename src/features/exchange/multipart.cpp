#include "features/exchange/multipart.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "http/message.hpp"

namespace cairn {
namespace {

constexpr std::string_view line_end = "\r\n";

Error not_a_form(std::string_view what) {
    return Error{ErrorCode::malformed, fmt::format("The form cannot be read: {}.", what)};
}

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_boundary_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("'()+_,-./:=?").find(c) != std::string_view::npos;
}

struct Parameter {
    std::string_view name;
    std::string_view value;
};

// Takes `; name=value` off the text; nothing when it does not begin with one. A quoted value knows no escapes: forms
// write a quotation mark as %22.
std::optional<Parameter> take_parameter(std::string_view& text) {
    auto rest = trim(text);
    if (!rest.starts_with(';')) return std::nullopt;
    rest = trim(rest.substr(1));
    auto const equals = rest.find('=');
    if (equals == 0 || equals == std::string_view::npos) return std::nullopt;
    Parameter parameter{.name = rest.substr(0, equals), .value = {}};
    if (!std::ranges::all_of(parameter.name, is_token_character)) return std::nullopt;
    rest.remove_prefix(equals + 1);
    if (rest.starts_with('"')) {
        auto const end = rest.find('"', 1);
        if (end == std::string_view::npos) return std::nullopt;
        parameter.value = rest.substr(1, end - 1);
        if (parameter.value.find('\\') != std::string_view::npos) return std::nullopt;
        text = rest.substr(end + 1);
    } else {
        auto const end = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_token_character) - rest.begin());
        if (end == 0) return std::nullopt;
        parameter.value = rest.substr(0, end);
        text = rest.substr(end);
    }
    return parameter;
}

bool read_disposition(std::string_view value, FormPart& part) {
    auto const kind = value.substr(0, value.find(';'));
    if (!equals_ignoring_case(trim(kind), "form-data")) return false;
    value.remove_prefix(kind.size());
    bool named = false;
    while (!trim(value).empty()) {
        auto const parameter = take_parameter(value);
        if (!parameter) return false;
        if (equals_ignoring_case(parameter->name, "name") && !named) {
            part.name = parameter->value;
            named = true;
        } else if (equals_ignoring_case(parameter->name, "filename") && !part.file_name) {
            part.file_name = parameter->value;
        } else {
            return false;  // given twice, or filename*, which forms must not send (RFC 7578, 4.2)
        }
    }
    return named;
}

// The lines before a part's content, without the blank one.
Result<FormPart> read_head(std::string_view head) {
    FormPart part;
    bool disposed = false;
    while (!head.empty()) {
        auto const line = head.substr(0, head.find(line_end));
        head.remove_prefix(std::min(head.size(), line.size() + line_end.size()));
        auto const colon = line.find(':');
        bool const sound = colon != std::string_view::npos && colon > 0 &&
                           std::ranges::all_of(line.substr(0, colon), is_token_character) &&
                           std::ranges::none_of(line, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
        if (!sound) return not_a_form("a part does not begin with header lines");
        auto const name = line.substr(0, colon);
        auto const value = trim(line.substr(colon + 1));
        if (equals_ignoring_case(name, "Content-Disposition")) {
            if (disposed || !read_disposition(value, part)) {
                return not_a_form("a part does not say name and file name as forms do");
            }
            disposed = true;
        } else if (equals_ignoring_case(name, "Content-Transfer-Encoding") && !equals_ignoring_case(value, "binary") &&
                   !equals_ignoring_case(value, "8bit") && !equals_ignoring_case(value, "7bit")) {
            return not_a_form("a part is encoded; send the bytes as they are");
        }
    }
    if (!disposed) return not_a_form("a part has no Content-Disposition");
    return part;
}

}  // namespace

std::optional<std::string> form_boundary(std::string_view content_type) {
    auto const type = content_type.substr(0, content_type.find(';'));
    if (!equals_ignoring_case(trim(type), "multipart/form-data")) return std::nullopt;
    auto rest = content_type.substr(type.size());
    std::optional<std::string> boundary;
    while (!trim(rest).empty()) {
        auto const parameter = take_parameter(rest);
        if (!parameter) return std::nullopt;
        if (!equals_ignoring_case(parameter->name, "boundary")) continue;
        if (boundary) return std::nullopt;
        boundary = parameter->value;
    }
    if (!boundary || boundary->empty() || boundary->size() > form_boundary_characters_max) return std::nullopt;
    if (!std::ranges::all_of(*boundary, is_boundary_character)) return std::nullopt;
    return boundary;
}

Result<std::vector<FormPart>> parse_form(std::string_view body, std::string_view boundary) {
    constexpr std::string_view blank_line = "\r\n\r\n";
    std::string const delimiter = fmt::format("\r\n--{}", boundary);
    if (!body.starts_with(std::string_view(delimiter).substr(line_end.size()))) {
        return not_a_form("it does not begin with its boundary");
    }
    body.remove_prefix(delimiter.size() - line_end.size());
    std::vector<FormPart> parts;
    while (body.starts_with(line_end)) {
        body.remove_prefix(line_end.size());
        auto const head_size = body.substr(0, form_part_head_bytes_max + blank_line.size()).find(blank_line);
        if (head_size == std::string_view::npos) return not_a_form("a part's header lines do not end");
        auto part = read_head(body.substr(0, head_size));
        if (!part) return part.error();
        // The content's delimiter may begin with the very line end that ends an empty head.
        body.remove_prefix(head_size + line_end.size());
        auto const end = body.find(delimiter);
        if (end == std::string_view::npos) return not_a_form("a part does not end");
        part->content =
            end < line_end.size() ? std::string_view{} : body.substr(line_end.size(), end - line_end.size());
        body.remove_prefix(end + delimiter.size());
        if (parts.size() == form_parts_max) {
            return Error{ErrorCode::too_large, fmt::format("A form has at most {} parts.", form_parts_max)};
        }
        parts.push_back(std::move(*part));
    }
    if (body != "--" && body != "--\r\n") return not_a_form("it does not end with its boundary");
    return parts;
}

}  // namespace cairn
