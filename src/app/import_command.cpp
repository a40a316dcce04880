#include <csignal>
#include <ostream>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/wire.hpp"
#include "base/temporary_folder.hpp"
#include "features/exchange/import.hpp"

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

}  // namespace

int import_command(Config const& config, ImportOptions const& options, Terminal& terminal) {
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
    auto const importables = all_importables();
    auto const summary = import_folder((*workplace)->permit(), (*workplace)->organization(), importables,
                                       {options.folder, options.mapping, options.dry_run}, progress);
    if (!summary) return refused(summary.error(), terminal);
    print_counts(terminal.out, *summary);
    if (options.dry_run) terminal.out << "Dry run: nothing was written to the database.\n";
    print_troubles(terminal.err, *summary);
    if (!options.dry_run) {
        auto const tidied = (*workplace)->tidy_up();
        if (!tidied) return refused(tidied.error(), terminal);
    }
    return summary->is_complete() ? exit_done : exit_refused;
}

}  // namespace cairn
