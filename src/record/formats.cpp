#include "record/formats.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/instant.hpp"

namespace cairn {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Deliberately loose: one @ with something on both sides and no white space. Delivery is the only real proof.
bool is_email(std::string_view text) {
    auto const at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == text.npos &&
           text.find_first_of(" \t\r\n") == text.npos;
}

bool is_phone(std::string_view text) {
    auto const digits = std::count_if(text.begin(), text.end(), is_digit);
    bool const plain = text.find_first_not_of("0123456789+-(). xX#*") == text.npos;
    return plain && digits >= 3 && digits <= 20;
}

// BCP 47 in outline: a two- or three-letter language, then subtags of letters and digits.
bool is_language(std::string_view text) {
    auto const end = std::min(text.find('-'), text.size());
    bool const primary =
        end >= 2 && end <= 3 && std::all_of(text.begin(), text.begin() + static_cast<long>(end), is_letter);
    return primary && text.size() <= 35 &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_zip(std::string_view text) {
    if (text.size() != 5 && text.size() != 10) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 5 ? text[i] != '-' : !is_digit(text[i])) return false;
    }
    return true;
}

bool is_state(std::string_view text) {
    return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

}  // namespace

std::optional<std::string> format_problem(std::string_view format, std::string_view text) {
    auto const unless = [](bool fits, std::string sentence) {
        return fits ? std::nullopt : std::optional(std::move(sentence));
    };
    if (format == "email") return unless(is_email(text), "An email address looks like name@example.org.");
    if (format == "phone")
        return unless(is_phone(text), "A phone number has 3 to 20 digits, for example 215-555-0142.");
    if (format == "language") return unless(is_language(text), "A language is a code such as en, es or pt-BR.");
    if (format == "zip") return unless(is_zip(text), "A ZIP code has five digits, or nine with a dash.");
    if (format == "state") return unless(is_state(text), "A state is its two-letter code, for example PA.");
    if (format == "time_zone") {
        return unless(is_time_zone(text), "A time zone is a name of the IANA database, for example America/New_York.");
    }
    throw std::logic_error("there is no format " + std::string(format));
}

}  // namespace cairn
