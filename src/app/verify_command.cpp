#include <filesystem>
#include <ostream>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/wire.hpp"
#include "store/verify.hpp"

namespace cairn {
namespace {

void print_findings(std::ostream& out, VerifyReport const& report) {
    for (auto const& finding : report.findings) {
        out << finding.table << ' ' << finding.id << ": " << finding.what << '\n';
    }
    auto const listed = static_cast<std::int64_t>(report.findings.size());
    if (report.findings_count > listed) out << "… and " << report.findings_count - listed << " more\n";
}

void print_summary(std::ostream& out, VerifyReport const& report) {
    for (auto const& note : report.notes) out << note << '\n';
    out << report.streams << " streams, " << report.entries << " journal entries, " << report.records << " records, "
        << report.receipts << " receipts, " << report.external_keys << " outside keys, " << report.anchor_lines
        << " anchors\n";
    if (!report.after_anchor) {
        out << "No anchors were looked at: a journal that was cut off at its end would not show.\n";
    } else if (report.after_anchor->entries > 0) {
        out << report.after_anchor->entries << " entries since " << report.after_anchor->since
            << " lie after the last anchor of " << report.after_anchor->anchored_at << '\n';
    } else {
        out << "Nothing lies after the last anchor of " << report.after_anchor->anchored_at << '\n';
    }
    out << (report.passed()
                ? "Everything is as it was written.\n"
                : std::to_string(report.findings_count) + " findings: not everything is as it was written.\n");
}

}  // namespace

int verify_command(Config const& config, Terminal& terminal) {
    if (is_missing_sqlite_file(config)) {
        return refused({ErrorCode::unavailable, "There is no database at " + config.text("database") + "."}, terminal);
    }
    SystemClock const clock;
    SystemRandomness randomness;
    auto database = open_for_upkeep(config, clock, randomness, {});
    if (!database) return refused(database.error(), terminal);
    VerifyOptions options;
    // A missing anchor file is a finding once there is something to anchor; a database without one configured has none.
    if (auto const path = anchor_path(config)) options.anchors = *path;
    Progress progress(terminal);
    progress.start("verify", 0);
    options.progress = [&](std::int64_t done, std::int64_t total) {
        progress.set_total(static_cast<std::uint64_t>(total));
        progress.advance(static_cast<std::uint64_t>(done));
    };
    auto const report = verify(**database, all_record_types(), clock, options);
    if (!report) return refused(report.error(), terminal);
    progress.finish();
    print_findings(terminal.out, *report);
    print_summary(terminal.out, *report);
    return report->passed() ? exit_done : exit_refused;
}

}  // namespace cairn
