#include "base/text.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <new>

namespace cairn {
namespace {

bool is_ascii(std::string_view text) {
    for (auto const c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    }
    return true;
}

std::string map_utf8(std::string_view text, int options) {
    utf8proc_uint8_t* mapped = nullptr;
    auto const size =
        utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(options));
    if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
    std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> const owner(mapped, &std::free);
    return size < 0 ? std::string{}
                    : std::string(reinterpret_cast<char const*>(mapped), static_cast<std::size_t>(size));
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

std::string collapse_spaces(std::string_view text) {
    std::string out;
    for (auto const c : trim(text)) {
        if (!is_space(c)) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    if (is_ascii(text)) return true;
    auto const* at = reinterpret_cast<utf8proc_uint8_t const*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t code_point = 0;
        auto const taken = utf8proc_iterate(at, left, &code_point);
        if (taken <= 0) return false;
        at += taken;
        left -= taken;
    }
    return true;
}

Result<std::string> normalize_text(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return invalid("", "text", "Text cannot contain the character U+0000.");
    }
    if (is_ascii(text)) return std::string(text);
    if (!is_valid_utf8(text)) return invalid("", "text", "Text must be UTF-8.");
    return map_utf8(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string fold_text(std::string_view text) {
    constexpr int fold =
        UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_COMPAT;
    return collapse_spaces(map_utf8(text, fold));
}

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    for (auto const c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    return count;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        auto const at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string join(std::vector<std::string> const& parts, std::string_view separator) {
    std::string text;
    for (auto const& part : parts) {
        if (&part != &parts.front()) text += separator;
        text += part;
    }
    return text;
}

}  // namespace cairn
