// The referral's clocks (referral.hpp): how soon somebody tries, and how soon somebody gets through.
#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_minute = 60'000;
constexpr std::int64_t milliseconds_per_hour = 60 * milliseconds_per_minute;

Instant begin_of(Moment const& moment, std::string_view time_zone) {
    if (auto const* date = std::get_if<Date>(&moment.value)) return start_of_day(*date, time_zone).value();
    return std::get<Instant>(moment.value);
}

Instant end_of(Moment const& moment, std::string_view time_zone) {
    if (auto const* date = std::get_if<Date>(&moment.value)) return start_of_day(*date + 1, time_zone).value();
    return std::get<Instant>(moment.value);
}

struct ClockFacts {
    Instant start{};
    int hours = 0;
    std::optional<Instant> met_at{};
    bool open = true;
    Instant now{};
};

ClockState state_of(ClockFacts const& facts, Instant due_at) {
    if (facts.met_at) return *facts.met_at <= due_at ? ClockState::met : ClockState::met_late;
    if (!facts.open) return ClockState::stopped;
    return facts.now <= due_at ? ClockState::running : ClockState::overdue;
}

ReferralClock read_clock(ClockFacts const& facts, std::string_view what) {
    ReferralClock clock;
    clock.due_at = {facts.start.milliseconds + facts.hours * milliseconds_per_hour};
    clock.state = state_of(facts, clock.due_at);
    if (clock.state == ClockState::overdue || clock.state == ClockState::met_late) {
        auto const until = facts.met_at.value_or(facts.now);
        clock.overdue_minutes = (until.milliseconds - clock.due_at.milliseconds) / milliseconds_per_minute;
    }
    clock.rule = "A first " + std::string(what) + " within " + std::to_string(facts.hours) +
                 (facts.hours == 1 ? " hour" : " hours") + " of the referral.";
    return clock;
}

std::optional<Instant> met_at(std::optional<Moment> const& moment, std::string_view time_zone) {
    if (!moment) return std::nullopt;
    return begin_of(*moment, time_zone);
}

}  // namespace

ReferralClocks referral_clocks(ProgramSettings const& settings, Referral const& referral, Instant now,
                               std::string_view time_zone) {
    ClockFacts facts{.start = end_of(referral.received_at, time_zone), .open = is_open(referral.status), .now = now};
    ReferralClocks clocks;
    facts.hours = settings.referral_first_attempt_hours;
    facts.met_at = met_at(referral.first_attempt_at, time_zone);
    clocks.first_attempt = read_clock(facts, "attempt");
    facts.hours = settings.referral_first_contact_hours;
    facts.met_at = met_at(referral.first_contact_at, time_zone);
    clocks.first_contact = read_clock(facts, "contact");
    return clocks;
}

}  // namespace cairn
