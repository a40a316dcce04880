#include "generated_program.hpp"

#include <array>

#include <fmt/core.h>

namespace cairn::bench {
namespace {

constexpr int program_days = 1000;
constexpr int episode_days = 180;
constexpr int waiting_days = 10;
constexpr std::int64_t milliseconds_per_minute = 60'000;
constexpr std::int64_t minutes_per_day = 1440;
constexpr std::string_view time_zone = "America/New_York";
constexpr std::array<std::string_view, 5> regions{"north", "south", "east", "west", "center"};
constexpr std::array<std::string_view, 4> settings{"primary_care", "bridge_clinic", "emergency_department",
                                                   "inpatient"};
constexpr std::array<std::string_view, 2> sexes{"female", "male"};
constexpr std::array<std::string_view, 3> races{"white", "black_or_african_american", "asian"};
constexpr std::array<std::string_view, 3> substances{"fentanyl", "heroin", "prescription_opioid"};
constexpr std::array<std::string_view, 4> modes{"in_person", "phone", "phone", "text"};
constexpr std::array<std::string_view, 4> places{"clinic", "home", "street", "recovery_center"};
constexpr std::array<std::string_view, 4> outcomes{"reached", "reached", "left_message", "no_answer"};
constexpr std::array<std::string_view, 3> pathways{"abstinence", "reduction", "undecided"};
constexpr std::array<std::string_view, 2> arms{"peer", "usual_care"};

// Which table an id belongs to; the last three digits of contact_id_prefix's third group say the same.
enum class Table : std::uint8_t { site = 1, staff, participant, referral, episode, contact, account };

// A UUID of version 7 whose last six bytes are the record's number.
Uuid uuid(Table table, std::int64_t number) {
    Uuid id{{0x01, 0x85, 0x7e, 0x2c, 0x4c, 0x00, 0x70, static_cast<std::uint8_t>(table), 0x80, 0x00}};
    for (int byte = 15; byte >= 10; --byte, number >>= 8) {
        id.bytes[static_cast<std::size_t>(byte)] = static_cast<std::uint8_t>(number & 0xFF);
    }
    return id;
}

template <class Record>
Id<Record> id(Table table, std::int64_t number) {
    return {uuid(table, number)};
}

// An even spread without a state (splitmix64, Steele, Lea and Flood 2014).
std::int64_t chosen(std::int64_t number, int question, std::int64_t count) {
    auto z = static_cast<std::uint64_t>(number) * 31 + static_cast<std::uint64_t>(question) + 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return static_cast<std::int64_t>((z ^ (z >> 31U)) % static_cast<std::uint64_t>(count));
}

template <std::size_t size>
std::string word(std::array<std::string_view, size> const& words, std::int64_t number, int question) {
    return std::string(words[static_cast<std::size_t>(chosen(number, question, size))]);
}

// Between 9 and 17 o'clock in New York, so that the local day is the day in UTC.
Moment at_work(Date day, std::int64_t number) {
    auto const minutes = day.days * minutes_per_day + 14 * 60 + chosen(number, 20, 8 * 60);
    return {Instant{minutes * milliseconds_per_minute}};
}

}  // namespace

Site GeneratedProgram::site(std::int64_t number) const {
    Site site;
    site.id = id<Site>(Table::site, number);
    site.version = 1;
    site.name = fmt::format("Clinic {}", number + 1);
    site.region = word(regions, number, 1);
    site.setting.word = word(settings, number, 2);
    site.time_zone = time_zone;
    return site;
}

Staff GeneratedProgram::staff(std::int64_t number) const {
    Staff staff;
    bool const is_peer = number < size_.peers;
    staff.id = id<Staff>(Table::staff, number);
    staff.version = 1;
    staff.display_name = fmt::format("{} {}", is_peer ? "Peer" : "Clinician", number + 1);
    staff.role = is_peer ? Role::peer : Role::clinician;
    staff.time_zone = time_zone;
    if (size_.present) {
        for (auto const site : {number, number + 7}) staff.sites.push_back({id<Site>(Table::site, site % size_.sites)});
    }
    return staff;
}

Account GeneratedProgram::account(std::int64_t staff) const {
    return {.id = id<Account>(Table::account, staff),
            .version = 1,
            .staff_id = id<Staff>(Table::staff, staff),
            .login = fmt::format("staff {}", staff + 1),
            .password_hash = "none",
            .password_changed_at = Instant{first_day().days * minutes_per_day * milliseconds_per_minute}};
}

Participant GeneratedProgram::participant(std::int64_t number) const {
    Participant participant;
    participant.id = id<Participant>(Table::participant, number);
    participant.version = 1;
    participant.given_name = fmt::format("Given{}", number % 977);
    participant.family_name = fmt::format("Family{}", number);
    participant.name_key = fmt::format("family{0} given{1}", number, number % 977);
    participant.birth_date = Date::from_ymd(1960, 1, 1) + static_cast<int>(chosen(number, 3, 15'000));
    participant.sex.word = word(sexes, number, 4);
    participant.race.words = {word(races, number, 5)};
    participant.languages.words = {"en"};
    participant.primary_substance.word = word(substances, number, 6);
    participant.overdose_count = static_cast<int>(chosen(number, 7, 4));
    return participant;
}

Date GeneratedProgram::first_day() const {
    return size_.present ? *size_.present - program_days : Date::from_ymd(2022, 1, 3);
}

bool GeneratedProgram::is_waiting(std::int64_t participant) const {
    return size_.present && started_on(participant) >= *size_.present - waiting_days;
}

Date GeneratedProgram::started_on(std::int64_t participant) const {
    return first_day() + static_cast<int>(participant * program_days / size_.participants);
}

Referral GeneratedProgram::referral(std::int64_t number) const {
    Referral referral;
    auto const day = started_on(number);
    referral.id = id<Referral>(Table::referral, number);
    referral.version = 1;
    referral.participant_id = id<Participant>(Table::participant, number);
    referral.site_id = id<Site>(Table::site, chosen(number, 8, size_.sites));
    referral.source.word = "emergency_department";
    referral.setting.word = word(settings, number, 9);
    referral.received_at = at_work(day - 7, number);
    referral.received_on = day - 7;
    referral.primary_substance.word = word(substances, number, 6);
    referral.status = ReferralStatus::enrolled;
    referral.decided_at = at_work(day, number);
    referral.peer_id = id<Staff>(Table::staff, chosen(number, 10, size_.peers));
    if (is_waiting(number)) {
        referral.decided_at.reset();
        if (chosen(number, 21, 3) == 0) referral.peer_id.reset();
        referral.status = referral.peer_id ? ReferralStatus::assigned : ReferralStatus::received;
    }
    return referral;
}

Episode GeneratedProgram::episode(std::int64_t number) const {
    Episode episode;
    episode.id = id<Episode>(Table::episode, number);
    episode.version = 1;
    episode.participant_id = id<Participant>(Table::participant, number);
    episode.site_id = id<Site>(Table::site, chosen(number, 8, size_.sites));
    episode.peer_id = id<Staff>(Table::staff, chosen(number, 10, size_.peers));
    episode.referral_id = id<Referral>(Table::referral, number);
    episode.started_on = started_on(number);
    episode.planned_end_on = episode.started_on + episode_days;
    auto const days = static_cast<int>(chosen(number, 11, 2 * episode_days));
    auto const early = days < episode_days;
    episode.ended_on = episode.started_on + (early ? days : episode_days);
    episode.end_reason = early ? EndReason::disengaged : EndReason::completed;
    episode.status = status_of(*episode.end_reason);
    if (size_.present && *episode.ended_on >= *size_.present) {
        episode.ended_on.reset();
        episode.end_reason.reset();
        episode.status = EpisodeStatus::active;
    }
    episode.pathway.word = word(pathways, number, 12);
    episode.study_arm = word(arms, number, 13);
    return episode;
}

Contact GeneratedProgram::contact(std::int64_t number) const {
    auto const day = number * program_days / size_.contacts;
    auto const newest = day * size_.participants / program_days;
    auto const oldest = std::max<std::int64_t>(0, (day - episode_days + 1) * size_.participants / program_days);
    auto const participant = oldest + chosen(number, 14, std::max<std::int64_t>(1, newest - oldest));
    return contact_on(number, participant, first_day() + static_cast<int>(day));
}

Contact GeneratedProgram::contact_with_anybody(std::int64_t number) const {
    return contact_with(chosen(number, 14, size_.participants), number);
}

Contact GeneratedProgram::contact_with(std::int64_t participant, std::int64_t number) const {
    auto const start = started_on(participant);
    auto const days = size_.present ? std::min(episode_days, size_.present->days - start.days) : episode_days;
    return contact_on(number, participant, start + static_cast<int>(chosen(number, 15, days)));
}

Contact GeneratedProgram::contact_on(std::int64_t number, std::int64_t participant, Date day) const {
    Contact contact;
    contact.id = id<Contact>(Table::contact, number);
    contact.version = 1;
    contact.participant_id = id<Participant>(Table::participant, participant);
    if (is_waiting(participant)) {
        contact.referral_id = id<Referral>(Table::referral, participant);
    } else {
        contact.episode_id = id<Episode>(Table::episode, participant);
    }
    contact.peer_id = id<Staff>(Table::staff, chosen(participant, 10, size_.peers));
    contact.site_id = id<Site>(Table::site, chosen(participant, 8, size_.sites));
    contact.started_at = at_work(day, number);
    contact.time_zone = time_zone;
    contact.service_date = day;
    contact.minutes = static_cast<int>(5 * (1 + chosen(number, 16, 12)));
    contact.mode.word = word(modes, number, 17);
    contact.place.word = word(places, number, 18);
    contact.outcome.word = word(outcomes, number, 19);
    contact.support.words = {"emotional", "informational"};
    contact.topics.words = {"coping", "housing"};
    contact.note = "Talked about the week; will call again.";
    return contact;
}

void GeneratedProgram::each(Visit const& visit) const {
    auto const all = [&](std::int64_t count, auto const& make) {
        for (std::int64_t number = 0; number < count; ++number) {
            auto const record = make(number);
            visit(record_type<std::remove_cvref_t<decltype(record)>>(), &record);
        }
    };
    all(size_.sites, [this](auto number) { return site(number); });
    all(size_.peers + size_.clinicians, [this](auto number) { return staff(number); });
    if (size_.present) all(size_.peers + size_.clinicians, [this](auto number) { return account(number); });
    all(size_.participants, [this](auto number) { return participant(number); });
    all(size_.participants, [this](auto number) { return referral(number); });
    auto enrolled = size_.participants;
    while (enrolled > 0 && is_waiting(enrolled - 1)) --enrolled;
    all(enrolled, [this](auto number) { return episode(number); });
    all(size_.contacts, [this](auto number) { return contact(number); });
}

}  // namespace cairn::bench
