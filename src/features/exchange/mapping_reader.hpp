// Reads the TOML of a mapping file; used by mapping.cpp only.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "features/exchange/mapping.hpp"

namespace cairn {

class MappingReader {
public:
    explicit MappingReader(std::span<RecordFile const> known) : known_(known) {}

    Mapping read(toml::table const& root);
    Problems take_problems() { return std::move(problems_); }

private:
    Mapping::File read_file(toml::table const& table, std::string const& path);
    Mapping::Record read_record(toml::table const& table, std::string const& path);
    RecordFile const* read_target(toml::table const& table, std::string const& path, Mapping::Record& record);
    std::vector<DropRule> read_drops(toml::table const& table, std::string const& path);
    FieldSource read_source(toml::node const& node, std::string const& field, std::string const& path);
    void read_values(toml::table const& table, std::string const& path, FieldSource& source);
    void read_date(toml::table const& table, std::string const& path, FieldSource& source);
    void check_ignored_columns(Mapping::File const& file, toml::table const& table, std::string const& path);

    std::optional<std::string> text(toml::table const& table, std::string_view key, std::string const& path);
    std::vector<std::string> texts(toml::table const& table, std::string_view key, std::string const& path);
    std::vector<std::string> texts_of(toml::node const& node, std::string const& path);
    std::vector<toml::table const*> tables(toml::table const& table, std::string_view key, std::string const& path);
    void refuse_other_keys(toml::table const& table, std::vector<std::string_view> const& allowed,
                           std::string const& path);
    void report(toml::node const& node, std::string path, std::string_view code, std::string message);

    std::span<RecordFile const> known_;
    Problems problems_;
};

}  // namespace cairn
