#include "features/evaluation/evaluation_rows.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(ReportFormat, json, csv, html)
BOOST_DESCRIBE_STRUCT(ReportAsked, (), (from, to, by, audience, format))
BOOST_DESCRIBE_STRUCT(MetricDefinition, (),
                      (id, title, unit, definition, numerator, denominator, exclusions, source, benchmark,
                       benchmark_source))

template <>
RecordType const& record_type<ReportAsked>() {
    static RecordType const type = describe<ReportAsked>("report_asked", {}, {{"format", {.has_default = true}}});
    return type;
}

template <>
RecordType const& record_type<MetricDefinition>() {
    static RecordType const type = describe<MetricDefinition>("metric_definition", {});
    return type;
}

}  // namespace cairn
