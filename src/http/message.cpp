#include "http/message.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace cairn {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 5> methods{{{Method::get, "GET"},
                                                                      {Method::post, "POST"},
                                                                      {Method::put, "PUT"},
                                                                      {Method::patch, "PATCH"},
                                                                      {Method::remove, "DELETE"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string const* find_header(std::vector<Header> const& headers, std::string_view name) {
    auto const at = std::find_if(headers.begin(), headers.end(),
                                 [&](Header const& header) { return equals_ignoring_case(header.name, name); });
    return at == headers.end() ? nullptr : &at->value;
}

}  // namespace

std::string_view to_string(Method method) { return methods.at(static_cast<std::size_t>(method)).second; }

std::optional<Method> parse_method(std::string_view text) {
    for (auto const& [method, name] : methods) {
        if (name == text) return method;
    }
    return std::nullopt;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view HttpRequest::header(std::string_view name) const {
    auto const* value = find_header(headers, name);
    return value == nullptr ? std::string_view{} : *value;
}

bool HttpRequest::has_header(std::string_view name) const { return find_header(headers, name) != nullptr; }

std::string_view HttpResponse::header(std::string_view name) const {
    auto const* value = find_header(headers, name);
    return value == nullptr ? std::string_view{} : *value;
}

std::optional<std::string> decode_percent(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            auto const high = hex_digit(text[i + 1]);
            auto const low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    if (out.find('\0') != std::string::npos || !is_valid_utf8(out)) return std::nullopt;
    return out;
}

}  // namespace cairn
