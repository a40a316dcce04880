#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <ostream>
#include <sstream>

#include "app/commands.hpp"
#include "store/file_lock.hpp"

namespace cairn {
namespace {

// The report holds small cells: it is written for its owner's eyes only, and replaced as a whole.
void write_private_file(std::filesystem::path const& path, std::string const& text) {
    std::filesystem::remove(path);
    create_private_file(path.string());
    std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

int demo_command(Config const& config, DemoOptions const& options, Terminal& terminal) {
    if (!std::filesystem::is_directory(options.examples)) {
        terminal.err << "cairn: There is no folder " << options.examples.string()
                     << ". Run the demonstration from the project's folder, or name the trial data with --examples.\n";
        return exit_wrong_use;
    }
    std::filesystem::create_directories(options.folder);
    std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all);
    auto demo = config;
    if (demo.is_default("database")) demo.set("database", "sqlite:" + (options.folder / "cairn.db").string());
    terminal.err << "Importing two trials of treatment for opioid use disorder into " << demo.text("database") << '\n';
    int const imported = import_command(demo, {.folder = options.examples}, terminal);
    if (imported != exit_done) return imported;
    for (auto const* format : {"html", "json"}) {
        std::ostringstream text;
        Terminal into_file{text, terminal.err, false};
        int const reported = report_command(demo, {.by = {"region"}, .format = format}, into_file);
        if (reported != exit_done) return reported;
        auto const path = options.folder / (std::string("report.") + format);
        write_private_file(path, text.str());
        terminal.out << "Program report: " << path.string() << '\n';
    }
    return exit_done;
}

}  // namespace cairn
