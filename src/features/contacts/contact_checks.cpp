// What must hold for a contact, however it came in.
#include "base/present.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

constexpr std::int64_t milliseconds_per_hour = 3'600'000;
constexpr int hours_behind_utc_max = 12;    // on ships' time; the last place to begin a day
constexpr int hours_ahead_of_utc_max = 14;  // Kiribati; the first

// The site's, else that of the episode's site, else the program's.
std::string default_time_zone(Contact const& contact, CheckContext const& context) {
    if (contact.site_id || !contact.episode_id) return time_zone_at(context, contact.site_id);
    auto const episode = context.get(*contact.episode_id);
    return time_zone_at(context, episode ? std::optional(episode->site_id) : std::nullopt);
}

// An import that changes a stored contact keeps what its file does not speak of. What was only ever filled in must then
// follow what it was filled in from.
void forget_what_followed(Contact& contact, Contact const& previous, CheckContext const& context) {
    bool const another_time = !(contact.started_at == previous.started_at);
    bool const another_day = contact.service_date != previous.service_date;
    if (another_time && !another_day) contact.service_date.reset();
    if (another_day && contact.time_zone == previous.time_zone &&
        contact.time_zone == default_time_zone(previous, context)) {
        contact.time_zone.reset();
    }
}

// A zone that nobody stated is filled in only if it agrees with the day that was given: the day wins.
void complete(Contact& contact, std::string const& time_zone) {
    auto const day = local_date(contact.started_at, time_zone);
    if (!contact.service_date) contact.service_date = day ? *day : local_date(contact.started_at, "UTC").value();
    if (!contact.time_zone && day && *contact.service_date == *day) contact.time_zone = time_zone;
}

bool is_a_day_somewhere(Date date, Instant instant) {
    auto const day_at = [&](int hours) {
        return local_date(Instant{instant.milliseconds + hours * milliseconds_per_hour}, "UTC").value();
    };
    return day_at(-hours_behind_utc_max) <= date && date <= day_at(hours_ahead_of_utc_max);
}

void check_service_date(Contact const& contact, Problems& problems) {
    auto const* instant = std::get_if<Instant>(&contact.started_at.value);
    if (instant != nullptr && !contact.time_zone) {
        if (is_a_day_somewhere(*contact.service_date, *instant)) return;
        problems.push_back({"service_date", "started_at", "Nowhere was this the local day at that time."});
        return;
    }
    auto const day = local_date(contact.started_at, contact.time_zone.value_or("UTC"));
    if (day && *day != *contact.service_date) {
        problems.push_back({"service_date", "started_at", "This is not the local day of started_at."});
    }
}

void check_times(Contact const& contact, Instant now, std::string_view time_zone, Problems& problems) {
    check_service_date(contact, problems);
    if (is_in_future(contact.started_at, now, time_zone)) {
        problems.push_back({"started_at", "future", "A contact cannot lie in the future."});
    }
    if (contact.next_contact_on && *contact.next_contact_on < *contact.service_date) {
        problems.push_back({"next_contact_on", "order", "The next contact cannot lie before this one."});
    }
}

void check_void(Contact const& contact, Problems& problems) {
    if (contact.voided_at.has_value() == contact.void_reason.has_value()) return;
    problems.push_back({contact.voided_at ? "void_reason" : "voided_at", "required",
                        "A voided contact has both the time and the reason."});
}

template <class Record>
void check_participant(std::optional<Id<Record>> const& id, std::string field, Contact const& contact,
                       CheckContext const& context, Problems& problems) {
    if (!id) return;
    auto const record = context.named(*id, field, problems);
    if (record && record->participant_id != contact.participant_id) {
        problems.push_back({std::move(field), "other_participant", "This is of another participant."});
    }
}

void check_references(Contact const& contact, CheckContext const& context, Problems& problems) {
    // An id that is nil is reported by the declared rules already.
    if (!contact.participant_id.is_nil()) context.require(contact.participant_id, "participant_id", problems);
    check_participant(contact.episode_id, "episode_id", contact, context, problems);
    check_participant(contact.referral_id, "referral_id", contact, context, problems);
    if (contact.peer_id) context.require(*contact.peer_id, "peer_id", problems);
    if (contact.site_id) context.require(*contact.site_id, "site_id", problems);
}

}  // namespace

bool is_reached_contact(Contact const& contact) {
    return !contact.voided_at && contact.outcome == "reached" && !(contact.mode == "text");
}

bool is_attempt(Contact const& contact) { return !contact.voided_at && !(contact.outcome == "cancelled"); }

void complete_and_check(Contact& contact, Contact const* previous, CheckContext const& context, Problems& problems) {
    auto const time_zone = contact.time_zone ? *contact.time_zone : default_time_zone(contact, context);
    complete(contact, time_zone);
    check_declared(contact, previous, context, problems);
    check_times(contact, context.now, time_zone, problems);
    check_void(contact, problems);
    check_references(contact, context, problems);
}

Importable contact_importable() {
    return {
        .type = record_type<Contact>(),
        .file = "contacts",
        .required_columns = {"id", "participant_id", "started_at", "mode", "outcome"},
        .natural_key = {},
        .complete_and_check = [](void* record, void const* previous, CheckContext const& context, Problems& problems) {
            auto& contact = *static_cast<Contact*>(record);
            auto const* stored = static_cast<Contact const*>(previous);
            if (stored != nullptr) forget_what_followed(contact, *stored, context);
            complete_and_check(contact, stored, context, problems);
        }};
}

}  // namespace cairn
