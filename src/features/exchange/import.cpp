#include "features/exchange/import.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "features/duplicates/duplicate.hpp"
#include "features/exchange/import_batch.hpp"
#include "features/exchange/import_plan.hpp"
#include "features/exchange/rejected_rows.hpp"
#include "record/csv_reader.hpp"

namespace cairn {
namespace {

bool is_empty(std::span<std::string const> cells) {
    return std::ranges::all_of(cells, [](std::string const& cell) { return cell.empty(); });
}

// Names the source's column where the mapping feeds the field from another.
Problem for_reader(ImportRow const& row, Problem problem) {
    auto const columns = row.task->feed.source_columns(problem.field);
    if (!columns.empty() && columns != problem.field) problem.message += fmt::format(" (from {})", columns);
    return problem;
}

// One run of an import: reads the planned files, one batch at a time.
class Import {
public:
    Import(Permit const& permit, Organization& organization, ImportRequest const& request, ImportPlan const& plan,
           ImportProgress& progress);

    Result<ImportSummary> run();

private:
    Result<void> read_file(ImportTask const& task);
    Result<void> read_rows(ImportTask const& task, CsvReader& reader);
    void take_row(ImportTask const& task, CsvReader const& reader);
    void take_faulty_row(ImportTask const& task, CsvReader const& reader);
    Result<void> run_batch();
    Result<void> count(ImportRow const& row);
    void break_off(ImportTask const& task, CsvProblem const& problem);

    std::size_t index_of(ImportTask const& task) const { return static_cast<std::size_t>(&task - plan_.tasks.data()); }
    ImportedFile& file_of(ImportTask const& task) { return summary_.files[index_of(task)]; }
    bool is_over() const { return summary_.stopped || break_; }

