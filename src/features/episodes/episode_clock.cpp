#include "features/episodes/episode_clock.hpp"

#include <algorithm>

#include "features/episodes/episode.hpp"

namespace cairn {
namespace {

constexpr int days_per_year = 365;

int month_on(ProgramSettings const& settings, Episode const& episode, Date day) {
    return std::max(0, day - episode.started_on) / std::max(1, settings.stage_days) + 1;
}

bool has_ended(Episode const& episode, Date day) { return episode.ended_on && *episode.ended_on <= day; }

// Nothing after `today` is known: a pause that begins later, an end that comes later.
Episode as_known_on(Episode episode, Date today) {
    auto const later = std::erase_if(episode.pauses, [today](Pause const& pause) { return pause.from > today; });
    bool const ends_later = episode.ended_on && *episode.ended_on > today;
    if (later > 0 || ends_later) episode.status = EpisodeStatus::active;
    if (ends_later) {
        episode.ended_on.reset();
        episode.end_reason.reset();
    }
    return episode;
}

int days_allowed(ProgramSettings const& settings, Stage stage) {
    switch (stage) {
    case Stage::initial_engagement: return settings.contact_days_initial_engagement;
    case Stage::early_treatment: return settings.contact_days_early_treatment;
    case Stage::stabilization: return settings.contact_days_stabilization;
    case Stage::extended: return settings.contact_days_extended;
    case Stage::aftercare: return settings.contact_days_aftercare;
    case Stage::none: break;
    }
    return 0;
}

// The pause that holds `day`: from its first day to the day before the participant is back.
Pause const* pause_on(Episode const& episode, Date day) {
    auto const holds = [day](Pause const& pause) { return pause.from <= day && (!pause.to || day < *pause.to); };
    auto const at = std::find_if(episode.pauses.begin(), episode.pauses.end(), holds);
    return at == episode.pauses.end() ? nullptr : &*at;
}

bool stands_still(Episode const& episode, Date day) {
    return !has_ended(episode, day) && pause_on(episode, day) != nullptr;
}

// Also when an import said paused but not since when.
bool is_paused(Episode const& episode, Date today) {
    bool const since_unknown_day =
        episode.status == EpisodeStatus::paused && (episode.pauses.empty() || episode.pauses.back().to.has_value());
    return since_unknown_day || stands_still(episode, today);
}

std::string_view in_words(Stage stage) {
    switch (stage) {
    case Stage::initial_engagement: return "initial engagement";
    case Stage::early_treatment: return "early treatment";
    case Stage::stabilization: return "stabilization";
    case Stage::extended: return "the extension past the planned end";
    case Stage::aftercare: return "aftercare";
    case Stage::none: break;
    }
    return "";
}

std::string days_in_words(int days) { return std::to_string(days) + (days == 1 ? " day" : " days"); }

// Days after `after`, up to `until`, without the paused ones.
int days_passed(Episode const& episode, Date after, Date until) {
    int passed = 0;
    for (Date day = after + 1; day <= until; day = day + 1) passed += stands_still(episode, day) ? 0 : 1;
    return passed;
}

struct RunOut {
    Date due_on{};    // the last day on which the rule is kept
    int allowed = 0;  // on the day after it
    Stage stage = Stage::none;
};

// The first day on which more days have passed than its stage allows; nothing when aftercare is over before. Only for
// an episode that is not paused now: a pause without an end would never let it come.
std::optional<RunOut> run_out(ProgramSettings const& settings, Episode const& episode, Date counted_from) {
    int passed = 0;
    for (Date day = counted_from + 1;; day = day + 1) {
        auto const stage = episode_stage(settings, episode, day);
        if (stage == Stage::none) return std::nullopt;
        passed += stands_still(episode, day) ? 0 : 1;
        auto const allowed = days_allowed(settings, stage);
        if (passed > allowed) return RunOut{day - 1, allowed, stage};
    }
}

void tell(EpisodeClock& clock, Stage stage) {
    clock.rule = "At most " + days_in_words(clock.days_allowed) + " between reached contacts during " +
                 std::string(in_words(stage)) + ".";
    if (clock.overdue_days > 0) {
        clock.reason = days_in_words(clock.days_without_contact) + " without a reached contact.";
    }
}

}  // namespace

std::string_view to_string(Stage stage) {
    switch (stage) {
    case Stage::initial_engagement: return "initial_engagement";
    case Stage::early_treatment: return "early_treatment";
    case Stage::stabilization: return "stabilization";
    case Stage::extended: return "extended";
    case Stage::aftercare: return "aftercare";
    case Stage::none: break;
    }
    return "none";
}

Stage episode_stage(ProgramSettings const& settings, Episode const& episode, Date today) {
    if (has_ended(episode, today)) {
        bool const over = episode.end_reason == EndReason::deceased ||
                          today - *episode.ended_on > aftercare_years_max * days_per_year;
        return over ? Stage::none : Stage::aftercare;
    }
    if (episode.planned_end_on && today > *episode.planned_end_on) return Stage::extended;
    auto const month = month_on(settings, episode, today);
    if (month < settings.early_treatment_from_month) return Stage::initial_engagement;
    return month < settings.stabilization_from_month ? Stage::early_treatment : Stage::stabilization;
}

EpisodeClock episode_clock(ProgramSettings const& settings, Episode const& stored, std::optional<Date> last_reached_on,
                           Date today) {
    auto const episode = as_known_on(stored, today);
    EpisodeClock clock;
    clock.stage = episode_stage(settings, episode, today);
    bool const ended = has_ended(episode, today);
    clock.counted_from = std::max({ended ? *episode.ended_on : episode.started_on, last_reached_on.value_or(Date{})});
    if (clock.stage == Stage::none) return clock;

    clock.month = ended ? 0 : month_on(settings, episode, today);
    clock.paused = is_paused(episode, today);
    clock.days_without_contact = days_passed(episode, clock.counted_from, today);
    clock.days_allowed = days_allowed(settings, clock.stage);
    if (clock.paused) return clock;

    auto const over = run_out(settings, episode, clock.counted_from);
    if (!over) return clock;
    clock.due_on = over->due_on;
    bool const overdue = over->due_on < today;
    if (overdue) {
        clock.days_allowed = over->allowed;
        clock.overdue_days = days_passed(episode, over->due_on, today);
    }
    tell(clock, overdue ? over->stage : clock.stage);
    return clock;
}

}  // namespace cairn
