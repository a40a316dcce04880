// What every screen must have something of, however chance falls: told of the last days, around the peer who can sign
// in. Somebody on leave whom that peer covers for is told in house.cpp.
#include <algorithm>

#include "features/demonstration/world.hpp"

namespace cairn::demonstration {
namespace {

// The site of that setting in the first region, where the peer and the supervisor of the accounts work.
std::size_t place_for(World const& world, std::string_view setting) {
    auto const& places = world.house.places;
    auto const found = std::find_if(places.begin(), places.end(), [&](Place const& place) {
        return place.region == 0 && place.site.setting.word == setting;
    });
    return static_cast<std::size_t>(found - places.begin());
}

class Stories {
public:
    explicit Stories(World& world)
        : world_(world),
          peer_(world.house.peers.front()),
          now_(world.diary.until()),
          today_(world.calendar.date(now_)),
          midnight_(world.calendar.at(today_, 1)) {}

    void plan() {
        returns_after_completing();
        dies();
        is_overdue();
        waits_unassigned();
        walks_in_today();
        comes_from_the_emergency_department_today();
        shares_with_the_clinic();
    }

private:
    Instant morning(int days_ago) const { return world_.calendar.at(today_ - days_ago, opening_minute + 30); }
    // So long ago, but not before today.
    Instant today_before(int minutes) const { return std::max(midnight_, later(now_, -minutes)); }

    Arrival arrival(Instant at, std::string_view setting, Fate fate) const {
        Arrival told;
        told.at = at;
        told.place = place_for(world_, setting);
        told.fate = fate;
        told.peer = peer_;
        told.prompt = true;
        return told;
    }
    void tell(Arrival const& told) {
        world_.diary.plan(later(told.at, 5), [&world = world_, told] { arrive(world, told); });
    }

    // A re-enrolment.
    void returns_after_completing() {
        auto first = arrival(morning(130), "bridge_clinic", Fate::enrolled);
        first.course = Course{.last_day = 96, .end = EndReason::completed, .reached = {4, 11, 20, 33, 47, 60, 78, 94}};
        first.fresh = true;
        world_.diary.plan(later(first.at, 5), [this_world = &world_, first, back = morning(4),
                                               arrival = arrival(morning(4), "bridge_clinic", Fate::enrolled)] {
            auto again = arrival;
            arrive(*this_world, first);
            again.person = this_world->cases.back().person;
            again.source = "self";
            again.course = Course{.last_day = 150, .reached = {1, 3}};
            this_world->diary.plan(later(back, 5), [this_world, again] { arrive(*this_world, again); });
        });
    }

    void dies() {
        auto told = arrival(morning(60), "inpatient", Fate::enrolled);
        told.course = Course{.last_day = 47, .end = EndReason::deceased, .reached = {2, 6, 13, 21, 30, 41}};
        told.fresh = true;
        tell(told);
    }

    void is_overdue() {
        auto told = arrival(morning(24), "primary_care", Fate::enrolled);
        told.course = Course{.last_day = 170, .reached = {3, 8}, .attempted = {12, 15, 19}};
        told.fresh = true;
        tell(told);
    }

    void waits_unassigned() {
        auto told = arrival(later(now_, -27 * minutes_per_hour), "bridge_clinic", Fate::enrolled);
        told.stays_unassigned = true;
        told.source = "warmline";
        told.urgency = "soon";
        told.fresh = true;
        tell(told);
        told.at = today_before(170);
        told.place = place_for(world_, "primary_care");
        told.source = "primary_care_provider";
        told.urgency = "routine";
        tell(told);
    }

    void walks_in_today() {
        auto told = arrival(today_before(110), "bridge_clinic", Fate::walked_in);
        told.course = Course{.last_day = 120, .reached = {2, 6, 12}};
        told.fresh = true;
        tell(told);
    }

    void comes_from_the_emergency_department_today() {
        auto told = arrival(today_before(45), "emergency_department", Fate::enrolled);
        told.stays_untried = true;
        told.source = "emergency_department";
        told.urgency = "today";
        told.fresh = true;
        tell(told);
    }

    // The clinician of the accounts sees the one and not the other.
    void shares_with_the_clinic() {
        for (bool const signs : {true, false}) {
            auto told = arrival(morning(signs ? 40 : 33), "primary_care", Fate::enrolled);
            told.place = world_.house.members[world_.house.pcps.front()].places.front();
            told.course = Course{.last_day = 165, .reached = {2, 7, 13, 19, 26, 32, 39}};
            told.signs_consent = signs;
            told.fresh = true;
            tell(told);
        }
    }

    World& world_;
    std::size_t peer_;
    Instant now_;
    Date today_;
    Instant midnight_;
};

}  // namespace

void plan_stories(World& world) { Stories(world).plan(); }

}  // namespace cairn::demonstration
