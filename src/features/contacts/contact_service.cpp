#include "features/contacts/contact_referrals.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"
#include "record/json.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

Contact new_contact(Permit const& permit, Organization& organization, Contact const& said);
void check_new(Contact const& said, Problems& problems);
Result<void> require_open_referral(Tx& tx, Contact const& attempt);
Result<void> require_changeable(Permit const& permit, Contact const& stored);
std::optional<Contact> stored_contact(Organization& organization, Id<Contact> const& id);
std::vector<Preload> records_of(Contact const& contact);

Result<std::string> put_contact(Tx& tx, Contact contact, Program const& program, Problems problems) {
    complete_and_check(contact, nullptr, check_context(tx, program), problems);
    if (!problems.empty()) return invalid(std::move(problems));
    auto written = put_new(tx, contact);
    if (written) note_in_referrals(tx, contact, program.settings.time_zone);
    return written;
}

}  // namespace

Result<Written> log_contact(Permit const& permit, Organization& organization, Contact const& contact, std::string key) {
    if (auto const allowed = permit.require(Permission::log_contacts); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const fresh = new_contact(permit, organization, contact);
    auto const request = write_request(permit, "log_contact", std::move(key), to_json(contact),
                                       {stream_of("participant", contact.participant_id)}, records_of(fresh));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        Problems problems;
        check_new(contact, problems);
        return put_contact(tx, fresh, *program, std::move(problems));
    });
}

Result<Written> record_attempt(Permit const& permit, Organization& organization, Contact const& attempt,
                               std::string key) {
    if (auto const allowed = permit.require(Permission::refer); !allowed) return allowed.error();
    auto const program = organization.program();
    auto const fresh = new_contact(permit, organization, attempt);
    auto const request = write_request(permit, "record_attempt", std::move(key), to_json(attempt),
                                       {stream_of("participant", attempt.participant_id)}, records_of(fresh));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        Problems problems;
        check_new(attempt, problems);
        if (!attempt.referral_id) {
            problems.push_back({"referral_id", "required", "An attempt names the referral that it works on."});
        } else if (auto const open = require_open_referral(tx, attempt); !open) {
            return open.error();
        }
        return put_contact(tx, fresh, *program, std::move(problems));
    });
}

Result<Written> amend_contact(Permit const& permit, Organization& organization, Contact const& changed,
                              std::string key) {
    if (auto const allowed = permit.require(Permission::log_contacts); !allowed) return allowed.error();
    auto const found = stored_contact(organization, changed.id);  // only to know whose chart it is in
    if (!found) return not_found(record_type<Contact>().name);
    auto const program = organization.program();
    auto const request = write_request(permit, "amend_contact", std::move(key), to_json(changed),
                                       {stream_of("participant", found->participant_id)}, records_of(changed));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, changed.id, changed.version);
        if (!stored) return stored.error();
        if (auto const may = require_changeable(permit, *stored); !may) return may.error();
        Problems problems;
        if (changed.participant_id != stored->participant_id) {
            problems.push_back(
                {"participant_id", "fixed", "A contact stays with its participant: void it and log it again."});
        }
        auto amended = changed;
        amended.authored_by = stored->authored_by;
        if (!permit.allows(Permission::read_notes)) amended.note = stored->note;  // they never saw it
        amended.voided_at.reset();
        amended.void_reason.reset();
        complete_and_check(amended, &*stored, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto written = put_changed(tx, amended);
        if (written) change_in_referrals(tx, *stored, amended, program->settings.time_zone);
        return written;
    });
}

Result<Written> void_contact(Permit const& permit, Organization& organization, VoidContact const& command,
                             std::string key) {
    if (auto const allowed = permit.require(Permission::log_contacts); !allowed) return allowed.error();
    auto const found = stored_contact(organization, command.id);
    if (!found) return not_found(record_type<Contact>().name);
    auto const program = organization.program();
    auto const request = write_request(permit, "void_contact", std::move(key), to_json(command),
                                       {stream_of("participant", found->participant_id)},
                                       {{&record_type<Contact>(), to_string(command.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, command.id, command.version);
        if (!stored) return stored.error();
        if (auto const may = require_changeable(permit, *stored); !may) return may.error();
        Problems problems;
        check_declared<VoidContact>(command, nullptr, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto voided = *stored;
        voided.voided_at = tx.now();
        voided.void_reason = command.reason;
        auto written = put_changed(tx, voided);
        if (written) change_in_referrals(tx, *stored, voided, program->settings.time_zone);
        return written;
    });
}

namespace {

Contact new_contact(Permit const& permit, Organization& organization, Contact const& said) {
    auto contact = said;
    if (contact.id.is_nil()) contact.id = organization.ids().next_id<Contact>();
    contact.authored_by = permit.actor();
    return contact;
}

void check_new(Contact const& said, Problems& problems) {
    auto const refuse = [&](std::string field) {
        problems.push_back({std::move(field), "derived", "The program fills this in; leave it out."});
    };
    if (said.authored_by) refuse("authored_by");
    if (said.voided_at) refuse("voided_at");
    if (said.void_reason) refuse("void_reason");
}

Result<void> require_open_referral(Tx& tx, Contact const& attempt) {
    auto const referral = tx.get(*attempt.referral_id);
    if (!referral || is_open(referral->status))
        return {};  // one that does not exist is reported with the other problems
    return Error{ErrorCode::illegal_transition,
                 "This referral is closed. An attempt is possible while it is received, assigned or reaching out."};
}

Result<void> require_changeable(Permit const& permit, Contact const& stored) {
    if (stored.authored_by != permit.actor()) {
        if (auto const allowed = permit.require(Permission::void_any_entry); !allowed) return allowed;
    }
    if (!stored.voided_at) return {};
    return Error{ErrorCode::illegal_transition, "This contact was voided and stays as it is; log a new one instead."};
}

std::optional<Contact> stored_contact(Organization& organization, Id<Contact> const& id) {
    std::optional<Contact> contact;
    organization.database().read([&](Reader& reader) { contact = reader.fetch(id); });
    return contact;
}

// The contact (a new one is known to be absent) and what it refers to, to be read together with the lock.
std::vector<Preload> records_of(Contact const& contact) {
    std::vector<Preload> records{{&record_type<Contact>(), to_string(contact.id)},
                                 {&record_type<Participant>(), to_string(contact.participant_id)}};
    if (contact.episode_id) records.push_back({&record_type<Episode>(), to_string(*contact.episode_id)});
    if (contact.referral_id) records.push_back({&record_type<Referral>(), to_string(*contact.referral_id)});
    if (contact.peer_id) records.push_back({&record_type<Staff>(), to_string(*contact.peer_id)});
    if (contact.site_id) records.push_back({&record_type<Site>(), to_string(*contact.site_id)});
    return records;
}

}  // namespace
}  // namespace cairn
