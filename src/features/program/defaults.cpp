#include "features/program/defaults.hpp"

#include <sstream>
#include <stdexcept>
#include <toml++/toml.h>

#include "base/embedded.hpp"

namespace cairn {
namespace {

constexpr std::string_view settings_path = "features/program/defaults/settings.toml";
constexpr std::string_view code_lists_name = "/defaults/code_lists.toml";

[[noreturn]] void unreadable(std::string_view path, std::string const& why) {
    throw std::logic_error("the defaults in " + std::string(path) + " cannot be read: " + why);
}

toml::table parse(std::string_view toml, std::string_view path) {
    try {
        return toml::parse(toml, path);
    } catch (toml::parse_error const& error) {
        unreadable(path, std::string(error.description()));
    }
}

std::string required_text(toml::table const& table, std::string_view key, std::string_view path) {
    auto const text = table[key].value<std::string>();
    if (!text || text->empty()) unreadable(path, "a " + std::string(key) + " is missing");
    return *text;
}

std::string source_and_date(toml::table const& list, std::string_view path) {
    auto const* date = list["date"].as_date();
    if (date == nullptr) unreadable(path, "a date is missing");
    std::ostringstream day;
    day << date->get();
    return required_text(list, "source", path) + " (" + day.str() + ")";
}

template <class Visit>
void each_table(toml::table const& parent, std::string_view key, std::string_view path, Visit const& visit) {
    auto const* array = parent[key].as_array();
    if (array == nullptr) unreadable(path, "there is no " + std::string(key));
    for (auto const& item : *array) {
        auto const* table = item.as_table();
        if (table == nullptr) unreadable(path, std::string(key) + " holds something that is not a table");
        visit(*table);
    }
}

Value setting_value(toml::table const& setting, std::string_view path) {
    auto const value = setting["value"];
    if (auto const number = value.value<std::int64_t>()) return *number;
    if (auto const text = value.value<std::string>()) return *text;
    unreadable(path, "a setting has no value");
}

}  // namespace

ProgramSettings default_settings() {
    auto const table = parse(embedded_file(settings_path), settings_path);
    auto const& type = record_type<ProgramSettings>();
    ProgramSettings settings;
    each_table(table, "setting", settings_path, [&](toml::table const& setting) {
        auto const& field = type.fields[type.index_of(required_text(setting, "name", settings_path))];
        required_text(setting, "source", settings_path);
        auto const problems = field.set(&settings, setting_value(setting, settings_path), field);
        if (!problems.empty()) unreadable(settings_path, problems.front().message);
    });
    return settings;
}

std::vector<CodeListEntry> read_code_lists(std::string_view toml, std::string_view path) {
    auto const table = parse(toml, path);
    std::vector<CodeListEntry> entries;
    each_table(table, "list", path, [&](toml::table const& list) {
        auto const name = required_text(list, "name", path);
        auto const source = source_and_date(list, path);
        each_table(list, "words", path, [&](toml::table const& word) {
            CodeListEntry entry;
            entry.list = name;
            entry.word = required_text(word, "word", path);
            entry.display = required_text(word, "display", path);
            entry.source = source;
            entries.push_back(std::move(entry));
        });
    });
    return entries;
}

std::vector<CodeListEntry> default_code_list_entries() {
    std::vector<CodeListEntry> entries;
    for (auto const& file : embedded_files("features/")) {
        if (!file.path.ends_with(code_lists_name)) continue;
        auto const of_slice = read_code_lists(file.text, file.path);
        entries.insert(entries.end(), of_slice.begin(), of_slice.end());
    }
    return entries;
}

}  // namespace cairn
