#include "features/exchange/mapping.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

#include <fmt/ranges.h>

#include "base/date.hpp"
#include "features/exchange/mapping_reader.hpp"

namespace cairn {
namespace {

using How = FieldSource::How;

std::optional<std::size_t> position(std::span<std::string const> header, std::string_view column) {
    auto const found = std::ranges::find(header, column);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
}

// Says so without repeating the row, which may be about a participant.
Problem not_a_header() {
    return {"", "no_header", "The first row names none of the expected columns. Is the header row missing?"};
}

Problem unknown_column(std::string const& column, std::string_view advice) {
    return {column, "unknown_column", fmt::format("The column \"{}\" is not expected. {}", column, advice)};
}

std::optional<int> day_number(std::string_view text) {
    int number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (number < -day_number_max || number > day_number_max) return std::nullopt;
    return number;
}

std::string joined(std::span<std::string const> row, std::span<std::size_t const> indexes, char separator) {
    std::string text = row[indexes.front()];
    for (auto const index : indexes.subspan(1)) {
        text += separator;
        text += row[index];
    }
    return text;
}

Result<std::string> mapped_value(FieldSource const& source, std::span<std::string const> row,
                                 std::span<std::size_t const> indexes) {
    auto const found = source.values.find(joined(row, indexes, '|'));
    if (found != source.values.end()) return found->second;
    if (std::ranges::all_of(indexes, [&](auto i) { return row[i].empty(); })) return std::string{};
    if (source.otherwise) return *source.otherwise;
    return invalid(source.field, "unmapped_value",
                   fmt::format("The mapping has no word for what stands in {}. Add it at {}.values.",
                               fmt::join(source.columns, " and "), source.key_path));
}

Result<std::string> summed_date(FieldSource const& source, std::span<std::string const> row,
                                std::span<std::size_t const> indexes) {
    if (std::ranges::any_of(indexes, [&](auto i) { return row[i].empty(); })) return std::string{};
    auto date = Date::parse(row[indexes.front()]);
    if (!date) {
        return invalid(source.field, "date",
                       fmt::format("{} must be a date written YYYY-MM-DD.", source.columns.front()));
    }
    for (std::size_t i = 1; i < indexes.size(); ++i) {
        auto const days = day_number(row[indexes[i]]);
        if (!days) {
            return invalid(source.field, "days",
                           fmt::format("{} must be a whole number of days, at most {} either way.", source.columns[i],
                                       day_number_max));
        }
        *date = *date + *days;
    }
    auto text = to_string(*date);
    if (!Date::parse(text)) {
        return invalid(source.field, "date",
                       fmt::format("{} together make a date that is out of range.", fmt::join(source.columns, ", ")));
    }
    return text;
}

Result<std::string> cell_of(FieldSource const& source, std::span<std::string const> row,
                            std::span<std::size_t const> indexes) {
    switch (source.how) {
    case How::column: return row[indexes.front()];
    case How::join:
        if (std::ranges::any_of(indexes, [&](auto i) { return row[i].empty(); })) return std::string{};
        return joined(row, indexes, '-');
    case How::constant: return source.constant;
    case How::values: return mapped_value(source, row, indexes);
    case How::date: return summed_date(source, row, indexes);
    }
    return std::string{};
}

}  // namespace

std::string Feed::source_columns(std::string_view field) const {
    for (auto const& bound : sources_) {
        if (bound.source.field == field) return fmt::format("{}", fmt::join(bound.source.columns, ", "));
    }
    return {};
}

MappedRow Feed::map(std::span<std::string const> row) const {
    MappedRow mapped;
    for (auto const& drop : drops_) {
        if (std::ranges::find(drop.values, row[drop.index]) == drop.values.end()) continue;
        mapped.dropped = true;
        return mapped;
    }
    mapped.cells.reserve(sources_.size());
    for (auto const& bound : sources_) {
        auto cell = cell_of(bound.source, row, bound.indexes);
        if (!cell) std::ranges::copy(cell.error().problems, std::back_inserter(mapped.problems));
        mapped.cells.push_back(cell ? std::move(*cell) : std::string{});
    }
    return mapped;
}

Result<Mapping> Mapping::parse(std::string_view toml, std::span<RecordFile const> known) {
    if (toml.size() > mapping_bytes_max) {
        return Error{ErrorCode::too_large, fmt::format("The mapping is longer than {} bytes.", mapping_bytes_max)};
    }
    try {
        MappingReader reader(known);
        auto mapping = reader.read(toml::parse(toml));
        auto problems = reader.take_problems();
        if (!problems.empty()) return invalid(std::move(problems));
        return mapping;
    } catch (toml::parse_error const& error) {
        auto const& at = error.source().begin;
        return Error{ErrorCode::malformed, fmt::format("The mapping is not TOML at line {}, column {}: {}.", at.line,
                                                       at.column, error.description())};
    }
}

std::vector<std::string> Mapping::source_files() const {
    std::vector<std::string> names;
    for (auto const& file : files_) names.push_back(file.name);
    return names;
}

bool Mapping::has_file(std::string_view source_file) const {
    return std::ranges::find(files_, source_file, &File::name) != files_.end();
}

bool Mapping::ignores_file(std::string_view source_file) const {
    return std::ranges::find(ignored_files_, source_file) != ignored_files_.end();
}

Result<std::vector<Feed>> Mapping::feeds(std::string_view source_file, std::span<std::string const> header) const {
    auto const file = std::ranges::find(files_, source_file, &File::name);
    if (file == files_.end()) return not_found("file in the mapping");
    Problems problems;
    std::vector<Feed> feeds;
    std::set<std::string_view> accounted(file->ignore.begin(), file->ignore.end());
    for (auto const& record : file->records) {
        feeds.push_back(bind(record, header, problems));
        for (auto const& field : record.fields) accounted.insert(field.columns.begin(), field.columns.end());
        for (auto const& drop : record.drops) accounted.insert(drop.column);
    }
    auto const is_accounted = [&](std::string const& column) { return accounted.contains(column); };
    if (std::ranges::none_of(header, is_accounted)) return invalid({not_a_header()});
    for (auto const& column : header) {
        if (!is_accounted(column)) problems.push_back(unknown_column(column, "Use it in the mapping or ignore it."));
    }
    if (!problems.empty()) return invalid(std::move(problems));
    return feeds;
}

Feed Mapping::bind(Record const& record, std::span<std::string const> header, Problems& problems) {
    auto const index_of = [&](std::string const& column, std::string const& key_path) {
        auto const index = position(header, column);
        if (!index) {
            problems.push_back({column, "missing_column",
                                fmt::format("The file has no column \"{}\", which {} needs.", column, key_path)});
        }
        return index.value_or(0);
    };
    Feed feed;
    feed.record_file_ = record.to;
    for (auto const& drop : record.drops) {
        feed.drops_.push_back({index_of(drop.column, drop.key_path), drop.values});
    }
    for (auto const& field : record.fields) {
        std::vector<std::size_t> indexes;
        for (auto const& column : field.columns) indexes.push_back(index_of(column, field.key_path));
        feed.fields_.push_back(field.field);
        feed.sources_.push_back({field, std::move(indexes)});
    }
    return feed;
}

Result<Feed> feed_as_itself(RecordFile const& file, std::span<std::string const> header) {
    auto const is_field = [&](std::string const& column) {
        return std::ranges::find(file.fields, column) != file.fields.end();
    };
    if (std::ranges::none_of(header, is_field)) return invalid({not_a_header()});
    Problems problems;
    Feed feed;
    feed.record_file_ = file.name;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (!is_field(header[i])) {
            problems.push_back(unknown_column(header[i], "Remove it, or use or ignore it in a mapping file."));
        }
        feed.fields_.push_back(header[i]);
        feed.sources_.push_back({FieldSource{.field = header[i], .columns = {header[i]}}, {i}});
    }
    if (!problems.empty()) return invalid(std::move(problems));
    return feed;
}

}  // namespace cairn
