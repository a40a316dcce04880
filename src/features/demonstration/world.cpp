#include "features/demonstration/world.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace cairn::demonstration {
namespace {

constexpr int days_per_month = 30;
constexpr int months_per_year = 12;
constexpr int days_per_year = 365;
constexpr double load_unrest = 1.5;  // so that caseloads differ as they do in life

Date first_day(Calendar const& calendar, DemonstrationOptions const& options) {
    auto day = calendar.date(options.until) - days_of(options);
    while (is_weekend(day)) day = day + 1;
    return day;
}

}  // namespace

int days_of(DemonstrationOptions const& options) {
    return std::max(options.months, demonstration_months_min) * days_per_year / months_per_year;
}

World::World(Organization& in, FixedClock& simulated, Passwords& hashing, DemonstrationOptions const& options)
    : organization(in),
      passwords(hashing),
      clock(simulated),
      chance(options.seed),
      people(chance),
      calendar(in.program()->settings.time_zone),
      diary(simulated, options.until),
      start(first_day(calendar, options)),
      house(plan_house(chance, people, start, calendar.date(options.until))) {
    clock.set(calendar.at(start, opening_minute - minutes_per_hour));
}

Permit World::as(std::size_t member) const {
    auto const& who = house.members.at(member);
    return authorize_holder(to_string(who.account_id), to_string(who.staff.id), who.staff.role, today());
}

Written World::done(Result<Written> const& written) {
    if (!written) throw std::logic_error("a command of the demonstration was refused: " + to_string(written.error()));
    return *written;
}

std::size_t World::acting(std::size_t peer, Date date) const {
    auto const* leave = house.members.at(peer).leave_on(date);
    return leave == nullptr ? peer : leave->covered_by;
}

std::size_t World::choose_peer(std::size_t place, Date date) {
    auto const region = house.places.at(place).region;
    auto best = house.program_supervisors.at(region);  // a peer with years of experience, when nobody else is there
    auto least = std::numeric_limits<double>::max();
    for (auto const peer : house.peers) {
        auto const& member = house.members[peer];
        if (member.staff.id.is_nil() || member.region != region || !member.works_on(date) ||
            member.leave_on(date) != nullptr)
            continue;
        bool const at_place = std::count(member.places.begin(), member.places.end(), place) > 0;
        // Rather somebody of the place than somebody a little less busy; rather nobody who soon leaves.
        auto const elsewhere = at_place ? 0.0 : 4.0;
        auto const leaving = member.until && *member.until - date < days_per_month ? 20.0 : 0.0;
        auto const told_of = peer == house.peers.front() ? 4.0 : 0.0;  // stories bring more
        auto const burden = member.load + elsewhere + leaving + told_of + chance.normal(0, load_unrest);
        if (burden >= least) continue;
        least = burden;
        best = peer;
    }
    return best;
}

}  // namespace cairn::demonstration
