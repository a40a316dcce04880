// What must hold for a consent and for a member of a care team.
#include "base/present.hpp"
#include "features/care_team/care_team.hpp"
#include "features/participants/participant.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

void check_recipient(Consent const& consent, CheckContext const& context, Problems& problems) {
    if (consent.recipient_staff_id.has_value() == consent.recipient_site_id.has_value()) {
        problems.push_back({"recipient_staff_id", "one_recipient", "A consent names one person or one site."});
    }
    if (consent.recipient_staff_id) context.require(*consent.recipient_staff_id, "recipient_staff_id", problems);
    if (consent.recipient_site_id) context.require(*consent.recipient_site_id, "recipient_site_id", problems);
}

// 42 CFR 2.31(a): a consent that lacks one of its elements is none.
void check_elements(Consent const& consent, CheckContext const& context, Problems& problems) {
    if (consent.purpose == unknown_word) {
        problems.push_back({"purpose", "required", "A consent says what the information may be used for."});
    }
    if (is_in_future(consent.signed_on, context.now, context.program.settings.time_zone)) {
        problems.push_back({"signed_on", "future", "A consent cannot be signed after today."});
    }
    if (consent.until && *consent.until < consent.signed_on) {
        problems.push_back({"until", "order", "The last day cannot lie before the day of the signature."});
    }
}

void check_member(CareTeamMember const& member, CheckContext const& context, Problems& problems) {
    if (member.staff_id.is_nil()) return;  // reported by the declared rules
    auto const staff = context.named(member.staff_id, "staff_id", problems);
    if (!staff) return;
    if (!permissions_of(staff->role).test(static_cast<std::size_t>(Permission::read_charts))) {
        problems.push_back({"staff_id", "role", "Somebody with this role does not work with charts."});
    }
    if (staff->ended_on && *staff->ended_on < member.from) {
        problems.push_back({"staff_id", "ended", "This person left the program before that day."});
    }
}

}  // namespace

void complete_and_check(Consent& consent, Consent const* previous, CheckContext const& context, Problems& problems) {
    check_declared(consent, previous, context, problems);
    check_elements(consent, context, problems);
    check_recipient(consent, context, problems);
    if (!consent.participant_id.is_nil()) context.require(consent.participant_id, "participant_id", problems);
}

void complete_and_check(CareTeamMember& member, CareTeamMember const* previous, CheckContext const& context,
                        Problems& problems) {
    check_declared(member, previous, context, problems);
    if (member.until && *member.until < member.from) {
        problems.push_back({"until", "order", "The last day cannot lie before the first."});
    }
    if (previous == nullptr) check_member(member, context, problems);
    if (!member.participant_id.is_nil()) context.require(member.participant_id, "participant_id", problems);
}

}  // namespace cairn
