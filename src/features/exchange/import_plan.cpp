#include "features/exchange/import_plan.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/ranges.h>

#include "features/exchange/references.hpp"
#include "record/csv_reader.hpp"

namespace cairn {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view csv_ending = ".csv";

Result<std::vector<std::string>> csv_files_in(fs::path const& folder) {
    std::error_code failed;
    std::vector<std::string> names;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
        if (entry->path().extension() == csv_ending) names.push_back(entry->path().filename().string());
    }
    if (failed) {
        return Error{ErrorCode::not_found,
                     "The folder " + folder.string() + " cannot be read: " + failed.message() + "."};
    }
    std::ranges::sort(names);
    return names;
}

Result<std::optional<Mapping>> read_mapping(fs::path const& folder, std::optional<fs::path> const& stated,
                                            std::span<RecordFile const> known) {
    auto const path = stated.value_or(folder / mapping_file_name);
    if (!stated && !fs::exists(path)) return std::optional<Mapping>{};
    std::ifstream file(path, std::ios::binary);
    if (!file || fs::is_directory(path)) {
        return Error{ErrorCode::not_found, "The mapping " + path.string() + " cannot be read."};
    }
    std::string text(mapping_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    auto mapping = Mapping::parse(text, known);
    if (!mapping) return mapping.error();
    return std::optional(std::move(*mapping));
}

class Planner {
public:
    Planner(fs::path const& folder, std::span<Importable const> importables) : folder_(folder) {
        for (auto const& importable : importables) {
            known_.push_back({importable.file, columns_of(importable.type)});
            importables_.push_back(&importable);
        }
    }

    std::span<RecordFile const> known() const { return known_; }
    void plan(std::vector<std::string> const& files, std::optional<Mapping> const& mapping);
    Result<ImportPlan> take();

private:
    void plan_file(std::string const& name, std::optional<Mapping> const& mapping);
    Result<std::vector<Feed>> feeds_of(std::string const& name, std::optional<Mapping> const& mapping,
                                       std::vector<std::string> const& header) const;
    void add_task(std::string const& name, std::vector<std::string> const& header, Feed feed);
    bool is_in_circle(ImportTask const& task) const;
    void report(std::string const& file, Problem const& problem);

    fs::path folder_;
    std::vector<RecordFile> known_;
    std::vector<Importable const*> importables_;
    std::vector<ImportTask> tasks_;
    Problems problems_;
};

void Planner::plan(std::vector<std::string> const& files, std::optional<Mapping> const& mapping) {
    if (mapping) {
        for (auto const& name : mapping->source_files()) {
            if (std::ranges::find(files, name) != files.end()) continue;
            report(name, {"", "missing_file", "The mapping names this file, but it is not in the folder."});
        }
    }
    for (auto const& name : files) {
        if (!mapping || !mapping->ignores_file(name)) plan_file(name, mapping);
    }
}

void Planner::plan_file(std::string const& name, std::optional<Mapping> const& mapping) {
    auto const reader = CsvReader::open_file(folder_ / name);
    if (!reader) {
        auto problem = reader.error().problem;
        if (reader.error().line > 0) problem.message += fmt::format(" (line {})", reader.error().line);
        return report(name, problem);
    }
    auto feeds = feeds_of(name, mapping, reader->header());
    if (!feeds) {
        for (auto const& problem : feeds.error().problems) report(name, problem);
        return;
    }
    for (auto& feed : *feeds) add_task(name, reader->header(), std::move(feed));
}

Result<std::vector<Feed>> Planner::feeds_of(std::string const& name, std::optional<Mapping> const& mapping,
                                            std::vector<std::string> const& header) const {
    if (mapping && mapping->has_file(name)) return mapping->feeds(name, header);
    auto const stem = name.substr(0, name.size() - csv_ending.size());
    auto const file = std::ranges::find(known_, stem, &RecordFile::name);
    if (file == known_.end()) {
        std::vector<std::string_view> names;
        for (auto const& known : known_) names.push_back(known.name);
        return invalid(
            "", "unknown_file",
            fmt::format("This is none of the files that can be imported: {}. Use a mapping, or name it in the "
                        "mapping's ignore_files.",
                        fmt::join(names, ", ")));
    }
    auto feed = feed_as_itself(*file, header);
    if (!feed) return feed.error();
    return std::vector{std::move(*feed)};
}

void Planner::add_task(std::string const& name, std::vector<std::string> const& header, Feed feed) {
    auto const importable =
        std::ranges::find(importables_, feed.record_file(), [](auto const* each) { return each->file; });
    auto const has = [&](std::string_view field) {
        return std::ranges::find(feed.fields(), field) != feed.fields().end();
    };
    std::set<std::string_view> needed((*importable)->required_columns.begin(), (*importable)->required_columns.end());
    if (!(*importable)->natural_key.empty()) needed.erase("id");
    for (auto const column : needed) {
        if (has(column)) continue;
        report(name,
               {std::string(column), "missing_column", fmt::format("{} needs this column.", (*importable)->file)});
    }
    auto columns = import_columns((*importable)->type, feed);
    tasks_.push_back({.importable = *importable,
                      .path = folder_ / name,
                      .source_file = name,
                      .header = header,
                      .feed = std::move(feed),
                      .columns = std::move(columns)});
}

void Planner::report(std::string const& file, Problem const& problem) {
    problems_.push_back({problem.field.empty() ? file : file + ": " + problem.field, problem.code, problem.message});
}

// Whether records of this type stand between two of which the earlier may name the later.
bool Planner::is_in_circle(ImportTask const& task) const {
    auto const own = std::ranges::find(importables_, task.importable) - importables_.begin();
    for (auto later = own; later < std::ssize(importables_); ++later) {
        for (auto earlier = std::ptrdiff_t{0}; earlier <= own; ++earlier) {
            auto const& named = importables_[static_cast<std::size_t>(later)]->type.name;
            if (may_name(importables_[static_cast<std::size_t>(earlier)]->type, named)) return true;
        }
    }
    return false;
}

Result<ImportPlan> Planner::take() {
    if (!problems_.empty()) return invalid(std::move(problems_));
    auto const rank = [&](ImportTask const& task) { return std::ranges::find(importables_, task.importable); };
    std::ranges::stable_sort(tasks_, {}, rank);
    for (auto& task : tasks_) {
        auto const names_it = [&](Importable const* other) { return may_name(other->type, task.type().name); };
        task.is_named_by_others = std::ranges::any_of(importables_, names_it);
        task.shares_batch = is_in_circle(task);
    }
    // The first task that reads a file tells of the rows in it that cannot be read.
    std::set<std::string> seen;
    for (auto& task : tasks_) task.reports_faults = seen.insert(task.source_file).second;
    return ImportPlan{std::move(tasks_)};
}

}  // namespace

Result<ImportPlan> plan_import(fs::path const& folder, std::optional<fs::path> const& mapping,
                               std::span<Importable const> importables) {
    auto const files = csv_files_in(folder);
    if (!files) return files.error();
    if (files->empty()) {
        return Error{ErrorCode::not_found, "The folder " + folder.string() + " holds no .csv file to import."};
    }
    Planner planner(folder, importables);
    auto const read = read_mapping(folder, mapping, planner.known());
    if (!read) return read.error();
    planner.plan(*files, *read);
    return planner.take();
}

}  // namespace cairn
