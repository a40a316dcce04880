#include "features/demonstration/demonstration.hpp"

#include "features/demonstration/world.hpp"
#include "store/receipts.hpp"

namespace cairn {
namespace {

// As the program's own upkeep does; a command's key is remembered for receipt_days.
void plan_upkeep(demonstration::World& world) {
    constexpr int days_between = 30;
    auto const last = world.calendar.date(world.diary.until());
    for (auto day = world.start + days_between; day <= last; day = day + days_between) {
        world.diary.plan(world.calendar.at(day, 2 * demonstration::minutes_per_hour),
                         [&world] { forget_old_receipts(world.organization.database(), world.clock); });
    }
}

DemonstrationCounts count(Database& database) {
    DemonstrationCounts counts;
    database.read([&](Reader& reader) {
        auto const rows = [&](std::string_view sql) { return static_cast<std::size_t>(*reader.integer({sql, {}})); };
        counts.participants = rows("SELECT count(*) FROM participant");
        counts.referrals = rows("SELECT count(*) FROM referral");
        counts.episodes = rows("SELECT count(*) FROM episode");
        counts.contacts = rows("SELECT count(*) FROM contact");
        counts.activities = rows("SELECT count(*) FROM activity");
    });
    return counts;
}

}  // namespace

Instant demonstration_begins_at(DemonstrationOptions const& options) {
    constexpr std::int64_t milliseconds_per_day = 86'400'000;
    constexpr int days_before = 3;  // the first day may be moved behind a weekend, not before it
    auto const days = demonstration::days_of(options) + days_before;
    return {options.until.milliseconds - days * milliseconds_per_day};
}

DemonstrationCounts generate_demonstration(Organization& organization, FixedClock& clock, Passwords& passwords,
                                           DemonstrationOptions const& options) {
    demonstration::World world(organization, clock, passwords, options);
    demonstration::found(world);
    demonstration::plan_arrivals(world, options.referrals);
    demonstration::plan_workdays(world);
    demonstration::plan_stories(world);
    plan_upkeep(world);
    world.diary.run();
    return count(organization.database());
}

}  // namespace cairn
