#include <algorithm>
#include <iterator>

#include "features/evaluation/metrics/metrics.hpp"

namespace cairn::evaluation {

namespace {

std::vector<Metric> all_metrics() {
    std::vector<Metric> all{enrolment_rate(),    time_to_first_contact(), monthly_contact_coverage(),
                            retention(),         contact_mode_share(),    contact_minutes(),
                            contacts_per_year(), direct_time_share(),     caseload()};
    std::ranges::move(participants_by(), std::back_inserter(all));
    return all;
}

}  // namespace

std::span<Metric const> metrics() {
    static std::vector<Metric> const all = all_metrics();
    return all;
}

std::string full_definition(Metric const& metric) {
    std::string text(metric.definition);
    text.append(" Numerator: ").append(metric.numerator);
    text.append(". Denominator: ").append(metric.denominator);
    text.append(". Left out: ").append(metric.exclusions).append(".");
    return text;
}

}  // namespace cairn::evaluation
