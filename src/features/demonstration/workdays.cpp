// Work that is not a contact, so that about 60 % of the time on record is spent with participants [Penn]; and leave.
#include <array>

#include "features/activities/activity.hpp"
#include "features/demonstration/world.hpp"

namespace cairn::demonstration {
namespace {

constexpr std::array kinds{Choice{"documentation", 30}, Choice{"care_coordination", 20}, Choice{"case_discussion", 9},
                           Choice{"team_education", 6}, Choice{"supervision", 10},       Choice{"resourcing", 7},
                           Choice{"outreach", 6},       Choice{"training", 5},           Choice{"travel", 9},
                           Choice{"administration", 5}};
constexpr double peer_entry_share = 0.49;  // of working days on which a peer writes one down
constexpr Chance::Quantile peer_minutes[]{{0, 15}, {0.25, 55}, {0.5, 95}, {0.75, 135}, {1, 240}};
constexpr int leave_minutes = 480;
constexpr int supervision_minutes_per_peer = 60;  // [Penn]: weekly
constexpr int friday = 4;                         // Monday is 0

void write_activity(World& world, std::size_t member, std::string_view kind, int minutes) {
    Activity activity;
    activity.id = world.organization.ids().next_id<Activity>();
    activity.staff_id = world.house.members[member].staff.id;
    activity.started_at = Moment{later(world.now(), -minutes)};
    activity.time_zone = world.calendar.time_zone();
    activity.minutes = minutes;
    activity.kind.word = kind;
    World::done(log_activity(world.as(member), world.organization, activity, world.key()));
}

void close_day(World& world) {
    auto const today = world.today();
    for (auto const peer : world.house.peers) {
        auto const& member = world.house.members[peer];
        if (!member.works_on(today)) continue;
        if (member.leave_on(today) != nullptr) {
            write_activity(world, peer, "leave", leave_minutes);
        } else if (world.chance.happens(peer_entry_share)) {
            write_activity(world, peer, world.chance.pick(kinds),
                           static_cast<int>(world.chance.quantile(peer_minutes)));
        }
    }
    if ((today.days + 3) % 7 != friday) return;
    for (auto const supervisor : world.house.program_supervisors) {
        write_activity(world, supervisor, "supervision", supervision_minutes_per_peer * world.chance.whole(2, 4));
    }
}

}  // namespace

void plan_workdays(World& world) {
    auto const last = world.calendar.date(world.diary.until());
    for (auto day = world.start; day <= last; day = day + 1) {
        if (is_weekend(day)) continue;
        world.diary.plan(world.calendar.at(day, closing_minute + 10), [&world] { close_day(world); });
    }
}

}  // namespace cairn::demonstration
