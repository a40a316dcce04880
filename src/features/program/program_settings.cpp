#include "features/program/program.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(ProgramSettings, (),
                      (id, version, name, time_zone, episode_days, stage_days, early_treatment_from_month,
                       stabilization_from_month, referral_first_attempt_hours, referral_first_contact_hours,
                       contact_days_initial_engagement, contact_days_early_treatment, contact_days_stabilization,
                       contact_days_extended, contact_days_aftercare))

namespace {

constexpr int episode_days_max = 1830;  // five years
constexpr int stage_months_max = 60;
constexpr int referral_hours_max = 24 * 90;
constexpr int contact_days_max = 366;

Rule from_one_to(int most) { return {.minimum = 1, .maximum = most, .sensitivity = Sensitivity::open}; }

}  // namespace

template <>
RecordType const& record_type<ProgramSettings>() {
    static RecordType const type =
        describe<ProgramSettings>("program_settings", {"directory", ""},
                                  {{"name", {.max_characters = 200, .sensitivity = Sensitivity::open}},
                                   {"time_zone", {.format = "time_zone", .sensitivity = Sensitivity::open}},
                                   {"episode_days", from_one_to(episode_days_max)},
                                   {"stage_days", from_one_to(contact_days_max)},
                                   {"early_treatment_from_month", from_one_to(stage_months_max)},
                                   {"stabilization_from_month", from_one_to(stage_months_max)},
                                   {"referral_first_attempt_hours", from_one_to(referral_hours_max)},
                                   {"referral_first_contact_hours", from_one_to(referral_hours_max)},
                                   {"contact_days_initial_engagement", from_one_to(contact_days_max)},
                                   {"contact_days_early_treatment", from_one_to(contact_days_max)},
                                   {"contact_days_stabilization", from_one_to(contact_days_max)},
                                   {"contact_days_extended", from_one_to(contact_days_max)},
                                   {"contact_days_aftercare", from_one_to(contact_days_max)}});
    return type;
}

}  // namespace cairn
