#include "app/config.hpp"

#include <toml++/toml.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "base/text.hpp"
#include "store/database.hpp"

namespace cairn {
namespace {

constexpr std::uintmax_t config_bytes_max = 1U << 20U;

ConfigKey const* find_key(std::string_view name) {
    for (auto const& key : config_keys) {
        if (key.name == name) return &key;
    }
    return nullptr;
}

std::optional<int> to_number(std::string_view text) {
    int number = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void check(ConfigKey const& key, Config::Setting const& setting, Problems& problems) {
    if (key.kind == ConfigKind::flag && setting.value != "true" && setting.value != "false") {
        problems.push_back(
            {std::string(key.name), "flag", "Must be true or false (it comes from: " + setting.source + ")."});
    }
    if (key.kind != ConfigKind::number) return;
    auto const number = to_number(setting.value);
    if (number && *number >= key.minimum && *number <= key.maximum) return;
    problems.push_back({std::string(key.name), "number",
                        "Must be a whole number from " + std::to_string(key.minimum) + " to " +
                            std::to_string(key.maximum) + " (it comes from: " + setting.source + ")."});
}

// Nothing for what no setting of that kind can be.
std::optional<std::string> toml_text(toml::node const& node, ConfigKind kind) {
    if (node.is_string()) return node.value<std::string>();
    if (node.is_integer()) return std::to_string(node.value_or(std::int64_t{0}));
    if (node.is_boolean() && kind == ConfigKind::flag) return node.value_or(false) ? "true" : "false";
    if (!node.is_array() || kind != ConfigKind::list) return std::nullopt;
    std::vector<std::string> entries;
    for (auto const& entry : *node.as_array()) {
        if (!entry.is_string()) return std::nullopt;
        entries.push_back(entry.value_or(std::string{}));
    }
    return join(entries, std::string_view(&config_list_separator, 1));
}

void read_file(std::string const& path, std::map<std::string, Config::Setting>& settings, Problems& problems) {
    std::error_code failed;
    if (std::filesystem::file_size(path, failed) > config_bytes_max || failed) {
        problems.push_back({"config", "file", "The configuration file cannot be read: " + path});
        return;
    }
    try {
        for (auto const& [name, node] : toml::parse_file(path)) {
            auto const* key = find_key(name.str());
            auto const text = key == nullptr ? std::nullopt : toml_text(node, key->kind);
            if (!text) {
                problems.push_back({std::string(name.str()), "unknown_key",
                                    key == nullptr
                                        ? "There is no such setting; `cairn config explain` lists them."
                                        : "Must be a text or a whole number; true or false for a flag, an array of "
                                          "texts for a list."});
            } else {
                settings[std::string(key->name)] = {*text, path};
            }
        }
    } catch (toml::parse_error const& error) {
        auto const line = error.source().begin.line;
        problems.push_back(
            {"config", "toml",
             "The file " + path + " cannot be read as TOML; look at line " + std::to_string(line) + "."});
    }
}

std::string without_password(std::string const& value);

std::string without_passwords(ConfigKey const& key, std::string const& value) {
    if (key.kind != ConfigKind::list) return without_password(value);
    std::vector<std::string> shown;
    for (auto const entry : split(value, config_list_separator)) shown.push_back(without_password(std::string(entry)));
    return join(shown, std::string_view(&config_list_separator, 1));
}

std::string without_password(std::string const& value) {
    auto const scheme = value.find("://");
    auto const at = value.rfind('@', value.find('?'));
    if (scheme == std::string::npos) return value;
    auto shown = at == std::string::npos ? value : value.substr(0, scheme + 3) + "…" + value.substr(at);
    return shown.substr(0, shown.find("password="));
}

}  // namespace

int Config::number(std::string_view name) const { return to_number(text(name)).value_or(0); }

std::vector<std::string> Config::list(std::string_view name) const {
    std::vector<std::string> entries;
    for (auto const entry : split(text(name), config_list_separator)) {
        if (auto const trimmed = trim(entry); !trimmed.empty()) entries.emplace_back(trimmed);
    }
    return entries;
}

void Config::set(std::string_view name, std::string value) {
    settings_.at(std::string(name)) = {std::move(value), "the command"};
}

Result<Config> load_config(std::optional<std::string> const& path, std::map<std::string, std::string> const& flags) {
    Config config;
    Problems problems;
    for (auto const& key : config_keys)
        config.settings_[std::string(key.name)] = {std::string(key.default_value), "default"};
    auto const file = path.value_or(std::string(default_config_path));
    if (path || std::filesystem::exists(file)) read_file(file, config.settings_, problems);
    for (auto const& key : config_keys) {
        std::string const variable(key.environment);
        if (auto const* value = std::getenv(variable.c_str())) {
            config.settings_[std::string(key.name)] = {value, "environment " + variable};
        }
    }
    for (auto const& [name, value] : flags) {
        config.settings_[name] = {value, "flag " + std::string(find_key(name)->flag)};
    }
    for (auto const& key : config_keys) check(key, config.settings_.at(std::string(key.name)), problems);
    if (!problems.empty()) return invalid(std::move(problems));
    return config;
}

std::string explain(Config const& config) {
    std::string text;
    for (auto const& key : config_keys) {
        auto const& setting = config.setting(key.name);
        text += std::string(key.name) + " = " +
                (setting.value.empty() ? "(none)" : without_passwords(key, setting.value)) + "\n    from " +
                setting.source + "; flag " + std::string(key.flag) + ", environment " + std::string(key.environment) +
                "\n    " + std::string(key.meaning) + "\n";
    }
    return text;
}

}  // namespace cairn
