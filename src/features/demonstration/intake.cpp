// How referrals come, who is reached, and what is decided.
#include <algorithm>
#include <array>
#include <cmath>

#include "features/demonstration/world.hpp"
#include "features/duplicates/duplicate.hpp"

namespace cairn::demonstration {
namespace {

// Two thirds more on the last day than on the first.
constexpr double arrivals_at_start = 0.75;
constexpr double arrivals_at_end = 1.25;

// [MGB]: 5,662 of 6,785 enrolled. Duplicates are excluded there; the other shares are the generator's own.
constexpr double enrolled_share = 0.836;
constexpr double declined_share = 0.078;
constexpr double unreachable_share = 0.066;
constexpr double duplicate_share = 0.004;
constexpr double returning_share = 0.085;
constexpr int days_before_return = 14;

constexpr std::array sources_primary_care{
    Choice{"primary_care_provider", 55}, Choice{"social_worker", 24}, Choice{"self", 8}, Choice{"family", 4},
    Choice{"word_of_mouth", 5},          Choice{"payer", 4}};
constexpr std::array sources_bridge_clinic{Choice{"emergency_department", 25},
                                           Choice{"primary_care_provider", 22},
                                           Choice{"self", 20},
                                           Choice{"social_worker", 13},
                                           Choice{"warmline", 10},
                                           Choice{"word_of_mouth", 10}};
constexpr std::array sources_emergency{Choice{"emergency_department", 86}, Choice{"social_worker", 11},
                                       Choice{"family", 3}};
constexpr std::array sources_inpatient{Choice{"inpatient", 80}, Choice{"social_worker", 20}};
constexpr std::array sources_behavioral{Choice{"social_worker", 44}, Choice{"primary_care_provider", 20},
                                        Choice{"self", 14}, Choice{"justice", 11}, Choice{"family", 11}};
constexpr std::array sources_perinatal{Choice{"primary_care_provider", 50}, Choice{"social_worker", 40},
                                       Choice{"self", 10}};
constexpr std::array sources_street{Choice{"outreach_event", 55}, Choice{"self", 15}, Choice{"word_of_mouth", 20},
                                    Choice{"warmline", 10}};
constexpr std::array urgencies_emergency{Choice{"today", 45}, Choice{"soon", 42}, Choice{"routine", 13}};
constexpr std::array urgencies_inpatient{Choice{"soon", 60}, Choice{"today", 22}, Choice{"routine", 18}};
constexpr std::array urgencies_elsewhere{Choice{"routine", 66}, Choice{"soon", 29}, Choice{"today", 5}};
constexpr std::array decline_reasons{
    Choice{"not_interested", 38}, Choice{"not_now", 27}, Choice{"already_supported", 15},
    Choice{"moved", 7},           Choice{"too_ill", 5},  Choice{"other", 8}};
constexpr std::array pathways{Choice{"abstinence", 46}, Choice{"reduction", 22}, Choice{"undecided", 24},
                              Choice{"unknown", 8}};
constexpr std::array reasons{Choice{"Wants somebody to talk to who has been there.", 4},
                             Choice{"Starting medication, would like support in the first weeks.", 4},
                             Choice{"Admitted after an overdose.", 2},
                             Choice{"Leaving the hospital this week.", 3},
                             Choice{"Looking for housing and support.", 2},
                             Choice{"Asked for a recovery coach.", 4}};

constexpr double reached_at_first_try = 0.72;  // and at each one after it
constexpr int tries_max = 6;
constexpr double reason_share = 0.4;
constexpr double same_day_enrolment = 0.52;  // of those who are reached, on the day on which they are

bool is_open_all_day(std::string_view setting) { return setting == "emergency_department" || setting == "inpatient"; }

std::string_view draw_source(Chance& chance, std::string_view setting) {
    if (setting == "primary_care") return chance.pick(sources_primary_care);
    if (setting == "bridge_clinic") return chance.pick(sources_bridge_clinic);
    if (setting == "emergency_department") return chance.pick(sources_emergency);
    if (setting == "inpatient") return chance.pick(sources_inpatient);
    if (setting == "behavioral_health") return chance.pick(sources_behavioral);
    if (setting == "perinatal") return chance.pick(sources_perinatal);
    return chance.pick(sources_street);
}

std::string_view draw_urgency(Chance& chance, std::string_view setting) {
    if (setting == "emergency_department") return chance.pick(urgencies_emergency);
    if (setting == "inpatient") return chance.pick(urgencies_inpatient);
    return chance.pick(urgencies_elsewhere);
}

Fate draw_fate(Chance& chance, std::string_view setting) {
    auto left = chance.share() - duplicate_share;
    if (left < 0) return Fate::duplicate;
    if ((left -= enrolled_share) < 0) {
        auto const walk_in = setting == "street_medicine" ? 0.4 : setting == "bridge_clinic" ? 0.15 : 0.03;
        return !is_open_all_day(setting) && chance.happens(walk_in) ? Fate::walked_in : Fate::enrolled;
    }
    if ((left -= declined_share) < 0) return Fate::declined;
    if ((left -= unreachable_share) < 0) return Fate::unreachable;
    return Fate::ineligible;
}

// ---- who it is ----

std::optional<std::size_t> somebody_from_before(World& world, std::size_t region) {
    if (world.persons.empty() || !world.chance.happens(returning_share)) return std::nullopt;
    for (int tries = 0; tries < 40; ++tries) {
        auto const index = static_cast<std::size_t>(world.chance.whole(0, static_cast<int>(world.persons.size()) - 1));
        auto const& person = world.persons[index];
        bool const free = !person.busy && !person.deceased && person.region == region &&
                          person.free_since + days_before_return <= world.today();
        if (free) return index;
    }
    return std::nullopt;
}

template <class Entry>
void save(World& world, Permit const& permit, Id<Participant> const& participant, std::optional<Entry> entry) {
    if (!entry) return;
    entry->participant_id = participant;
    World::done(save_entry(permit, world.organization, *entry, world.key()));
}

// Of so many names some come twice; whoever is on the peer's own caseload is looked at, and is somebody else.
void register_somebody(World& world, Permit const& permit, Registration registration) {
    auto written = register_participant(permit, world.organization, registration, world.key());
    if (!written) {
        for (auto const& id : shown_candidates(written.error())) {
            registration.not_same_as.push_back({{Uuid::parse(id).value()}, "Knows the other one, a relative."});
        }
        written = register_participant(permit, world.organization, registration, world.key());
    }
    World::done(written);
}

std::size_t register_person(World& world, std::size_t by, Place const& place) {
    auto made = world.people.make(place.site.setting.word, *place.site.city, world.today());
    auto const id = made.participant.id = world.organization.ids().next_id<Participant>();
    auto const permit = world.as(by);
    register_somebody(world, permit, {made.participant});
    save(world, permit, id, made.phone);
    save(world, permit, id, made.coverage);
    save(world, permit, id, made.identifier);
    save(world, permit, id, made.other_substance);
    save(world, permit, id, made.diagnosis);
    save(world, permit, id, made.moud);
    world.persons.push_back({.id = id,
                             .primary_substance = made.participant.primary_substance,
                             .payer_kind = made.payer_kind,
                             .setting = place.site.setting.word,
                             .region = place.region});
    return world.persons.size() - 1;
}

// ---- decisions ----

void release(World& world, Case& of) {
    auto& person = world.persons[of.person];
    person.busy = false;
    person.free_since = world.today();
    of.ended = true;
    if (of.peer) --world.house.members[*of.peer].load;
}

// The peer decides with the person; while the peer is away, whoever covers for them.
Permit deciding(World& world, Case const& of) {
    return of.peer ? world.as(world.acting(*of.peer, world.today())) : world.as(world.supervisor_of(of));
}

// Somebody who came to a practice has its PCP, others one of the region's.
std::size_t pcp_of(World& world, Case const& of) {
    std::vector<std::size_t> near;
    for (auto const pcp : world.house.pcps) {
        auto const& member = world.house.members[pcp];
        if (member.places.front() == of.place) return pcp;
        if (member.region == world.place_of(of).region) near.push_back(pcp);
    }
    return world.chance.any(near);
}

void enroll_now(World& world, Case& of) {
    auto const& members = world.house.members;
    EnrollReferral command;
    command.id = of.referral;
    command.version = world.version_of(of.referral);
    command.episode_id = world.organization.ids().next_id<Episode>();
    command.peer_id = members[*of.peer].staff.id;
    command.lcsw_id = members[world.house.lcsws[world.place_of(of).region]].staff.id;
    of.pcp = members[pcp_of(world, of)].staff.id;
    command.pcp_id = of.pcp;
    command.pathway = Code{std::string(world.chance.pick(pathways))};
    World::done(enroll(deciding(world, of), world.organization, command, world.key()));
    of.episode = command.episode_id;
    of.started_on = world.today();
    begin_episode(world, of);
}

void decide(World& world, Case& of, Fate fate) {
    auto& organization = world.organization;
    MoveReferral const close{of.referral, world.version_of(of.referral)};
    switch (fate) {
    case Fate::enrolled:
    case Fate::walked_in: enroll_now(world, of); return;
    case Fate::declined: {
        DeclineReferral const no{close.id, close.version, Code{std::string(world.chance.pick(decline_reasons))}};
        World::done(decline_referral(deciding(world, of), organization, no, world.key()));
        break;
    }
    case Fate::unreachable: World::done(mark_unreachable(deciding(world, of), organization, close, world.key())); break;
    case Fate::ineligible:
        World::done(mark_ineligible(world.as(world.supervisor_of(of)), organization, close, world.key()));
        break;
    case Fate::duplicate:
        World::done(mark_duplicate(world.as(world.supervisor_of(of)), organization, close, world.key()));
        break;
    }
    release(world, of);
}

// ---- reaching out ----

void plan_decision(World& world, Case& of, Fate fate, Instant at) {
    world.diary.plan(at, [&world, &of, fate] { decide(world, of, fate); });
}

void reach(World& world, Case& of, Fate fate, bool prompt) {
    write_contact(world, of, ContactKind::reached, std::nullopt);
    of.reached_on = world.today();
    bool const today = prompt || world.chance.happens(fate == Fate::declined ? 0.7 : same_day_enrolment);
    auto const soon = later(world.now(), world.chance.whole(5, 25));
    auto const some_day = later(world.now(), world.chance.whole(1, 5) * minutes_per_day);
    plan_decision(world, of, fate, today ? soon : world.calendar.next_working(some_day));
}

// One try, and what follows from it: the next one, a decision, or giving up.
void try_to_reach(World& world, Case& of, Fate fate, int tries_left) {
    bool const never = fate == Fate::unreachable;
    if (!never && (tries_left <= 1 || world.chance.happens(reached_at_first_try))) {
        reach(world, of, fate, false);
        return;
    }
    write_contact(world, of, ContactKind::attempted, std::nullopt);
    auto const next = world.calendar.next_working(
        later(world.now(), world.chance.whole(1, 3) * minutes_per_day + world.chance.whole(-120, 120)));
    if (tries_left <= 1) {
        plan_decision(world, of, fate, next);
        return;
    }
    world.diary.plan(next, [&world, &of, fate, tries_left] { try_to_reach(world, of, fate, tries_left - 1); });
}

Instant first_try_at(World& world, std::string_view urgency) {
    auto const minute = world.calendar.minute(world.now());
    bool const day = minute >= opening_minute && minute < closing_minute;
    if (urgency == "today" && day) return later(world.now(), world.chance.whole(20, 150));
    auto const patience = urgency == "routine" ? 16 : 7;  // hours
    return world.calendar.next_working(later(world.now(), world.chance.whole(40, patience * minutes_per_hour)));
}

void assign(World& world, Case& of, Fate fate, Arrival const& arrival) {
    auto const peer = arrival.peer ? *arrival.peer : world.choose_peer(of.place, world.today());
    of.peer = peer;
    ++world.house.members[peer].load;
    AssignReferral const command{of.referral, world.version_of(of.referral), world.house.members[peer].staff.id};
    World::done(assign_referral(world.as(world.supervisor_of(of)), world.organization, command, world.key()));
    if (arrival.stays_untried) return;
    if (arrival.prompt) {
        world.diary.plan(later(world.now(), 60), [&world, &of, fate] { reach(world, of, fate, true); });
        return;
    }
    auto const tries = fate == Fate::unreachable ? world.chance.whole(3, tries_max) : tries_max;
    world.diary.plan(first_try_at(world, arrival.urgency),
                     [&world, &of, fate, tries] { try_to_reach(world, of, fate, tries); });
}

Instant assigned_at(World& world, Arrival const& arrival) {
    if (arrival.prompt || arrival.peer) return later(world.now(), 5);
    auto const minute = world.calendar.minute(world.now());
    bool const somebody_on_call = minute >= opening_minute - 90 && minute < closing_minute + 4 * minutes_per_hour;
    if (arrival.urgency == "today" && somebody_on_call) return later(world.now(), world.chance.whole(8, 40));
    return world.calendar.next_working(later(world.now(), world.chance.whole(15, 4 * minutes_per_hour)));
}

void proceed(World& world, Case& of, Fate fate, Arrival const& arrival) {
    switch (fate) {
    case Fate::walked_in:
        ++world.house.members[*of.peer].load;
        world.diary.plan(later(world.now(), 35), [&world, &of] { reach(world, of, Fate::walked_in, true); });
        return;
    case Fate::ineligible:
    case Fate::duplicate: {
        auto const some_time = later(world.now(), world.chance.whole(1, 3 * 24) * minutes_per_hour);
        plan_decision(world, of, fate, world.calendar.next_working(some_time));
        return;
    }
    default:
        if (arrival.stays_unassigned) return;
        world.diary.plan(assigned_at(world, arrival),
                         [&world, &of, fate, arrival] { assign(world, of, fate, arrival); });
    }
}

// A peer who is at that place on that day.
std::optional<std::size_t> peer_there(World& world, std::size_t place) {
    std::vector<std::size_t> there;
    for (auto const peer : world.house.peers) {
        auto const& member = world.house.members[peer];
        bool const works = member.works_on(world.today()) && member.leave_on(world.today()) == nullptr;
        if (works && std::count(member.places.begin(), member.places.end(), place) > 0) there.push_back(peer);
    }
    if (there.empty()) return std::nullopt;
    return world.chance.any(there);
}

// ---- when they come ----

// Minutes past midnight at which a place that never closes sends people: few at night, most in the afternoon.
constexpr std::array hours_of_hospitals{Chance::Quantile{0, 0},       Chance::Quantile{0.1, 420},
                                        Chance::Quantile{0.35, 720},  Chance::Quantile{0.7, 1020},
                                        Chance::Quantile{0.92, 1320}, Chance::Quantile{1, 1439}};

Instant arrival_time(World& world, double share, std::string_view setting) {
    // Solves for the day up to which that share of all has come, the rate growing evenly.
    auto const growth = arrivals_at_end - arrivals_at_start;
    auto const part =
        (-arrivals_at_start + std::sqrt(arrivals_at_start * arrivals_at_start + 2 * growth * share)) / growth;
    auto const days = world.calendar.date(world.diary.until()) - world.start + 1;
    auto const day = world.start + static_cast<int>(part * days);
    if (is_open_all_day(setting)) {
        return world.calendar.at(day, static_cast<int>(world.chance.quantile(hours_of_hospitals)));
    }
    return world.calendar.next_working(world.calendar.at(day, world.chance.whole(opening_minute, closing_minute - 30)));
}

std::size_t draw_place(World& world) {
    double total = 0;
    for (auto const& place : world.house.places) total += place.weight;
    auto left = world.chance.share() * total;
    for (std::size_t i = 0; i < world.house.places.size(); ++i) {
        left -= world.house.places[i].weight;
        if (left < 0) return i;
    }
    return world.house.places.size() - 1;
}

}  // namespace

void plan_arrivals(World& world, int referrals) {
    for (int i = 0; i < referrals; ++i) {
        Arrival arrival;
        arrival.place = draw_place(world);
        auto const& setting = world.house.places[arrival.place].site.setting.word;
        arrival.at = arrival_time(world, (i + world.chance.share()) / referrals, setting);
        world.diary.plan(later(arrival.at, world.chance.whole(4, 45)), [&world, arrival] { arrive(world, arrival); });
    }
}

void arrive(World& world, Arrival arrival) {
    auto const& place = world.house.places[arrival.place];
    auto const& setting = place.site.setting.word;
    auto fate = arrival.fate ? *arrival.fate : draw_fate(world.chance, setting);
    if (!arrival.person && !arrival.fresh) arrival.person = somebody_from_before(world, place.region);
    auto const peer = arrival.peer ? arrival.peer : peer_there(world, arrival.place);
    if (fate == Fate::walked_in && (!peer || arrival.person)) fate = Fate::enrolled;
    bool const walked_in = fate == Fate::walked_in;
    if (arrival.source.empty()) arrival.source = walked_in ? "self" : draw_source(world.chance, setting);
    if (arrival.urgency.empty()) arrival.urgency = walked_in ? "today" : draw_urgency(world.chance, setting);

    auto const by = walked_in ? *peer : world.house.program_supervisors[place.region];
    auto const person = arrival.person ? *arrival.person : register_person(world, by, place);
    world.persons[person].busy = true;
    auto& one = world.cases.emplace_back(Case{.person = person, .place = arrival.place});
    one.received_at = arrival.at;
    one.given_course = arrival.course;
    one.signs_consent = arrival.signs_consent;
    if (walked_in) one.peer = peer;
    Referral referral;
    referral.id = one.referral = world.organization.ids().next_id<Referral>();
    referral.participant_id = world.persons[person].id;
    referral.site_id = place.site.id;
    referral.source.word = arrival.source;
    referral.setting.word = setting;
    referral.received_at = Moment{arrival.at};
    referral.urgency.word = arrival.urgency;
    if (world.chance.happens(reason_share)) referral.reason = std::string(world.chance.pick(reasons));
    referral.primary_substance = world.persons[person].primary_substance;
    referral.payer_kind = world.persons[person].payer_kind;
    World::done(refer(world.as(by), world.organization, referral, world.key()));
    proceed(world, one, fate, arrival);
}

}  // namespace cairn::demonstration
