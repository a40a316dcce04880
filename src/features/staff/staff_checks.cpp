#include <algorithm>
#include <array>

#include "base/present.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

constexpr int minutes_per_day = 24 * 60;
constexpr double share_tolerance = 1e-9;  // shares such as 0.1 + 0.2 are sums of binary fractions

// Minutes since midnight of HH:MM, 24:00 included; nothing when it is no time of day.
std::optional<int> minutes_of(std::string const& text) {
    auto const digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1000; };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    auto const hours = digit(0) * 10 + digit(1);
    auto const minutes = digit(3) * 10 + digit(4);
    if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > minutes_per_day) return std::nullopt;
    return hours * 60 + minutes;
}

struct Stretch {
    Weekday weekday;
    int from;
    int to;
};

bool overlap(Stretch const& a, Stretch const& b) { return a.weekday == b.weekday && a.from < b.to && b.from < a.to; }

void check_schedule(std::vector<WorkHours> const& schedule, Problems& problems) {
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < schedule.size(); ++i) {
        auto const place = "work_schedule[" + std::to_string(i) + "]";
        auto const from = minutes_of(schedule[i].from);
        auto const to = minutes_of(schedule[i].to);
        if (!from)
            problems.push_back({place + ".from", "format", "A time of day is written HH:MM, for example 08:30."});
        if (!to) problems.push_back({place + ".to", "format", "A time of day is written HH:MM, for example 17:00."});
        if (!from || !to) continue;
        if (*to <= *from) problems.push_back({place + ".to", "order", "Work ends after it begins, on the same day."});
        Stretch const stretch{schedule[i].weekday, *from, *to};
        if (std::any_of(stretches.begin(), stretches.end(), [&](auto const& s) { return overlap(s, stretch); })) {
            problems.push_back({place, "overlap", "These hours overlap with others of the same day."});
        }
        stretches.push_back(stretch);
    }
}

void check_assignments(Staff const& staff, CheckContext const& context, Problems& problems) {
    double shares = 0;
    for (std::size_t i = 0; i < staff.sites.size(); ++i) {
        auto const& assignment = staff.sites[i];
        auto const place = "sites[" + std::to_string(i) + "].site_id";
        auto const same_site = [&](auto const& earlier) { return earlier.site_id == assignment.site_id; };
        auto const here = staff.sites.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::any_of(staff.sites.begin(), here, same_site)) {
            problems.push_back({place, "repeated", "Each site stands once in the list."});
        }
        if (!assignment.site_id.is_nil()) context.named(assignment.site_id, place, problems);
        shares += assignment.fte.value_or(0);
    }
    if (staff.fte && shares > *staff.fte + share_tolerance) {
        problems.push_back({"sites", "too_large", "The shares of the sites come to more than the whole position."});
    }
}

void check_caseload(Staff const& staff, Problems& problems) {
    if (staff.caseload_min && staff.caseload_max && *staff.caseload_min > *staff.caseload_max) {
        problems.push_back({"caseload_max", "order", "The largest caseload is not smaller than the smallest."});
    }
}

// Follows one line of supervision up from `supervisor`: nobody may come back to themselves.
void check_supervisor(Staff const& staff, std::optional<Id<Staff>> Staff::*line, std::string_view field,
                      CheckContext const& context, Problems& problems) {
    if (!(staff.*line)) return;
    if (*(staff.*line) == staff.id) {
        problems.push_back({std::string(field), "self", "Nobody supervises themselves."});
        return;
    }
    auto above = context.named(*(staff.*line), field, problems);
    for (int level = 1; above; ++level) {
        auto const next = (*above).*line;
        if (!next) return;
        if (*next == staff.id || level == supervision_levels_max) {
            problems.push_back(
                {std::string(field), "circle", "This closes a circle of people who supervise each other."});
            return;
        }
        above = context.get(*next);
    }
}

}  // namespace

void check_carries(Staff const& staff, Instant now, std::string_view field, Problems& problems) {
    if (staff.role != Role::peer && staff.role != Role::supervisor) {
        problems.push_back({std::string(field), "role", "Only peers and supervisors carry a caseload."});
    }
    if (staff.ended_on && *staff.ended_on < local_today(now, staff.time_zone)) {
        problems.push_back({std::string(field), "ended", "This person has left the program."});
    }
}

void complete_and_check(Staff& staff, Staff const* previous, CheckContext const& context, Problems& problems) {
    if (staff.time_zone.empty()) staff.time_zone = context.program.settings.time_zone;
    check_declared(staff, previous, context, problems);
    check_schedule(staff.work_schedule, problems);
    check_assignments(staff, context, problems);
    check_caseload(staff, problems);
    check_supervisor(staff, &Staff::program_supervisor_id, "program_supervisor_id", context, problems);
    check_supervisor(staff, &Staff::site_supervisor_id, "site_supervisor_id", context, problems);
}

}  // namespace cairn
