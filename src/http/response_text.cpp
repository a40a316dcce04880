#include "http/response_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>
#include <utility>

namespace cairn {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 27> reasons{{{200, "OK"},
                                                                    {201, "Created"},
                                                                    {202, "Accepted"},
                                                                    {204, "No Content"},
                                                                    {301, "Moved Permanently"},
                                                                    {302, "Found"},
                                                                    {303, "See Other"},
                                                                    {304, "Not Modified"},
                                                                    {308, "Permanent Redirect"},
                                                                    {400, "Bad Request"},
                                                                    {401, "Unauthorized"},
                                                                    {403, "Forbidden"},
                                                                    {404, "Not Found"},
                                                                    {405, "Method Not Allowed"},
                                                                    {409, "Conflict"},
                                                                    {410, "Gone"},
                                                                    {412, "Precondition Failed"},
                                                                    {413, "Content Too Large"},
                                                                    {414, "URI Too Long"},
                                                                    {415, "Unsupported Media Type"},
                                                                    {417, "Expectation Failed"},
                                                                    {422, "Unprocessable Content"},
                                                                    {428, "Precondition Required"},
                                                                    {429, "Too Many Requests"},
                                                                    {500, "Internal Server Error"},
                                                                    {501, "Not Implemented"},
                                                                    {503, "Service Unavailable"}}};

bool is_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_header(std::string& head, std::string_view name, std::string_view value) {
    if (!is_one_line(name) || !is_one_line(value)) throw std::logic_error("a response header is not one line");
    head.append(name).append(": ").append(value).append("\r\n");
}

void append_two_digits(std::string& text, int number) {
    text += static_cast<char>('0' + number / 10);
    text += static_cast<char>('0' + number % 10);
}

}  // namespace

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string_view reason_of(int status) {
    for (auto const& [known, reason] : reasons) {
        if (known == status) return reason;
    }
    return "Other";
}

// Written by hand: this is done for every answer.
std::string http_date(Instant at) {
    constexpr std::string_view days = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::time_t const seconds = at.milliseconds / 1000;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::string text(days.substr(static_cast<std::size_t>(parts.tm_wday) * 3, 3));
    append_two_digits(text += ", ", parts.tm_mday);
    text.append(" ").append(months.substr(static_cast<std::size_t>(parts.tm_mon) * 3, 3));
    text.append(" ").append(std::to_string(parts.tm_year + 1900));
    append_two_digits(text += ' ', parts.tm_hour);
    append_two_digits(text += ':', parts.tm_min);
    append_two_digits(text += ':', parts.tm_sec);
    return text + " GMT";
}

std::string response_head(HttpResponse const& response, std::optional<std::size_t> length, bool close, Instant now) {
    constexpr std::size_t usual_size = 512;
    std::string head;
    head.reserve(usual_size);
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
    head.append("\r\nDate: ").append(http_date(now)).append("\r\n");
    for (auto const& header : response.headers) append_header(head, header.name, header.value);
    if (length && may_have_body(response.status)) append_header(head, "Content-Length", std::to_string(*length));
    head.append(close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
    return head;
}

}  // namespace cairn
