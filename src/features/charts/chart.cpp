#include "features/charts/chart.hpp"

#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_ENUM(Stage, initial_engagement, early_treatment, stabilization, extended, aftercare, none)
BOOST_DESCRIBE_STRUCT(ChartClock, (),
                      (episode_id, stage, month, paused, counted_from, days_without_contact, days_allowed, due_on,
                       overdue_days, rule, reason))
BOOST_DESCRIBE_STRUCT(Chart, (),
                      (participant, phones, identifiers, coverages, substances, moud, diagnoses, toxicology, referrals,
                       open_episode, past_episodes, clock, contacts, contacts_next))

template <>
RecordType const& record_type<ChartClock>() {
    static RecordType const type = describe<ChartClock>("chart_clock", {});
    return type;
}

template <>
RecordType const& record_type<Chart>() {
    static RecordType const type = describe<Chart>("chart", {});
    return type;
}

}  // namespace cairn