    Permit const& permit_;
    ImportPlan const& plan_;
    ImportProgress& progress_;
    ImportScratch scratch_;
    ImportBatch batch_;
    RejectedRows rejected_;
    ImportSummary summary_;
    std::optional<CsvProblem> break_;
};

Import::Import(Permit const& permit, Organization& organization, ImportRequest const& request, ImportPlan const& plan,
               ImportProgress& progress)
    : permit_(permit),
      plan_(plan),
      progress_(progress),
      scratch_(organization.ids()),
      batch_(organization, scratch_, {.dry_run = request.dry_run, .import_id = request.import_id}),
      rejected_(request.folder) {
    for (auto const& task : plan.tasks) {
        summary_.files.push_back({.source_file = task.source_file, .record_file = task.feed.record_file()});
    }
}

std::uint64_t size_of(std::filesystem::path const& path) {
    std::error_code unknown;
    auto const size = std::filesystem::file_size(path, unknown);
    return unknown ? 0 : size;
}

Result<ImportSummary> Import::run() {
    std::uint64_t bytes = 0;
    for (auto const& task : plan_.tasks) bytes += size_of(task.path);
    progress_.planned(bytes);
    Result<void> read;
    try {
        for (auto const& task : plan_.tasks) {
            read = read_file(task);
            if (!read || is_over()) break;
        }
    } catch (...) {
        rejected_.finish();  // what was rejected so far is not lost with the database
        throw;
    }
    rejected_.finish();
    if (!read) return read.error();
    summary_.rejected_rows = rejected_.path();
    return std::move(summary_);
}

Result<void> Import::read_file(ImportTask const& task) {
    progress_.file_started(file_of(task), size_of(task.path));
    auto reader = CsvReader::open_file(task.path);
    if (!reader) {
        break_off(task, reader.error());
    } else if (reader->header() != task.header) {
        break_off(task, {1, {"", "changed", "The file was changed while the import ran. Import again."}});
    } else if (auto read = read_rows(task, *reader); !read) {
        return read;
    }
    // Rows that may name one another wait for each other, whatever file they are in.
    auto const* next = &task + 1;
    auto const waits = task.shares_batch && next != plan_.tasks.data() + plan_.tasks.size() && next->shares_batch;
    if (!waits || is_over()) {
        if (auto done = run_batch(); !done) return done;
        progress_.batch_done(file_of(task), reader ? reader->bytes_read() : 0);
    }
    if (break_) return rejected_.add(task.source_file, break_->line, break_->problem, {});
    progress_.file_done(file_of(task));
    return {};
}

Result<void> Import::read_rows(ImportTask const& task, CsvReader& reader) {
    for (auto step = reader.next(); step != CsvStep::end; step = reader.next()) {
        if (step == CsvStep::broken) return break_off(task, reader.problem()), Result<void>{};
        if (step == CsvStep::row) take_row(task, reader);
        if (step == CsvStep::faulty_row) take_faulty_row(task, reader);
        if (task.shares_batch) {
            if (batch_.size() <= import_directory_rows_max) continue;
            return Error{ErrorCode::too_large,
                         fmt::format("{}: more than {} rows that may name one another come at once. Import them in "
                                     "several steps.",
                                     task.source_file, import_directory_rows_max)};
        }
        if (batch_.size() < import_batch_rows && batch_.bytes() < import_batch_bytes) continue;
        if (auto done = run_batch(); !done) return done;
        progress_.batch_done(file_of(task), reader.bytes_read());
        if (progress_.stop_requested()) return summary_.stopped = true, Result<void>{};
    }
    return {};
}

void Import::take_row(ImportTask const& task, CsvReader const& reader) {
    auto& counts = file_of(task).counts;
    ++counts.read;
    std::vector<std::string> cells;
    for (auto const& cell : reader.cells()) cells.emplace_back(unguard_cell(cell));
    auto row = is_empty(cells) ? std::nullopt : read_import_row(task, reader.line(), std::move(cells));
    if (!row) {
        ++counts.passed;
        return;
    }
    if (!row->key.empty()) {
        auto const earlier = scratch_.remember(task.type().name, row->key, row->content, {index_of(task), row->line});
        if (earlier && earlier->same_content) {
            ++counts.repeated;
            return;
        }
        if (earlier) {
            row->read_problems.push_back(
                {"id", "duplicate_key",
                 fmt::format("Line {} of {} has the same key and says something else.", earlier->place.line,
                             plan_.tasks[earlier->place.task].source_file)});
        }
    }
    batch_.add(std::move(*row));
}

void Import::take_faulty_row(ImportTask const& task, CsvReader const& reader) {
    if (!task.reports_faults) return;
    ++file_of(task).counts.read;
    ImportRow row{.task = &task, .line = reader.line(), .source = {reader.cells().begin(), reader.cells().end()}};
    row.read_problems.push_back(reader.problem().problem);
    batch_.add(std::move(row));
}

Result<void> Import::run_batch() {
    if (batch_.size() == 0) return {};
    if (auto done = batch_.run(permit_); !done) return done;
    for (auto const& row : batch_.rows()) {
        if (auto counted = count(row); !counted) return counted;
    }
    batch_.clear();
    return {};
}

Result<void> Import::count(ImportRow const& row) {
    auto& counts = file_of(*row.task).counts;
    switch (row.fate) {
    case RowFate::created: ++counts.created; break;
    case RowFate::changed: ++counts.changed; break;
    case RowFate::unchanged: ++counts.unchanged; break;
    case RowFate::undecided:
    case RowFate::rejected:
        ++counts.rejected;
        for (auto const& problem : row.problems) {
            auto added = rejected_.add(row.task->source_file, row.line, for_reader(row, problem), row.source);
            if (!added) return added;
        }
    }
    return {};
}

void Import::break_off(ImportTask const& task, CsvProblem const& problem) {
    summary_.broken_off = Problem{fmt::format("{}, line {}", task.source_file, problem.line), problem.problem.code,
                                  problem.problem.message};
    break_ = problem;
}

// Whether anything came in by which people are told apart.
bool brought_people(ImportSummary const& summary) {
    constexpr std::array<std::string_view, 3> files{"participants", "participant_phones", "participant_identifiers"};
    return std::ranges::any_of(summary.files, [&](ImportedFile const& file) {
        return file.counts.created + file.counts.changed > 0 &&
               std::ranges::find(files, file.record_file) != files.end();
    });
}

}  // namespace

ImportCounts ImportSummary::total() const {
    ImportCounts sum;
    for (auto const& file : files) {
        sum.read += file.counts.read;
        sum.created += file.counts.created;
        sum.changed += file.counts.changed;
        sum.unchanged += file.counts.unchanged;
        sum.repeated += file.counts.repeated;
        sum.passed += file.counts.passed;
        sum.rejected += file.counts.rejected;
    }
    return sum;
}

Result<ImportSummary> import_folder(Permit const& permit, Organization& organization,
                                    std::span<Importable const> importables, ImportRequest const& request,
                                    ImportProgress& progress) {
    if (auto permitted = permit.require(Permission::import_records); !permitted) return permitted.error();
    auto const plan = plan_import(request.folder, request.mapping, importables);
    if (!plan) return plan.error();
    auto summary = Import(permit, organization, request, *plan, progress).run();
    if (!summary || request.dry_run || !brought_people(*summary)) return summary;
    // Nothing was rejected for a likely duplicate; somebody looks at the pairs.
    if (auto const searched = search_for_duplicates(permit, organization); !searched) return searched.error();
    return summary;
}

}  // namespace cairn
