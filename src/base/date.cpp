#include "base/date.hpp"

#include <charconv>
#include <chrono>

namespace cairn {
namespace {

bool read_digits(std::string_view text, int& number) {
    for (auto const c : text) {
        if (c < '0' || c > '9') return false;
    }
    return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc{};
}

void append_padded(std::string& out, unsigned number, unsigned width) {
    std::string digits = std::to_string(number);
    out.append(width > digits.size() ? width - digits.size() : 0, '0');
    out += digits;
}

std::chrono::year_month_day calendar_day(Date date) {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{date.days}}};
}

}  // namespace

Result<Date> Date::parse(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    bool const readable = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                          read_digits(text.substr(0, 4), year) && read_digits(text.substr(5, 2), month) &&
                          read_digits(text.substr(8, 2), day);
    if (!readable) return invalid("", "date", "A date is written YYYY-MM-DD, for example 2026-08-03.");
    std::chrono::year_month_day const ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                          std::chrono::day{static_cast<unsigned>(day)}};
    if (!ymd.ok()) return invalid("", "date", "The calendar has no such day.");
    if (year < earliest_year || year > latest_year) {
        return invalid("", "date", "The year must lie between 1850 and 2200.");
    }
    return from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

Date Date::from_ymd(int year, unsigned month, unsigned day) {
    std::chrono::sys_days const days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)};
    return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

int year_of(Date date) { return static_cast<int>(calendar_day(date).year()); }

std::string to_string(Date date) {
    auto const ymd = calendar_day(date);
    std::string text;
    append_padded(text, static_cast<unsigned>(static_cast<int>(ymd.year())), 4);
    text += '-';
    append_padded(text, static_cast<unsigned>(ymd.month()), 2);
    text += '-';
    append_padded(text, static_cast<unsigned>(ymd.day()), 2);
    return text;
}

}  // namespace cairn
