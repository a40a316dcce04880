#include "features/contacts/contact_referrals.hpp"

#include "features/referrals/referral.hpp"

namespace cairn {
namespace {

constexpr int referrals_per_participant_max = 200;
constexpr std::string_view no_end = "9999-12-31";

// The earliest attempt at a referral ($3), or the earliest that reached the participant ($6 = 'reached'), but for one
// contact ($2). Contacts that name nothing count from $4 to $5. Of one day, those with a time come first.
constexpr std::string_view earliest_sql =
    "SELECT started_at, service_date FROM contact WHERE participant_id = $1 AND id <> $2 AND voided_at IS NULL "
    "AND outcome <> 'cancelled' AND ($6 = 'attempt' OR (outcome = 'reached' AND mode <> 'text')) "
    "AND (referral_id = $3 OR (referral_id IS NULL AND episode_id IS NULL AND service_date >= $4 "
    "AND service_date <= $5)) "
    "ORDER BY service_date, CASE WHEN length(started_at) > 10 THEN 0 ELSE 1 END, started_at LIMIT 1";

std::string const& zone_of(Contact const& contact, std::string const& program_time_zone) {
    return contact.time_zone ? *contact.time_zone : program_time_zone;
}

// The last day on which a contact that names nothing counts: none while it is open, and none that is known when it was
// closed on an unknown day.
std::optional<std::string> last_day(Referral const& referral, std::string const& time_zone) {
    if (is_open(referral.status)) return std::string(no_end);
    if (!referral.decided_at) return std::nullopt;
    return to_string(local_date(*referral.decided_at, time_zone).value());
}

bool counts_for(Contact const& contact, Referral const& referral, std::string const& time_zone) {
    if (!is_attempt(contact)) return false;
    if (contact.referral_id) return *contact.referral_id == referral.id;
    auto const last = last_day(referral, time_zone);
    return !contact.episode_id && last && referral.received_on <= *contact.service_date &&
           to_string(*contact.service_date) <= *last;
}

bool note(Referral& referral, Contact const& contact, std::string const& time_zone) {
    return note_attempt(referral, {contact.started_at, *contact.service_date, is_reached_contact(contact)}, time_zone);
}

std::vector<Referral> referrals_of(Tx& tx, Id<Participant> const& participant) {
    static std::string const sql = "SELECT " + column_list(record_type<Referral>()) +
                                   " FROM referral WHERE participant_id = $1 ORDER BY received_on, id LIMIT " +
                                   std::to_string(referrals_per_participant_max);
    std::vector<Referral> referrals;
    tx.each({sql, {to_string(participant)}}, [&](Row const& row) {
        referrals.push_back(read_record<Referral>(row));
        return true;
    });
    return referrals;
}

std::optional<Moment> earliest(Tx& tx, Referral const& referral, Contact const& left_out, std::string_view which,
                               std::string const& time_zone) {
    auto const started_at =
        tx.text({earliest_sql,
                 {to_string(referral.participant_id), to_string(left_out.id), to_string(referral.id),
                  to_string(referral.received_on), last_day(referral, time_zone).value_or(""), std::string(which)}});
    if (!started_at) return std::nullopt;
    return Moment::parse(*started_at).value();
}

bool gave(Contact const& contact, std::optional<Moment> const& moment) {
    return is_attempt(contact) && moment && *moment == contact.started_at;
}

}  // namespace

void note_in_referrals(Tx& tx, Contact const& contact, std::string const& program_time_zone) {
    if (!is_attempt(contact)) return;
    auto const& time_zone = zone_of(contact, program_time_zone);
    if (contact.referral_id) {
        auto referral = tx.get(*contact.referral_id).value();
        if (note(referral, contact, time_zone)) tx.put(referral);
        return;
    }
    if (contact.episode_id) return;  // its referral was decided before
    for (auto& referral : referrals_of(tx, contact.participant_id)) {
        if (counts_for(contact, referral, time_zone) && note(referral, contact, time_zone)) tx.put(referral);
    }
}

void change_in_referrals(Tx& tx, Contact const& before, Contact const& after, std::string const& program_time_zone) {
    auto const& time_zone = zone_of(after, program_time_zone);
    for (auto const& stored : referrals_of(tx, before.participant_id)) {
        auto referral = stored;
        if (gave(before, stored.first_attempt_at)) {
            referral.first_attempt_at = earliest(tx, stored, before, "attempt", time_zone);
        }
        if (gave(before, stored.first_contact_at)) {
            referral.first_contact_at = earliest(tx, stored, before, "reached", time_zone);
        }
        if (counts_for(after, referral, time_zone)) note(referral, after, time_zone);
        bool const same = referral.first_attempt_at == stored.first_attempt_at &&
                          referral.first_contact_at == stored.first_contact_at && referral.status == stored.status;
        if (!same) tx.put(referral);
    }
}

}  // namespace cairn
