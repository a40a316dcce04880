#include <csignal>
#include <ostream>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/wire.hpp"
#include "base/temporary_folder.hpp"
#include "features/exchange/import_job.hpp"
#include "features/exchange/import_plan.hpp"
#include "features/exchange/undo.hpp"

namespace cairn {
namespace {

volatile std::sig_atomic_t interrupted = 0;

// The first Ctrl-C lets the batch finish; a second one ends the program at once, which is safe too.
class InterruptWatch {
public:
    InterruptWatch()
        : before_(std::signal(SIGINT, [](int) {
              interrupted = 1;
              std::signal(SIGINT, SIG_DFL);
          })) {
        interrupted = 0;
    }
    InterruptWatch(InterruptWatch const&) = delete;
    InterruptWatch& operator=(InterruptWatch const&) = delete;
    ~InterruptWatch() { std::signal(SIGINT, before_); }

private:
    void (*before_)(int);
};

class ShownProgress final : public ImportProgress {
public:
    explicit ShownProgress(Terminal& terminal) : progress_(terminal) {}
    void file_started(ImportedFile const& file, std::uint64_t bytes_total) override {
        progress_.start(file.source_file + " → " + file.record_file, bytes_total);
    }
    void batch_done(ImportedFile const& file, std::uint64_t bytes_read) override {
        progress_.advance(bytes_read, std::to_string(file.counts.read) + " rows");
    }
    void file_done(ImportedFile const& file) override { progress_.finish(std::to_string(file.counts.read) + " rows"); }
    bool stop_requested() override { return interrupted != 0; }

private:
    Progress progress_;
};

void print_counts(std::ostream& out, ImportSummary const& summary) {
    for (auto const& [source, record, counts] : summary.files) {
        out << record << " from " << source << ": " << counts.created << " created, " << counts.changed << " changed, "
            << counts.unchanged << " unchanged, " << counts.rejected << " rejected";
        if (counts.repeated > 0) out << ", " << counts.repeated << " repeated";
        if (counts.passed > 0) out << ", " << counts.passed << " passed over";
        out << '\n';
    }
}

void print_troubles(std::ostream& err, ImportSummary const& summary) {
    if (summary.broken_off) {
        err << "cairn: " << summary.broken_off->field << ": " << summary.broken_off->message
            << " Everything before that place is in; mend the file and run the import again.\n";
    }
    if (summary.stopped) err << "cairn: Stopped as asked. Run the import again to go on where it stopped.\n";
    if (!summary.rejected_rows) return;
    auto const rejected = summary.total().rejected;
    err << "cairn: ";
    if (rejected > 0) err << rejected << (rejected == 1 ? " row was rejected; " : " rows were rejected; ");
    err << "what was not brought in stands with its reason in " << summary.rejected_rows->string() << '\n';
}

// A dry run leaves no job behind; it is only checked.
Result<ImportSummary> run_import(Workplace& workplace, ImportOptions const& options, ShownProgress& progress,
                                 std::optional<Id<ExchangeJob>>& job) {
    auto const importables = all_importables();
    auto& organization = workplace.organization();
    ImportRequest request{.folder = options.folder, .mapping = options.mapping, .dry_run = options.dry_run};
    if (options.dry_run) {
        return import_folder(workplace.permit(), organization, importables, request, progress);
    }
    // What is wrong before the first row leaves no job behind either.
    if (auto const plan = plan_import(request.folder, request.mapping, importables); !plan) return plan.error();
    auto const id = organization.ids().next_id<ExchangeJob>();
    auto const begun = add_job(workplace.permit(), organization,
                               {.id = id, .status = JobStatus::running, .on_command_line = true}, to_string(id), "");
    if (!begun) return begun.error();
    job = id;
    return run_import_job(workplace.permit(), organization, importables, {.id = id, .request = std::move(request)},
                          progress);
}

class ShownUndo final : public UndoProgress {
public:
    ShownUndo(Terminal& terminal, std::uint64_t rows) : progress_(terminal) { progress_.start("taking back", rows); }
    void batch_done(std::int64_t rows) override {
        progress_.advance(static_cast<std::uint64_t>(rows), std::to_string(rows) + " rows");
    }
    void finish(std::int64_t rows) { progress_.finish(std::to_string(rows) + " rows"); }
    bool stop_requested() override { return interrupted != 0; }

private:
    Progress progress_;
};

Result<UndoSummary> run_undo(Workplace& workplace, Id<ExchangeJob> const& id, Terminal& terminal) {
    auto& organization = workplace.organization();
    auto const job = find_job(organization, id);
    if (!job) return not_found("import");
    auto const importables = all_importables();
    auto const types = all_record_types();
    std::int64_t rows = 0;
    for (auto const& file : job->files) rows += file.created + file.changed;
    ShownUndo progress(terminal, static_cast<std::uint64_t>(rows));
    auto const stem = std::filesystem::path("import-" + to_string(id));
    auto summary = undo_import(workplace.permit(), organization, {.importables = importables, .types = types}, *job,
                               stem, progress);
    if (!summary) return summary;
    progress.finish(summary->taken_back);
    auto const noted =
        change_job(workplace.permit(), organization, id, "end_undo", [&](ExchangeJob& changed, Instant now) {
            changed.undone_by = workplace.permit().actor();
            note_undo(changed, *summary, summary->stopped ? JobStatus::cancelled : JobStatus::undone, now);
            changed.file_until.reset();  // the file lies here, not with the server
            return Result<void>{};
        });
    if (!noted) return noted.error();
    return summary;
}

int undo_command(Config const& config, std::string const& text, Terminal& terminal) {
    auto const uuid = Uuid::parse(text);
    if (!uuid) {
        terminal.err << "cairn: --undo takes the id that the import printed, 36 characters.\n";
        return exit_wrong_use;
    }
    auto workplace = Workplace::open(config, Opening::existing);
    if (!workplace) return refused(workplace.error(), terminal);
    InterruptWatch const watch;
    auto const summary = run_undo(**workplace, {*uuid}, terminal);
    if (!summary) return refused(summary.error(), terminal);
    terminal.out << summary->taken_back << " records were taken back, " << summary->kept_total() << " stay\n";
    for (auto const& kept : summary->kept) {
        terminal.out << kept.record_file << ": " << kept.rows << " stay. " << kept.reason << '\n';
    }
    if (summary->stopped) terminal.err << "cairn: Stopped as asked. Run the undo again to go on where it stopped.\n";
    if (summary->kept_rows) {
        terminal.err << "cairn: what stays stands with its reason in " << summary->kept_rows->string() << '\n';
    }
    auto const tidied = (*workplace)->tidy_up();
    if (!tidied) return refused(tidied.error(), terminal);
    return summary->stopped || summary->kept_total() > 0 ? exit_refused : exit_done;
}

}  // namespace

int import_command(Config const& config, ImportOptions const& options, Terminal& terminal) {
    if (!options.undo.empty()) return undo_command(config, options.undo, terminal);
    // A dry run against nothing is checked in a database of its own that is thrown away.
    std::optional<TemporaryFolder> scratch;
    auto used = config;
    if (options.dry_run && is_missing_sqlite_file(config)) {
        used.set("database", "sqlite:" + (scratch.emplace().path() / "cairn.db").string());
    }
    auto workplace = Workplace::open(used, options.dry_run && !scratch ? Opening::existing : Opening::may_create);
    if (!workplace) return refused(workplace.error(), terminal);
    InterruptWatch const watch;
    ShownProgress progress(terminal);
    std::optional<Id<ExchangeJob>> job;
    auto const summary = run_import(**workplace, options, progress, job);
    if (!summary) return refused(summary.error(), terminal);
    print_counts(terminal.out, *summary);
    if (job && summary->total().created > 0) {
        terminal.out << "This is import " << to_string(*job) << "; `cairn import --undo " << to_string(*job)
                     << "` takes it back.\n";
    }
    if (options.dry_run) terminal.out << "Dry run: nothing was written to the database.\n";
    print_troubles(terminal.err, *summary);
    if (!options.dry_run) {
        auto const tidied = (*workplace)->tidy_up();
        if (!tidied) return refused(tidied.error(), terminal);
    }
    return summary->is_complete() ? exit_done : exit_refused;
}

}  // namespace cairn
