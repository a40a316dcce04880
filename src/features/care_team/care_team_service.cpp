#include "base/present.hpp"
#include "features/care_team/care_team.hpp"
#include "features/participants/participant.hpp"
#include "features/program/whole_record.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

// The record as it is stored: only to know whose chart it is in.
template <class Record>
std::optional<Record> stored_record(Organization& organization, Id<Record> const& id) {
    std::optional<Record> record;
    organization.database().read([&](Reader& reader) { record = reader.fetch(id); });
    return record;
}

// A write to the chart in which a record lies.
template <class Record, class Command>
WriteRequest request_in_chart_of(Permit const& permit, Record const& record, std::string_view command_name,
                                 Command const& command, std::string key) {
    return write_request(permit, command_name, std::move(key), to_json(command),
                         {stream_of("participant", record.participant_id)},
                         {{&record_type<Record>(), to_string(record.id)}});
}

// A new record of a chart; `check_more(tx, problems)` looks at what else is in the chart.
template <class Record, class CheckMore>
Result<Written> add_to_chart(Permit const& permit, Organization& organization, std::string_view command,
                             Record const& asked, std::string key, CheckMore const& check_more) {
    if (auto const allowed = permit.require(Permission::arrange_care_team); !allowed) return allowed.error();
    auto const program = organization.program();
    auto fresh = asked;
    if (fresh.id.is_nil()) fresh.id = organization.ids().template next_id<Record>();
    auto request = request_in_chart_of(permit, fresh, command, asked, std::move(key));
    request.preloads.push_back({&record_type<Participant>(), to_string(asked.participant_id)});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        if (auto const chart = tx.get(fresh.participant_id); !chart) return chart.error();
        auto record = fresh;
        Problems problems;
        complete_and_check(record, static_cast<Record const*>(nullptr), check_context(tx, *program), problems);
        check_more(tx, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_new(tx, std::move(record));
    });
}

void check_room(Tx& tx, std::string_view count_sql, Id<Participant> const& participant_id, std::int64_t most,
                Problems& problems) {
    if (tx.integer({count_sql, {to_string(participant_id)}}).value_or(0) < most) return;
    problems.push_back({"", "too_many", "One participant has at most " + std::to_string(most) + " of these."});
}

void check_not_on_team(Tx& tx, CareTeamMember const& member, Problems& problems) {
    auto const overlapping =
        tx.text({"SELECT id FROM care_team_member WHERE participant_id = $1 AND staff_id = $2 AND \"from\" <= $3 AND "
                 "(until IS NULL OR until >= $4) LIMIT 1",
                 {to_string(member.participant_id), to_string(member.staff_id),
                  member.until ? to_string(*member.until) : "9999-12-31", to_string(member.from)}});
    if (overlapping) {
        problems.push_back({"staff_id", "repeated", "This person is on the team already for some of these days."});
    }
}

}  // namespace

Result<Written> give_consent(Permit const& permit, Organization& organization, Consent const& consent,
                             std::string key) {
    return add_to_chart(permit, organization, "give_consent", consent, std::move(key), [&](Tx& tx, Problems& problems) {
        if (consent.revoked_at || consent.revoke_reason) {
            problems.push_back({"revoked_at", "derived", "The program fills this in later; leave it out."});
        }
        check_room(tx, "SELECT count(*) FROM consent WHERE participant_id = $1", consent.participant_id, consents_max,
                   problems);
    });
}

Result<Written> revoke_consent(Permit const& permit, Organization& organization, RevokeConsent const& command,
                               std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_care_team); !allowed) return allowed.error();
    auto const found = stored_record(organization, command.id);
    if (!found) return not_found(record_type<Consent>().name);
    auto const program = organization.program();
    auto const request = request_in_chart_of(permit, *found, "revoke_consent", command, std::move(key));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, command.id, command.version);
        if (!stored) return stored.error();
        if (stored->revoked_at) {
            return Error{ErrorCode::illegal_transition, "This consent was revoked before; a new one can be given."};
        }
        Problems problems;
        check_declared<RevokeConsent>(command, nullptr, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto revoked = *stored;
        revoked.revoked_at = tx.now();
        revoked.revoke_reason = command.reason;
        return put_changed(tx, std::move(revoked));
    });
}

Result<Written> add_care_team_member(Permit const& permit, Organization& organization, CareTeamMember const& member,
                                     std::string key) {
    return add_to_chart(permit, organization, "add_care_team_member", member, std::move(key),
                        [&](Tx& tx, Problems& problems) {
                            check_not_on_team(tx, member, problems);
                            check_room(tx, "SELECT count(*) FROM care_team_member WHERE participant_id = $1",
                                       member.participant_id, care_team_members_max, problems);
                        });
}

Result<Written> end_care_team_member(Permit const& permit, Organization& organization, EndCareTeamMember const& command,
                                     std::string key) {
    if (auto const allowed = permit.require(Permission::arrange_care_team); !allowed) return allowed.error();
    auto const found = stored_record(organization, command.id);
    if (!found) return not_found(record_type<CareTeamMember>().name);
    auto const program = organization.program();
    auto const request = request_in_chart_of(permit, *found, "end_care_team_member", command, std::move(key));
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto const stored = get_seen(tx, command.id, command.version);
        if (!stored) return stored.error();
        auto const context = check_context(tx, *program);
        auto const staff = context.get(stored->staff_id);
        auto const zone = staff ? staff->time_zone : program->settings.time_zone;
        auto ended = *stored;
        ended.until = command.until.value_or(std::max(stored->from, local_today(context.now, zone)));
        if (stored->until && *stored->until < *ended.until) {
            return Error{ErrorCode::illegal_transition,
                         "This person leaves the team before that day already; add them again instead."};
        }
        Problems problems;
        complete_and_check(ended, &*stored, context, problems);
        if (!problems.empty()) return invalid(std::move(problems));
        return put_changed(tx, std::move(ended));
    });
}

}  // namespace cairn
