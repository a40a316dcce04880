#include "app/served_names.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace cairn {
namespace {

// Paths of the server itself.
constexpr std::array<std::string_view, 5> taken{"api", "assets", "healthz", "metrics", "readyz"};

bool is_name(std::string_view text) {
    auto const fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= organization_name_characters_max && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), fits) && std::find(taken.begin(), taken.end(), text) == taken.end();
}

bool is_host(std::string_view text) {
    auto const fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

Result<std::vector<ServedName>> parse_served_names(std::vector<std::string> const& entries) {
    std::vector<ServedName> served;
    std::set<std::string> known;
    Problems problems;
    auto const problem = [&](char const* code, std::string message) {
        problems.push_back({"organizations", code, std::move(message)});
    };
    if (entries.size() > organizations_served_max) problem("too_many", "One process serves at most 200 organizations.");
    for (auto const& entry : entries) {
        auto const equals = entry.find('=');
        auto const at = entry.substr(0, equals).find('@');
        ServedName one;
        one.name = entry.substr(0, std::min(at, equals));
        if (at != std::string::npos) one.host = entry.substr(at + 1, equals - at - 1);
        one.database = equals == std::string::npos ? "" : entry.substr(equals + 1);
        if (!is_name(one.name) || one.database.empty() || (at != std::string::npos && !is_host(one.host))) {
            problem("name", "Write NAME=DATABASE or NAME@HOST=DATABASE. A name has up to 40 small letters, digits and "
                            "hyphens, and is none of api, assets, healthz, metrics and readyz.");
            continue;
        }
        if (!known.insert("name " + one.name).second || !known.insert("database " + one.database).second ||
            (!one.host.empty() && !known.insert("host " + one.host).second)) {
            problem("repeated",
                    "A name, a host and a database stand for one organization each; " + one.name + " repeats one.");
        }
        served.push_back(std::move(one));
    }
    if (!problems.empty()) return invalid(std::move(problems));
    if (served.size() == 1 && served.front().host.empty()) served.front().name.clear();
    return served;
}

}  // namespace cairn
