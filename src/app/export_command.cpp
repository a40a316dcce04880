#include <ostream>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/wire.hpp"
#include "features/exchange/export.hpp"

namespace cairn {
namespace {

// How many rows there will be is not known beforehand, so the lines count them.
class ShownExport final : public ExportProgress {
public:
    explicit ShownExport(Terminal& terminal) : terminal_(terminal) {}
    void rows_written(ExportedFile const& file) override {
        terminal_.err << file.name << ": " << file.rows << " rows" << (terminal_.interactive ? "\r" : "\n")
                      << std::flush;
    }
    void file_done(ExportedFile const& file) override {
        terminal_.err << file.name << ": " << file.rows << " rows, done\n";
    }

private:
    Terminal& terminal_;
};

}  // namespace

int export_command(Config const& config, std::filesystem::path const& folder, Terminal& terminal) {
    auto workplace = Workplace::open(config, Opening::existing);
    if (!workplace) return refused(workplace.error(), terminal);
    ShownExport progress(terminal);
    auto const importables = all_importables();
    auto const files =
        export_folder((*workplace)->permit(), (*workplace)->organization(), importables, folder, progress);
    if (!files) return refused(files.error(), terminal);
    for (auto const& file : *files) terminal.out << file.name << ": " << file.rows << " rows\n";
    terminal.err << "These files hold people's records in plain text. Keep them where only you can read them.\n";
    return exit_done;
}

}  // namespace cairn
