#include "generated_caseloads.hpp"

#include <fmt/core.h>

namespace cairn::bench {
namespace {

constexpr int program_days = 1600;
constexpr int open_referral_days = 8;  // decided by then
constexpr int contacts_per_participant = 5;
constexpr std::int64_t milliseconds_per_day = 86'400'000;
constexpr std::string_view time_zone = "America/New_York";

enum class Table : std::uint8_t { site = 1, staff, participant, referral, episode, contact, consent, member, cover };

// An even spread without a state (splitmix64, Steele, Lea and Flood 2014).
std::uint64_t spread(std::int64_t number, int question) {
    auto z = static_cast<std::uint64_t>(number) * 31 + static_cast<std::uint64_t>(question) + 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

std::int64_t chosen(std::int64_t number, int question, std::int64_t count) {
    return static_cast<std::int64_t>(spread(number, question) % static_cast<std::uint64_t>(count));
}

// Random but for the number at its end: neighbours lie far apart in every index, as with ids of many devices.
template <class Record>
Id<Record> id(Table table, std::int64_t number) {
    Uuid uuid{{0x01, 0x85, 0, 0, 0, 0, 0x70, static_cast<std::uint8_t>(table), 0x80, 0}};
    auto random = spread(number, 100 + static_cast<int>(table));
    for (std::size_t byte = 2; byte < 6; ++byte, random >>= 8U)
        uuid.bytes[byte] = static_cast<std::uint8_t>(random & 0xFFU);
    for (std::size_t byte = 15; byte >= 10; --byte, number >>= 8)
        uuid.bytes[byte] = static_cast<std::uint8_t>(number & 0xFF);
    return {uuid};
}

Moment noon(Date day) { return {Instant{day.days * milliseconds_per_day + milliseconds_per_day * 17 / 24}}; }

}  // namespace

Date GeneratedCaseloads::came_on(std::int64_t participant) const {
    return today_ - program_days + static_cast<int>(participant * program_days / participants_);
}

Id<Staff> GeneratedCaseloads::peer_of(std::int64_t participant) const {
    return id<Staff>(Table::staff, supervisors() + chosen(participant, 1, peers()));
}

Id<Site> GeneratedCaseloads::site_of(std::int64_t participant) const {
    return id<Site>(Table::site, chosen(participant, 2, sites()));
}

Id<Staff> GeneratedCaseloads::clinician(std::int64_t number) const {
    auto const first = supervisors() + peers();
    return id<Staff>(Table::staff, first + chosen(number, 3, staff() - first));
}

Staff GeneratedCaseloads::member(std::int64_t number) const {
    auto const is_supervisor = number < supervisors();
    auto const is_peer = !is_supervisor && number < supervisors() + peers();
    Staff staff;
    staff.id = id<Staff>(Table::staff, number);
    staff.version = 1;
    staff.display_name = fmt::format("Member {}", number + 1);
    staff.role = is_supervisor ? Role::supervisor : (is_peer ? Role::peer : Role::clinician);
    staff.time_zone = time_zone;
    auto const places = is_supervisor ? 2 : 1 + number % 3 / 2;
    for (std::int64_t i = 0; i < places; ++i) {
        staff.sites.push_back({id<Site>(Table::site, (number * 7 + i * 13) % sites()), std::nullopt});
    }
    if (!is_peer) return staff;
    staff.program_supervisor_id = id<Staff>(Table::staff, number * 3 % supervisors());
    if (number % 2 == 0) staff.site_supervisor_id = id<Staff>(Table::staff, (number * 5 + 1) % supervisors());
    return staff;
}

Site GeneratedCaseloads::site(std::int64_t number) const {
    Site site;
    site.id = id<Site>(Table::site, number);
    site.version = 1;
    site.name = fmt::format("Clinic {}", number + 1);
    site.region = fmt::format("region {}", number / 20);
    site.time_zone = time_zone;
    return site;
}

Participant GeneratedCaseloads::participant(std::int64_t number) const {
    Participant participant;
    participant.id = id<Participant>(Table::participant, number);
    participant.version = 1;
    participant.given_name = fmt::format("Given{}", number % 977);
    participant.family_name = fmt::format("Family{}", number);
    participant.name_key = fmt::format("family{0} given{1}", number, number % 977);
    return participant;
}

Referral GeneratedCaseloads::referral(std::int64_t number) const {
    Referral referral;
    auto const day = came_on(number);
    referral.id = id<Referral>(Table::referral, number);
    referral.version = 1;
    referral.participant_id = id<Participant>(Table::participant, number);
    referral.site_id = site_of(number);
    referral.received_at = noon(day);
    referral.received_on = day;
    if (today_ - day < open_referral_days) {
        bool const waits = number % 3 == 0;
        referral.status = waits ? ReferralStatus::received : ReferralStatus::assigned;
        if (!waits) referral.peer_id = peer_of(number);
        return referral;
    }
    referral.peer_id = peer_of(number);
    referral.status = has_episode(number) ? ReferralStatus::enrolled : ReferralStatus::declined;
    referral.decided_at = noon(day + 1);
    return referral;
}

bool GeneratedCaseloads::has_episode(std::int64_t number) const {
    return today_ - came_on(number) >= open_referral_days && chosen(number, 4, 6) != 0;
}

// Every other one is still open, so that caseloads are of about ten.
Episode GeneratedCaseloads::episode(std::int64_t number) const {
    Episode episode;
    episode.id = id<Episode>(Table::episode, number);
    episode.version = 1;
    episode.participant_id = id<Participant>(Table::participant, number);
    episode.site_id = site_of(number);
    episode.peer_id = peer_of(number);
    episode.referral_id = id<Referral>(Table::referral, number);
    episode.started_on = came_on(number) + 1;
    episode.planned_end_on = episode.started_on + 180;
    if (number % 2 == 0) episode.pcp_id = clinician(number);
    if (number % 3 == 0) episode.lcsw_id = clinician(number + 1);
    episode.status = EpisodeStatus::active;
    if (chosen(number, 5, 2) == 0) return episode;
    auto const lasted = static_cast<int>(chosen(number, 6, 180));
    episode.ended_on = std::min(today_, episode.started_on + lasted);
    episode.end_reason = EndReason::disengaged;
    episode.status = status_of(*episode.end_reason);
    return episode;
}

Contact GeneratedCaseloads::contact(std::int64_t number, std::int64_t participant) const {
    Contact contact;
    auto const on = std::min(today_, came_on(participant) + 1 + static_cast<int>(chosen(number, 7, 120)));
    contact.id = id<Contact>(Table::contact, number);
    contact.version = 1;
    contact.participant_id = id<Participant>(Table::participant, participant);
    contact.peer_id = peer_of(participant);
    contact.site_id = site_of(participant);
    contact.started_at = noon(on);
    contact.time_zone = time_zone;
    contact.service_date = on;
    contact.minutes = 25;
    contact.mode.word = "phone";
    contact.outcome.word = number % 2 == 0 ? "reached" : "no_answer";
    if (number % 4 == 0) contact.next_contact_on = on + 7;
    return contact;
}

Consent GeneratedCaseloads::consent(std::int64_t number) const {
    Consent consent;
    consent.id = id<Consent>(Table::consent, number);
    consent.version = 1;
    consent.participant_id = id<Participant>(Table::participant, number * 4);
    consent.recipient_site_id = site_of(number * 4);
    consent.purpose.word = "treatment";
    consent.signed_on = came_on(number * 4);
    return consent;
}

CareTeamMember GeneratedCaseloads::care_team_member(std::int64_t number) const {
    CareTeamMember member;
    member.id = id<CareTeamMember>(Table::member, number);
    member.version = 1;
    member.participant_id = id<Participant>(Table::participant, number * 10);
    member.staff_id = clinician(number);
    member.function.word = "nurse";
    member.from = came_on(number * 10);
    return member;
}

Cover GeneratedCaseloads::cover(std::int64_t number) const {
    Cover cover;
    cover.id = id<Cover>(Table::cover, number);
    cover.version = 1;
    cover.absent_staff_id = id<Staff>(Table::staff, supervisors() + number * 10);
    cover.covering_staff_id = id<Staff>(Table::staff, supervisors() + (number * 70 + 1) % peers());
    cover.from = today_ - 3;
    cover.until = today_ + 4;
    return cover;
}

void GeneratedCaseloads::each(GeneratedProgram::Visit const& visit) const {
    auto const put = [&](auto const& record) { visit(record_type<std::remove_cvref_t<decltype(record)>>(), &record); };
    for (std::int64_t i = 0; i < sites(); ++i) put(site(i));
    for (std::int64_t i = 0; i < staff(); ++i) put(member(i));
    for (std::int64_t i = 0; i < participants_; ++i) put(participant(i));
    for (std::int64_t i = 0; i < participants_; ++i) put(referral(i));
    for (std::int64_t i = 0; i < participants_; ++i) {
        if (has_episode(i)) put(episode(i));
    }
    for (std::int64_t i = 0; i < participants_; ++i) {
        for (std::int64_t j = 0; j < i % contacts_per_participant; ++j)
            put(contact(i * contacts_per_participant + j, i));
    }
    for (std::int64_t i = 0; i < participants_ / 4; ++i) put(consent(i));
    for (std::int64_t i = 0; i < participants_ / 10; ++i) put(care_team_member(i));
    for (std::int64_t i = 0; i < peers() / 10; ++i) put(cover(i));
}

}  // namespace cairn::bench
