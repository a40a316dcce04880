// The program's beginning, who comes and goes, and who is away when.
#include "features/accounts/account.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/demonstration/world.hpp"

namespace cairn::demonstration {
namespace {

void name_program(World& world) {
    auto const permit = authorize_operator("demonstration");
    auto settings = world.organization.program()->settings;
    settings.name = demonstration_name;
    World::done(change_settings(permit, world.organization, settings, world.key()));
}

// Everything else is the administrator's work, whom somebody at the command line brings in.
void hire(World& world, Permit const& permit, Member& member) {
    auto& staff = member.staff;
    staff.id = world.organization.ids().next_id<Staff>();
    for (auto const place : member.places) staff.sites.push_back({.site_id = world.house.places[place].site.id});
    if (staff.role == Role::peer) {
        staff.program_supervisor_id = world.house.members[world.house.program_supervisors[*member.region]].staff.id;
        staff.site_supervisor_id = world.house.members[world.house.site_supervisors[*member.region]].staff.id;
    }
    World::done(register_staff(permit, world.organization, staff, world.key()));
    if (!member.signs_in) return;
    member.account_id = world.organization.ids().next_id<Account>();
    NewAccount account{.id = member.account_id, .staff_id = staff.id, .login = member.login};
    auto const added = add_account(permit, world.organization, world.passwords, account, world.key());
    World::done(added ? Result<Written>(added->written) : Result<Written>(added.error()));
}

void open_sites(World& world) {
    for (auto& place : world.house.places) {
        place.site.id = world.organization.ids().next_id<Site>();
        for (auto& item : place.site.readiness) item.done_on = world.today() - world.chance.whole(1, 60);
        World::done(register_site(world.as(world.house.admin), world.organization, place.site, world.key()));
    }
}

void name_champions(World& world) {
    for (auto const pcp : world.house.pcps) {
        auto& site = world.house.places[world.house.members[pcp].places.front()].site;
        site.champion_pcp_id = world.house.members[pcp].staff.id;
        site.version = 1;
        World::done(edit_site(world.as(world.house.admin), world.organization, site, world.key()));
    }
}

// The day after the last one: what is still open goes to those who stay.
void part(World& world, std::size_t leaver) {
    auto& member = world.house.members[leaver];
    auto const supervisor = world.house.program_supervisors[*member.region];
    std::vector<TransferItem> items;
    for (auto& one : world.cases) {
        bool const open = one.peer == leaver && !one.ended;
        if (!open) continue;
        auto const next = world.choose_peer(one.place, world.today() + 1);
        TransferItem item{.to_staff_id = world.house.members[next].staff.id};
        if (one.episode) {
            item.episode_id = one.episode;
        } else {
            item.referral_id = one.referral;
        }
        items.push_back(item);
        one.peer = next;
        ++world.house.members[next].load;
    }
    if (items.empty()) return;
    ArrangeTransfer const transfer{.id = world.organization.ids().next_id<CaseloadTransfer>(),
                                   .from_staff_id = member.staff.id,
                                   .to_staff_id = *items.front().to_staff_id,
                                   .reason = "Leaves the program",
                                   .items = items};
    World::done(arrange_transfer(world.as(supervisor), world.organization, transfer, world.key()));
    member.load = 0;
}

void plan_departure(World& world, std::size_t leaver) {
    auto const last = *world.house.members[leaver].until;
    world.diary.plan(world.calendar.at(last, closing_minute + 40), [&world, leaver, last] {
        part(world, leaver);
        auto& staff = world.house.members[leaver].staff;
        staff.version = 1;
        staff.ended_on = last;
        World::done(edit_staff(world.as(world.house.admin), world.organization, staff, world.key()));
    });
}

void plan_cover(World& world, std::size_t absent) {
    for (auto const& leave : world.house.members[absent].leaves) {
        world.diary.plan(world.calendar.at(leave.from - 1, closing_minute - 90), [&world, absent, leave] {
            auto const& member = world.house.members[absent];
            Cover const cover{.id = world.organization.ids().next_id<Cover>(),
                              .absent_staff_id = member.staff.id,
                              .covering_staff_id = world.house.members[leave.covered_by].staff.id,
                              .from = leave.from,
                              .until = leave.until,
                              .reason = "Leave"};
            auto const supervisor = world.house.program_supervisors[*member.region];
            World::done(arrange_cover(world.as(supervisor), world.organization, cover, world.key()));
        });
    }
}

}  // namespace

void found(World& world) {
    auto& house = world.house;
    name_program(world);
    auto const by_hand = authorize_operator("demonstration");
    hire(world, by_hand, house.members[house.admin]);
    open_sites(world);
    // Supervisors before those whom they supervise.
    for (std::size_t i = 0; i < house.members.size(); ++i) {
        auto& member = house.members[i];
        if (i == house.admin) continue;
        if (member.from <= world.start) {
            hire(world, world.as(house.admin), member);
        } else {
            world.diary.plan(world.calendar.at(member.from, opening_minute - minutes_per_hour),
                             [&world, &member] { hire(world, world.as(world.house.admin), member); });
        }
    }
    name_champions(world);
    for (auto const peer : house.peers) {
        if (house.members[peer].until) plan_departure(world, peer);
        plan_cover(world, peer);
    }
}

}  // namespace cairn::demonstration
