// An episode: its contacts, pause, end, and what follows it.
#include <algorithm>

#include "features/care_team/care_team.hpp"
#include "features/demonstration/world.hpp"

namespace cairn::demonstration {
namespace {

constexpr double evening_share = 0.04;
constexpr double weekend_share = 0.12;  // of contacts drawn on a weekend, that stay there
constexpr double consent_share = 0.45;
constexpr double consent_for_site_share = 0.5;
constexpr double psychiatrist_share = 0.06;
constexpr double next_contact_noted_share = 0.6;
constexpr int latest_minute = 21 * minutes_per_hour;
constexpr int month_days = 30;
constexpr int consent_days = 365;

// A day of the episode as a date on which somebody works, within the month of the episode in which it lies.
Date working_date(World& world, Case const& of, int day, int last_day) {
    auto const date = of.started_on + day;
    if (!is_weekend(date) || world.chance.happens(weekend_share)) return date;
    int const first = day / month_days * month_days;
    int const last = std::min(first + month_days - 1, last_day);
    for (int const shift : {-1, 1, -2, 2}) {
        bool const inside = day + shift >= first && day + shift <= last;
        if (inside && !is_weekend(date + shift)) return date + shift;
    }
    return date;
}

Instant time_on(World& world, Date date) {
    auto minute = world.chance.whole(opening_minute + 10, closing_minute - 5);
    if (world.chance.happens(evening_share)) minute = world.chance.whole(closing_minute + 20, latest_minute - 60);
    auto const at = world.calendar.at(date, minute);
    // On the first day it is later than what began the episode.
    return at > world.now() ? at : later(world.now(), world.chance.whole(25, 90));
}

void plan_contacts(World& world, Case& of, std::vector<int> const& days, ContactKind kind, int last_day) {
    std::vector<Date> dates;
    for (auto const day : days) dates.push_back(working_date(world, of, day, last_day));
    std::sort(dates.begin(), dates.end());
    for (std::size_t i = 0; i < dates.size(); ++i) {
        std::optional<Date> next;
        bool const noted =
            kind == ContactKind::reached && i + 1 < dates.size() && world.chance.happens(next_contact_noted_share);
        if (noted) next = dates[i + 1];
        world.diary.plan(time_on(world, dates[i]), [&world, &of, kind, next] { write_contact(world, of, kind, next); });
    }
}

void plan_pause(World& world, Case& of, Course::Rest const& rest) {
    auto const& calendar = world.calendar;
    auto const from = calendar.next_working(calendar.at(of.started_on + rest.from, opening_minute + 45));
    auto const to = calendar.next_working(calendar.at(of.started_on + rest.to, opening_minute + 45));
    world.diary.plan(from, [&world, &of, reason = std::string(rest.reason)] {
        PauseEpisode const command{.id = *of.episode, .version = world.version_of(*of.episode), .reason = reason};
        World::done(pause_episode(world.as(world.supervisor_of(of)), world.organization, command, world.key()));
    });
    world.diary.plan(to, [&world, &of] {
        ResumeEpisode const command{.id = *of.episode, .version = world.version_of(*of.episode)};
        World::done(resume_episode(world.as(world.supervisor_of(of)), world.organization, command, world.key()));
    });
}

void end(World& world, Case& of, EndReason reason, Date on) {
    EndEpisode const command{*of.episode, world.version_of(*of.episode), reason, on};
    World::done(end_episode(world.as(world.supervisor_of(of)), world.organization, command, world.key()));
    of.ended = true;
    --world.house.members[*of.peer].load;
    auto& person = world.persons[of.person];
    person.busy = false;
    person.free_since = on;
    person.deceased = reason == EndReason::deceased;
}

// Aftercare is the supervisor's, who is a peer with years of experience: the caseload's peer no longer sees the chart.
void plan_aftercare(World& world, Case& of, Course const& course) {
    for (auto const day : course.aftercare) {
        auto const date = of.started_on + course.last_day + day;
        auto const at =
            world.calendar.next_working(world.calendar.at(date, opening_minute + world.chance.whole(30, 400)));
        world.diary.plan(at, [&world, &of] {
            bool const reached = world.chance.happens(0.55) && !world.persons[of.person].deceased;
            write_contact(world, of, reached ? ContactKind::reached : ContactKind::attempted, std::nullopt);
        });
    }
}

void add_psychiatrist(World& world, Case const& of) {
    auto const supervisor = world.as(world.supervisor_of(of));
    auto const participant = world.persons[of.person].id;
    auto const psychiatrist = world.house.members[world.house.psychiatrist].staff.id;
    CareTeamMember const member{.id = world.organization.ids().next_id<CareTeamMember>(),
                                .participant_id = participant,
                                .staff_id = psychiatrist,
                                .function = Code{"psychiatrist"},
                                .from = world.today()};
    World::done(add_care_team_member(supervisor, world.organization, member, world.key()));
    Consent const consent{.id = world.organization.ids().next_id<Consent>(),
                          .participant_id = participant,
                          .recipient_staff_id = psychiatrist,
                          .purpose = Code{"treatment"},
                          .signed_on = world.today(),
                          .until = world.today() + consent_days};
    World::done(give_consent(supervisor, world.organization, consent, world.key()));
}

// Most who begin sign that their clinic may know; some do not, and then it does not.
void sign_consent(World& world, Case const& of, Id<Staff> const& pcp) {
    Consent consent{.id = world.organization.ids().next_id<Consent>(),
                    .participant_id = world.persons[of.person].id,
                    .purpose = Code{"treatment"},
                    .signed_on = world.today(),
                    .until = world.today() + consent_days};
    if (world.chance.happens(consent_for_site_share)) {
        consent.recipient_site_id = world.site_of(of);
    } else {
        consent.recipient_staff_id = pcp;
    }
    World::done(give_consent(world.as(world.supervisor_of(of)), world.organization, consent, world.key()));
}

void plan_consents(World& world, Case& of, Course const& course) {
    bool const signs = of.signs_consent ? *of.signs_consent : world.chance.happens(consent_share);
    if (!signs) return;
    auto const at = later(world.now(), world.chance.whole(10, 40));
    bool const psychiatrist = course.last_day > month_days && world.chance.happens(psychiatrist_share);
    world.diary.plan(at, [&world, &of, psychiatrist] {
        sign_consent(world, of, of.pcp);
        auto& person = world.persons[of.person];
        if (!psychiatrist || person.sees_psychiatrist) return;
        add_psychiatrist(world, of);
        person.sees_psychiatrist = true;
    });
}

}  // namespace

void begin_episode(World& world, Case& of) {
    bool const reached_today = of.reached_on == of.started_on;
    auto const course = of.given_course ? *of.given_course : draw_course(world.chance, reached_today);
    plan_contacts(world, of, course.reached, ContactKind::reached, course.last_day);
    plan_contacts(world, of, course.attempted, ContactKind::attempted, course.last_day);
    plan_contacts(world, of, course.texted, ContactKind::texted, course.last_day);
    plan_consents(world, of, course);
    if (course.pause) plan_pause(world, of, *course.pause);
    auto const last = of.started_on + course.last_day;
    auto at = world.calendar.at(last, latest_minute + world.chance.whole(5, 60));
    if (is_weekend(last) || world.chance.happens(0.5)) at = world.calendar.next_working(at);
    world.diary.plan(at, [&world, &of, reason = course.end, last] { end(world, of, reason, last); });
    plan_aftercare(world, of, course);
}

void write_contact(World& world, Case& of, ContactKind kind, std::optional<Date> next_contact_on) {
    bool const after_the_end = of.ended;
    auto const by = after_the_end ? world.supervisor_of(of) : world.acting(*of.peer, world.today());
    Contact contact;
    contact.id = world.organization.ids().next_id<Contact>();
    contact.participant_id = world.persons[of.person].id;
    contact.episode_id = of.episode;
    if (!of.episode) contact.referral_id = of.referral;
    contact.peer_id = world.house.members[by].staff.id;
    contact.site_id = world.site_of(of);
    int const month = of.episode && !after_the_end ? (world.today() - of.started_on) / month_days + 1 : 0;
    describe_contact(contact, kind, world.place_of(of).site.setting.word, month, world.chance);
    // It is written down when it is over, and nobody is met before there is a referral.
    auto const began = later(world.now(), -contact.minutes.value_or(0) - world.chance.whole(0, 3));
    contact.started_at = Moment{std::max(began, of.received_at)};
    auto const minute = world.calendar.minute(world.now());
    contact.after_hours = is_weekend(world.today()) || minute < opening_minute - 30 || minute > closing_minute + 15;
    contact.time_zone = world.calendar.time_zone();
    contact.next_contact_on = next_contact_on;
    auto const permit = world.as(by);
    if (of.episode) {
        World::done(log_contact(permit, world.organization, contact, world.key()));
    } else {
        World::done(record_attempt(permit, world.organization, contact, world.key()));
    }
}

}  // namespace cairn::demonstration
