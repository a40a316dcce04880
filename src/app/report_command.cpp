#include <ostream>

#include "app/commands.hpp"
#include "app/wire.hpp"
#include "features/evaluation/evaluation.hpp"

namespace cairn {

int report_command(Config const& config, ReportOptions const& options, Terminal& terminal) {
    auto const format = parse_report_format(options.format);
    auto const request = parse_report_request(options.from, options.to, options.by, options.audience);
    if (!format) return refused(format.error(), terminal);
    if (!request) return refused(request.error(), terminal);
    auto workplace = Workplace::open(config, Opening::existing);
    if (!workplace) return refused(workplace.error(), terminal);
    auto const report = program_report((*workplace)->permit(), (*workplace)->organization(), *request, *format);
    if (!report) return refused(report.error(), terminal);
    terminal.out << *report;
    if (report->empty() || report->back() != '\n') terminal.out << '\n';
    return exit_done;
}

}  // namespace cairn
