// What must hold for a referral, however it came in, and what a contact means for it.
#include "base/present.hpp"
#include "features/participants/participant.hpp"
#include "features/program/whole_record.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

Date day_of(Moment const& moment, std::string_view time_zone) {
    auto const day = local_date(moment, time_zone);
    return day ? *day : local_date(moment, "UTC").value();
}

bool is_before(Moment const& a, Moment const& b, std::string_view time_zone) {
    if (a.has_time() && b.has_time()) {
        auto const patience = clock_skew_minutes_max * 60'000LL;
        return std::get<Instant>(a.value).milliseconds + patience < std::get<Instant>(b.value).milliseconds;
    }
    return day_of(a, time_zone) < day_of(b, time_zone);
}

void check_times(Referral const& referral, Instant now, std::string_view time_zone, Problems& problems) {
    if (is_in_future(referral.received_at, now, time_zone)) {
        problems.push_back({"received_at", "future", "A referral cannot be received after the present."});
    }
    if (!referral.decided_at) return;
    if (is_open(referral.status)) {
        problems.push_back({"decided_at", "status", "A referral that is still open has not been decided."});
    }
    if (is_in_future(*referral.decided_at, now, time_zone)) {
        problems.push_back({"decided_at", "future", "A referral cannot be decided after the present."});
    }
    if (is_before(*referral.decided_at, referral.received_at, time_zone)) {
        problems.push_back({"decided_at", "order", "A referral cannot be decided before it was received."});
    }
}

void check_first_times(Referral const& referral, Instant now, std::string_view time_zone, Problems& problems) {
    if (referral.first_attempt_at && is_in_future(*referral.first_attempt_at, now, time_zone)) {
        problems.push_back({"first_attempt_at", "future", "The first attempt cannot lie after the present."});
    }
    if (!referral.first_contact_at) return;
    if (is_in_future(*referral.first_contact_at, now, time_zone)) {
        problems.push_back({"first_contact_at", "future", "The first contact cannot lie after the present."});
    }
    if (referral.first_attempt_at && is_before(*referral.first_contact_at, *referral.first_attempt_at, time_zone)) {
        problems.push_back(
            {"first_contact_at", "order", "The first contact is an attempt too, so it cannot come before the first."});
    }
}

// The earlier of what is known and what is new.
bool take_earlier(std::optional<Moment>& known, Attempt const& attempt, std::string_view time_zone) {
    if (known && !is_earlier(attempt, {*known, day_of(*known, time_zone)})) return false;
    known = attempt.at;
    return true;
}

}  // namespace

void complete_and_check(Referral& referral, Referral const* previous, CheckContext const& context, Problems& problems) {
    auto const time_zone = time_zone_at(context, referral.site_id);
    referral.received_on = day_of(referral.received_at, time_zone);
    if (!referral.first_attempt_at)
        referral.first_attempt_at = referral.first_contact_at;  // a contact is an attempt too
    check_declared(referral, previous, context, problems);
    check_times(referral, context.now, time_zone, problems);
    check_first_times(referral, context.now, time_zone, problems);
    if (referral.decline_reason && referral.status != ReferralStatus::declined) {
        problems.push_back({"decline_reason", "status", "Only a referral that is declined has a reason for it."});
    }
    // An id that is nil is reported by the declared rules already.
    if (!referral.participant_id.is_nil()) context.require(referral.participant_id, "participant_id", problems);
    if (referral.site_id) context.require(*referral.site_id, "site_id", problems);
    if (referral.peer_id) context.require(*referral.peer_id, "peer_id", problems);
}

bool is_earlier(Attempt const& a, Attempt const& b) {
    if (a.at.has_time() && b.at.has_time()) return std::get<Instant>(a.at.value) < std::get<Instant>(b.at.value);
    if (a.on != b.on) return a.on < b.on;
    return a.at.has_time() && !b.at.has_time();
}

bool note_attempt(Referral& referral, Attempt const& attempt, std::string_view time_zone) {
    bool changed = take_earlier(referral.first_attempt_at, attempt, time_zone);
    if (attempt.reached && take_earlier(referral.first_contact_at, attempt, time_zone)) changed = true;
    if (referral.status == ReferralStatus::assigned) {
        referral.status = ReferralStatus::reaching_out;
        changed = true;
    }
    return changed;
}

Importable referral_importable() {
    return {.type = record_type<Referral>(),
            .file = "referrals",
            .required_columns = {"id", "participant_id", "received_at"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Referral>};
}

}  // namespace cairn
