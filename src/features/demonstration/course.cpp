#include "features/demonstration/course.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cairn::demonstration {
namespace {

constexpr int month_days = 30;

// [Penn] table of monthly contact: 41/50, 34/45, 30/42, 17/30, 14/26, 8/19; later months as the sixth.
constexpr std::array coverage{0.82, 0.76, 0.71, 0.57, 0.54, 0.42};
// Contacts in a month that has any, beyond the first.
constexpr std::array further_contacts{3.5, 3.1, 2.7, 2.4, 2.2, 2.0};

// Of the first month's coverage, what those who are reached on the first day give already is not drawn again.
constexpr double reached_on_first_day = 0.55;

// Share of episodes that end within the months 1 to 6, early; the others go to their planned end, more or less.
constexpr std::array early_ends{0.285, 0.145, 0.105, 0.075, 0.06, 0.05};
constexpr int planned_days = 180;
constexpr int around_planned_end = 14;
constexpr double extended_share = 0.12;  // of those who get there
constexpr int extended_days_max = 120;

constexpr std::array early_reasons{Choice{"disengaged", 68},  Choice{"withdrew", 11}, Choice{"transferred", 7},
                                   Choice{"incarcerated", 6}, Choice{"deceased", 2},  Choice{"completed", 6}};
constexpr std::array late_reasons{Choice{"completed", 90}, Choice{"disengaged", 6}, Choice{"transferred", 2},
                                  Choice{"withdrew", 1.4}, Choice{"deceased", 0.6}};
constexpr std::array pause_reasons{Choice{"Inpatient stay", 4}, Choice{"Residential treatment", 3},
                                   Choice{"Away for family", 2}, Choice{"Asked for a rest", 2}};
constexpr double pause_share = 0.06;
constexpr int paused_episode_days_min = 50;

constexpr double attempt_before_contact = 0.14;
constexpr double texts_per_month = 0.16;
constexpr double aftercare_share = 0.4;  // of completed episodes
// Beyond the month in which the episode ended: a contact there is not one of the episode's.
constexpr int aftercare_from = 35;

EndReason end_reason(std::string_view word) {
    if (word == "disengaged") return EndReason::disengaged;
    if (word == "withdrew") return EndReason::withdrew;
    if (word == "transferred") return EndReason::transferred;
    if (word == "incarcerated") return EndReason::incarcerated;
    if (word == "deceased") return EndReason::deceased;
    return EndReason::completed;
}

void draw_length(Course& course, Chance& chance) {
    auto left = chance.share();
    for (std::size_t month = 0; month < early_ends.size(); ++month) {
        left -= early_ends[month];
        if (left >= 0) continue;
        course.last_day = static_cast<int>(month) * month_days + chance.whole(month == 0 ? 1 : 0, month_days - 1);
        course.end = end_reason(chance.pick(early_reasons));
        return;
    }
    course.last_day = planned_days + chance.whole(-around_planned_end, around_planned_end);
    if (chance.happens(extended_share)) course.last_day += chance.whole(month_days, extended_days_max);
    course.end = end_reason(chance.pick(late_reasons));
}

// Spread evenly with some unrest, so that gaps resemble the weeks of people who have appointments.
void spread(std::vector<int>& days, int count, int first, int last, Chance& chance) {
    for (int i = 0; i < count; ++i) {
        auto const at = (i + chance.share()) / count * (last - first + 1);
        days.push_back(std::min(last, first + static_cast<int>(at)));
    }
}

void draw_month(Course& course, std::size_t month, bool reached_before, Chance& chance) {
    int const first = static_cast<int>(month) * month_days;
    int const last = std::min(first + month_days - 1, course.last_day);
    auto const window = static_cast<double>(last - first + 1) / month_days;
    auto const row = std::min(month, coverage.size() - 1);
    bool const already = month == 0 && reached_before;
    auto share = coverage.at(row);
    if (month == 0) share = (share - reached_on_first_day) / (1 - reached_on_first_day);
    if (already || chance.happens(share)) {
        auto const count = (already ? 0 : 1) + chance.poisson(further_contacts.at(row) * window);
        spread(course.reached, count, first, last, chance);
    } else {
        spread(course.attempted, chance.whole(1, std::max(1, static_cast<int>(std::lround(2 * window)))), first, last,
               chance);
    }
    if (chance.happens(texts_per_month * window)) course.texted.push_back(chance.whole(first, last));
}

void draw_pause(Course& course, Chance& chance) {
    if (course.last_day < paused_episode_days_min || !chance.happens(pause_share)) return;
    auto const from = chance.whole(20, course.last_day - 25);
    course.pause = Course::Rest{from, from + chance.whole(7, 21), chance.pick(pause_reasons)};
}

void draw_aftercare(Course& course, Chance& chance) {
    if (course.end != EndReason::completed || !chance.happens(aftercare_share)) return;
    course.aftercare.push_back(aftercare_from + chance.whole(0, 50));
    if (chance.happens(0.5)) course.aftercare.push_back(aftercare_from + 90 + chance.whole(0, 60));
}

}  // namespace

Course draw_course(Chance& chance, bool reached_before) {
    Course course;
    draw_length(course, chance);
    for (std::size_t month = 0; static_cast<int>(month) * month_days <= course.last_day; ++month) {
        draw_month(course, month, reached_before, chance);
    }
    for (auto const day : course.reached) {
        if (chance.happens(attempt_before_contact)) course.attempted.push_back(std::max(0, day - chance.whole(0, 2)));
    }
    std::sort(course.reached.begin(), course.reached.end());
    std::sort(course.attempted.begin(), course.attempted.end());
    draw_pause(course, chance);
    draw_aftercare(course, chance);
    return course;
}

}  // namespace cairn::demonstration
