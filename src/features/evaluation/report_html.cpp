#include <utility>

#include <fmt/format.h>

#include "base/embedded.hpp"
#include "base/instant.hpp"
#include "features/evaluation/html_figures.hpp"
#include "features/evaluation/html_text.hpp"
#include "features/evaluation/report_formats.hpp"

namespace cairn::evaluation {

namespace {

constexpr std::string_view uncontrolled_warning =
    "These figures describe one program; nobody was assigned at random to be in it or not. They do not show what the "
    "program caused, and a change over time may be nothing but a return to the usual.";
constexpr std::string_view groups_warning =
    "Groups differ in more than what they are named after: a difference between them is not an effect of it.";

// "2026-12-31 12:00 UTC"
std::string minute_of(Instant instant) {
    std::string const text = to_string(instant);
    return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string dimensions_line(Report const& report) {
    if (report.by.empty()) return {};
    std::string names;
    for (Dimension const dimension : report.by) names += (names.empty() ? "" : ", ") + spoken(name_of(dimension));
    return fmt::format("<p>By {}. {}</p>", escape(names), groups_warning);
}

std::string head(Report const& report) {
    std::string const title = fmt::format("Program report of {}, {} to {}", report.organization, to_string(report.from),
                                          to_string(report.to));
    std::string out = fmt::format(R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title>
<style>
{}</style>
</head>
<body>
)",
                                  escape(title), embedded_file("features/evaluation/defaults/report.css"));
    out += fmt::format(R"(<header>
<h1>Program report</h1>
<p>{}, {} to {}, both days included. Nothing after the last day is known here: who left later counts as active. Made at
{} from the program's own records.</p>
{}<p>{}</p>
<p class="notice">{}</p>
)",
                       escape(report.organization), to_string(report.from), to_string(report.to),
                       minute_of(report.generated_at), dimensions_line(report), uncontrolled_warning, internal_notice);
    out += "<nav aria-label=\"Figures\"><ul>";
    bool participants_linked = false;
    for (MetricReport const& computed : report.metrics) {
        // The characteristics of participants stand together; one link leads to the first.
        bool const is_characteristic = computed.metric->id.starts_with("participants_by_");
        if (is_characteristic && std::exchange(participants_linked, true)) continue;
        out += fmt::format(R"(<li><a href="#{}">{}</a></li>)", computed.metric->id,
                           is_characteristic ? "Who was enrolled" : escape(computed.metric->title));
    }
    return out + "</ul></nav>\n</header>\n<main>\n";
}

std::string section(MetricReport const& computed) {
    Metric const& metric = *computed.metric;
    std::string out = fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n<p class=\"small\">{}</p>\n", metric.id,
                                  escape(metric.title), escape(metric.unit));
    out += figures_html(computed);
    out += fmt::format("\n<p class=\"published\"><b>Published elsewhere:</b> {}", escape(metric.benchmark.text));
    if (!metric.benchmark.source.empty()) out += fmt::format("<br>Source: {}", escape(metric.benchmark.source));
    out += fmt::format("</p>\n<p class=\"small\"><b>What is counted:</b> {}</p>\n</section>\n",
                       escape(full_definition(metric)));
    return out;
}

}  // namespace

std::string to_html(Report const& report) {
    std::string out = head(report);
    for (MetricReport const& computed : report.metrics) out += section(computed);
    return out + "</main>\n</body>\n</html>\n";
}

}  // namespace cairn::evaluation
