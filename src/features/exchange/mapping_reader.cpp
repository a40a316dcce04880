#include "features/exchange/mapping_reader.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace cairn {
namespace {

std::string below(std::string const& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string item(std::string const& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

// A source file is named as it lies in the folder: no path, so that a mapping cannot reach beyond it.
bool is_csv_name(std::string_view name) {
    return name.size() > 4 && name.ends_with(".csv") && name.find_first_of("/\\") == std::string_view::npos;
}

}  // namespace

Mapping MappingReader::read(toml::table const& root) {
    Mapping mapping;
    refuse_other_keys(root, {"ignore_files", "file"}, "");
    mapping.ignored_files_ = texts(root, "ignore_files", "");
    auto const files = tables(root, "file", "");
    if (files.empty()) report(root, "file", "required", "The mapping describes no file. Add a [[file]].");
    std::set<std::string> names(mapping.ignored_files_.begin(), mapping.ignored_files_.end());
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto const path = item("file", i);
        mapping.files_.push_back(read_file(*files[i], path));
        auto const& name = mapping.files_.back().name;
        if (!name.empty() && !names.insert(name).second) {
            report(*files[i], below(path, "name"), "repeated", "This file is described or ignored elsewhere.");
        }
    }
    return mapping;
}

Mapping::File MappingReader::read_file(toml::table const& table, std::string const& path) {
    refuse_other_keys(table, {"name", "ignore", "record"}, path);
    Mapping::File file;
    auto const name = text(table, "name", path);
    if (!name) {
        report(table, below(path, "name"), "required", "Say which file is meant: name = \"people.csv\".");
    } else if (!is_csv_name(*name)) {
        report(table, below(path, "name"), "file_name", "This must be the name of a .csv file, without a folder.");
    }
    file.name = name.value_or("");
    file.ignore = texts(table, "ignore", path);
    auto const records = tables(table, "record", path);
    if (records.empty()) {
        report(table, below(path, "record"), "required",
               "The file feeds nothing. Add a [[file.record]], or name the file in ignore_files.");
    }
    for (std::size_t i = 0; i < records.size(); ++i) {
        file.records.push_back(read_record(*records[i], item(below(path, "record"), i)));
    }
    check_ignored_columns(file, table, path);
    return file;
}

void MappingReader::check_ignored_columns(Mapping::File const& file, toml::table const& table,
                                          std::string const& path) {
    for (auto const& record : file.records) {
        for (auto const& field : record.fields) {
            for (auto const& column : field.columns) {
                if (std::ranges::find(file.ignore, column) == file.ignore.end()) continue;
                report(table, below(path, "ignore"), "contradiction",
                       fmt::format("The column \"{}\" is ignored here and used by {}.", column, field.key_path));
            }
        }
    }
}

Mapping::Record MappingReader::read_record(toml::table const& table, std::string const& path) {
    refuse_other_keys(table, {"to", "drop", "fields"}, path);
    Mapping::Record record;
    auto const* target = read_target(table, path, record);
    record.drops = read_drops(table, path);
    auto const* fields = table["fields"].as_table();
    auto const fields_path = below(path, "fields");
    if (fields == nullptr || fields->empty()) {
        report(table, fields_path, "required", "Say where the fields come from: fields.id = \"number\".");
        return record;
    }
    for (auto const& [key, node] : *fields) {
        auto const name = std::string(key.str());
        auto const field_path = below(fields_path, name);
        if (target != nullptr && std::ranges::find(target->fields, name) == target->fields.end()) {
            report(node, field_path, "unknown_field",
                   fmt::format("{} has no field of this name. Its fields are {}.", target->name,
                               fmt::join(target->fields, ", ")));
        }
        record.fields.push_back(read_source(node, name, field_path));
    }
    return record;
}

RecordFile const* MappingReader::read_target(toml::table const& table, std::string const& path,
                                             Mapping::Record& record) {
    auto const to = text(table, "to", path);
    std::vector<std::string_view> names;
    for (auto const& file : known_) names.push_back(file.name);
    auto const found = std::ranges::find(names, to.value_or(""));
    if (found == names.end()) {
        report(table, below(path, "to"), to ? "unknown_record" : "required",
               fmt::format("Say what is fed; it may be one of {}.", fmt::join(names, ", ")));
        return nullptr;
    }
    record.to = *to;
    return &known_[static_cast<std::size_t>(found - names.begin())];
}

std::vector<DropRule> MappingReader::read_drops(toml::table const& table, std::string const& path) {
    std::vector<DropRule> drops;
    auto const* node = table.get("drop");
    if (node == nullptr) return drops;
    auto const drop_path = below(path, "drop");
    if (!node->is_table()) {
        report(*node, drop_path, "type", "Write the columns with the values: drop = { stage = [\"test\"] }.");
        return drops;
    }
    for (auto const& [column, values] : *node->as_table()) {
        auto const value_path = below(drop_path, column.str());
        drops.push_back({std::string(column.str()), texts_of(values, value_path), value_path});
    }
    return drops;
}

FieldSource MappingReader::read_source(toml::node const& node, std::string const& field, std::string const& path) {
    FieldSource source{.field = field, .key_path = path};
    if (auto const column = node.value_exact<std::string>()) {
        source.columns = {*column};
        return source;
    }
    constexpr std::string_view ways =
        "Write a column's name, or one of { join = […] }, { constant = \"…\" }, { column = \"…\", values = {…} } and "
        "{ date = \"…\", days = […] }.";
    auto const* table = node.as_table();
    if (table == nullptr) {
        report(node, path, "type", std::string(ways));
    } else if (table->contains("join")) {
        source.how = FieldSource::How::join;
        refuse_other_keys(*table, {"join"}, path);
        source.columns = texts(*table, "join", path);
        if (source.columns.empty()) report(node, below(path, "join"), "required", "Name the columns to join.");
    } else if (table->contains("constant")) {
        source.how = FieldSource::How::constant;
        refuse_other_keys(*table, {"constant"}, path);
        source.constant = text(*table, "constant", path).value_or("");
    } else if (table->contains("values")) {
        read_values(*table, path, source);
    } else if (table->contains("date")) {
        read_date(*table, path, source);
    } else {
        report(node, path, "type", std::string(ways));
    }
    return source;
}

void MappingReader::read_values(toml::table const& table, std::string const& path, FieldSource& source) {
    source.how = FieldSource::How::values;
    refuse_other_keys(table, {"column", "columns", "values", "otherwise"}, path);
    source.columns = texts(table, table.contains("columns") ? "columns" : "column", path);
    if (source.columns.empty() || (table.contains("column") && table.contains("columns"))) {
        report(table, below(path, "columns"), "required", "Name the column, or several as columns = […].");
    }
    if (table.contains("otherwise")) source.otherwise = text(table, "otherwise", path);
    auto const values_path = below(path, "values");
    auto const* values = table["values"].as_table();
    if (values == nullptr) {
        report(table, values_path, "type", "Write what stands in the column and what it means: { \"1\" = \"soon\" }.");
        return;
    }
    for (auto const& [from, node] : *values) {
        auto const to = node.value_exact<std::string>();
        if (!to) report(node, below(values_path, from.str()), "type", "This must be text in quotation marks.");
        source.values.emplace(from.str(), to.value_or(""));
        auto const parts = static_cast<std::size_t>(std::ranges::count(from.str(), '|')) + 1;
        if (parts < source.columns.size()) {
            report(node, below(values_path, from.str()), "parts",
                   fmt::format("{} columns are joined, so this needs {} parts with | between them.",
                               source.columns.size(), source.columns.size()));
        }
    }
}

void MappingReader::read_date(toml::table const& table, std::string const& path, FieldSource& source) {
    source.how = FieldSource::How::date;
    refuse_other_keys(table, {"date", "days"}, path);
    source.columns.push_back(text(table, "date", path).value_or(""));
    for (auto& column : texts(table, "days", path)) source.columns.push_back(std::move(column));
    if (source.columns.size() == 1) {
        report(table, below(path, "days"), "required", "Name the columns with the numbers of days to add.");
    }
}

std::optional<std::string> MappingReader::text(toml::table const& table, std::string_view key,
                                               std::string const& path) {
    auto const* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    auto value = node->value_exact<std::string>();
    if (!value) report(*node, below(path, key), "type", "This must be text in quotation marks.");
    return value;
}

std::vector<std::string> MappingReader::texts(toml::table const& table, std::string_view key, std::string const& path) {
    auto const* node = table.get(key);
    return node == nullptr ? std::vector<std::string>{} : texts_of(*node, below(path, key));
}

// A list of texts; one text alone is a list of one.
std::vector<std::string> MappingReader::texts_of(toml::node const& node, std::string const& path) {
    if (auto const one = node.value_exact<std::string>()) return {*one};
    std::vector<std::string> list;
    auto const* array = node.as_array();
    if (array == nullptr) {
        report(node, path, "type", "This must be a list of texts: [\"…\", \"…\"].");
        return list;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        if (auto const value = (*array)[i].value_exact<std::string>()) {
            list.push_back(*value);
        } else {
            report((*array)[i], item(path, i), "type", "This must be text in quotation marks.");
        }
    }
    return list;
}

std::vector<toml::table const*> MappingReader::tables(toml::table const& table, std::string_view key,
                                                      std::string const& path) {
    std::vector<toml::table const*> list;
    auto const* node = table.get(key);
    if (node == nullptr) return list;
    auto const* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
        report(*node, below(path, key), "type", "This must be written with double brackets, once for each.");
        return list;
    }
    for (auto const& entry : *array) list.push_back(entry.as_table());
    return list;
}

void MappingReader::refuse_other_keys(toml::table const& table, std::vector<std::string_view> const& allowed,
                                      std::string const& path) {
    for (auto const& [key, node] : table) {
        if (std::ranges::find(allowed, key.str()) != allowed.end()) continue;
        report(node, below(path, key.str()), "unknown_key",
               fmt::format("This key has no meaning here. Possible are {}.", fmt::join(allowed, ", ")));
    }
}

void MappingReader::report(toml::node const& node, std::string path, std::string_view code, std::string message) {
    auto const line = node.source().begin.line;
    if (line > 0) message += fmt::format(" (line {})", line);
    problems_.push_back({std::move(path), std::string(code), std::move(message)});
}

}  // namespace cairn
