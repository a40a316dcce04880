#include "features/exchange/undo.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <fmt/core.h>

#include "features/exchange/import_batch.hpp"
#include "features/exchange/rejected_rows.hpp"
#include "features/exchange/undo_batch.hpp"
#include "store/journal.hpp"

namespace cairn {
namespace {

constexpr std::string_view entries_sql =
    "SELECT position, stream, record_type, record_id, version, body FROM journal WHERE position > $1 AND "
    "position < $2 AND command = $3 ORDER BY position DESC LIMIT $4";

class Undo {
public:
    Undo(Permit const& permit, Organization& organization, UndoParts const& parts, ExchangeJob const& job,
         std::filesystem::path stem, UndoProgress& progress)
        : permit_(permit),
          organization_(organization),
          parts_(parts),
          job_(job),
          stem_(std::move(stem)),
          progress_(progress),
          before_(std::numeric_limits<std::int64_t>::max()) {}

    Result<UndoSummary> run();

private:
    // The entries of this import among the next of the journal, last first; false when there are no more.
    bool read_page(std::vector<UndoRow>& charts);
    Result<void> take_back(std::vector<UndoRow> rows);
    Result<void> write(std::vector<UndoRow>& rows);
    Result<void> write_each(std::vector<UndoRow>& rows);
    Result<void> note_kept(UndoRow const& row);
    Importable const* importable_of(std::string_view record_type) const;

    Permit const& permit_;
    Organization& organization_;
    UndoParts const& parts_;
    ExchangeJob const& job_;
    std::filesystem::path stem_;
    UndoProgress& progress_;

    std::int64_t before_;             // position of the last entry that was looked at
    std::vector<UndoRow> directory_;  // sites and staff, which come last
    std::map<std::pair<std::string, std::string>, std::int64_t> kept_;
    std::optional<NumberedCsv> kept_rows_;
    std::int64_t rows_ = 0;
    UndoSummary summary_;
};

Result<UndoSummary> Undo::run() {
    bool more = true;
    while (more && !summary_.stopped) {
        std::vector<UndoRow> charts;
        more = read_page(charts);
        if (auto done = take_back(std::move(charts)); !done) return done.error();
        summary_.stopped = more && progress_.stop_requested();
    }
    if (!summary_.stopped) {
        if (auto done = take_back(std::move(directory_)); !done) return done.error();
    }
    if (kept_rows_) {
        kept_rows_->file.finish();
        summary_.kept_rows = kept_rows_->path;
    }
    for (auto const& [what, rows] : kept_) {
        summary_.kept.push_back({.record_file = what.first, .reason = what.second, .rows = rows});
    }
    return std::move(summary_);
}

bool Undo::read_page(std::vector<UndoRow>& charts) {
    auto const id = to_string(job_.id);
    std::size_t entries = 0;
    auto last = before_;
    std::vector<UndoRow> directory;
    organization_.database().read([&](Reader& reader) {
        entries = 0;
        charts.clear();
        directory.clear();
        reader.each({entries_sql,
                     {job_.journal_from, before_, std::string(import_command_name),
                      static_cast<std::int64_t>(undo_batch_rows)}},
                    [&](Row const& row) {
                        ++entries;
                        last = row.integer(0);
                        std::string body(row.text(5));
                        auto const external = take_external_key(body);
                        auto const* importable = importable_of(row.text(2));
                        if (!external || external->import_id != id || importable == nullptr) return true;
                        auto const& type = importable->type;
                        bool const is_directory = type.stream.id_field == "id" && type.stream.kind != chart_stream_kind;
                        (is_directory ? directory : charts)
                            .push_back({.importable = importable,
                                        .stream = {std::string(type.stream.kind), std::string(row.text(1))},
                                        .record_id = std::string(row.text(3)),
                                        .key = external->key,
                                        .version = row.integer(4)});
                        return true;
                    });
    });
    before_ = last;
    std::ranges::move(directory, std::back_inserter(directory_));
    return entries == undo_batch_rows;
}

Result<void> Undo::take_back(std::vector<UndoRow> rows) {
    if (rows.empty()) return {};
    if (auto written = write(rows); !written) return written;
    for (auto const& row : rows) {
        if (row.fate == UndoFate::taken_back) ++summary_.taken_back;
        if (row.fate != UndoFate::kept) continue;
        if (auto noted = note_kept(row); !noted) return noted;
    }
    rows_ += static_cast<std::int64_t>(rows.size());
    progress_.batch_done(rows_);
    return {};
}

// Somebody may come to name a record after the batch has looked: then a foreign key breaks, and each row is tried
// alone.
Result<void> Undo::write(std::vector<UndoRow>& rows) {
    try {
        return take_rows_back(permit_, organization_, parts_.types, job_.id, rows);
    } catch (ConstraintViolated const&) {
        return write_each(rows);
    }
}

Result<void> Undo::write_each(std::vector<UndoRow>& rows) {
    for (auto& row : rows) {
        try {
            auto done = take_rows_back(permit_, organization_, parts_.types, job_.id, {&row, 1});
            if (!done) return done;
        } catch (ConstraintViolated const&) {
            row.fate = UndoFate::kept;
            row.reason = "Another record names it.";
        }
    }
    return {};
}

Result<void> Undo::note_kept(UndoRow const& row) {
    if (!kept_rows_) {
        auto created = create_csv_beside(stem_, "kept");
        if (!created) return created.error();
        kept_rows_.emplace(std::move(*created));
        std::array<std::string_view, 4> const header{"file", "key", "record_id", "reason"};
        kept_rows_->file.write_row(header);
    }
    std::array<std::string_view, 4> const cells{row.importable->file, row.key, row.record_id, row.reason};
    kept_rows_->file.write_row(cells);
    ++kept_[{std::string(row.importable->file), row.reason}];
    return {};
}

Importable const* Undo::importable_of(std::string_view record_type) const {
    auto const found =
        std::ranges::find(parts_.importables, record_type, [](Importable const& each) { return each.type.name; });
    return found == parts_.importables.end() ? nullptr : &*found;
}

Error nothing_to_undo(std::string what) { return Error{ErrorCode::illegal_transition, std::move(what)}; }

}  // namespace

std::int64_t UndoSummary::kept_total() const {
    std::int64_t total = 0;
    for (auto const& rows : kept) total += rows.rows;
    return total;
}

Result<UndoSummary> undo_import(Permit const& permit, Organization& organization, UndoParts const& parts,
                                ExchangeJob const& job, std::filesystem::path const& stem, UndoProgress& progress) {
    if (auto permitted = permit.require(Permission::import_records); !permitted) return permitted.error();
    if (job.kind != ExchangeKind::imports) return nothing_to_undo("Only an import can be undone.");
    if (job.status == JobStatus::queued) return nothing_to_undo("This import has not begun; cancel it instead.");
    if (job.dry_run) return nothing_to_undo("This was a dry run: it brought nothing in.");
    return Undo(permit, organization, parts, job, stem, progress).run();
}

void note_undo(ExchangeJob& job, UndoSummary const& summary, JobStatus status, Instant now) {
    constexpr std::int64_t milliseconds_per_day = 86'400'000;
    job.status = status;
    job.undone_at = now;
    job.taken_back += summary.taken_back;
    job.kept = summary.kept;
    if (summary.kept_rows) job.file_until = Instant{now.milliseconds + rejected_rows_days * milliseconds_per_day};
}

}  // namespace cairn
