// Where an episode stands on a day: its stage, and how long it may go without a reached contact (domain §2).
//
// Pure: the same facts always give the same answer. Screens, tasks and reports all ask here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.hpp"

namespace cairn {

struct Episode;
struct ProgramSettings;

// `extended` is active past the planned end. `aftercare` follows the end; `none` when nothing is due any more: the
// participant died, or aftercare_years_max have passed.
enum class Stage : std::uint8_t { initial_engagement, early_treatment, stabilization, extended, aftercare, none };
std::string_view to_string(Stage stage);

inline constexpr int aftercare_years_max = 5;  // domain §2: check-ups for up to five years

// The stage on `today`. Stage months are counted from started_on; a pause does not move them.
Stage episode_stage(ProgramSettings const& settings, Episode const& episode, Date today);

struct EpisodeClock {
    Stage stage = Stage::none;
    int month = 0;                 // stage month from 1; 0 after the end
    bool paused = false;           // on `today`; nothing is due then
    Date counted_from{};           // the last reached contact, or started_on, or ended_on, whichever is latest
    int days_without_contact = 0;  // since counted_from, paused days left out
    int days_allowed = 0;          // by the rule of the day it ran out, else of `today`
    std::optional<Date> due_on{};  // last day on which the rule is still kept; empty while paused or in stage `none`
    int overdue_days = 0;          // 0 until the day after due_on
    std::string rule{};            // "At most 7 days between reached contacts during initial engagement."
    std::string reason{};          // "9 days without a reached contact." Empty unless overdue.
};

// `last_reached_on` is the day of the participant's last contact that reached them by anything but text, up to `today`.
//
// The clock runs out on the first day on which more days have passed than that day's stage allows, and then stays so
// until a contact is made: a participant who is overdue does not stop being so because the next stage allows more.
EpisodeClock episode_clock(ProgramSettings const& settings, Episode const& episode, std::optional<Date> last_reached_on,
                           Date today);

}  // namespace cairn
