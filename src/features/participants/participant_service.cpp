#include "features/duplicates/duplicate.hpp"
#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"

namespace cairn {
namespace {

template <class Entry>
void put_entry(Tx& tx, Entry entry, std::string const& place, CheckContext const& context, Problems& problems) {
    Problems found;
    complete_and_check(entry, static_cast<Entry const*>(nullptr), context, found);
    for (auto& problem : found) {
        problems.push_back({place + "." + problem.field, std::move(problem.code), std::move(problem.message)});
    }
    tx.put(entry);
}

// What stands before the duplicates are looked for; a refusal takes all of it back.
MatchPerson put_registered(Tx& tx, IdSource& ids, Registration const& registration, CheckContext const& context,
                           Problems& problems) {
    Participant participant = registration;
    participant.version = 0;
    complete_and_check(participant, nullptr, context, problems);
    tx.put(participant);
    auto person = match_person(participant);
    for (std::size_t i = 0; i < registration.phones.size(); ++i) {
        auto const& phone = registration.phones[i];
        put_entry(tx,
                  ParticipantPhone{.id = ids.next_id<ParticipantPhone>(),
                                   .participant_id = participant.id,
                                   .number = phone.number,
                                   .kind = phone.kind,
                                   .ok_to_text = phone.ok_to_text,
                                   .ok_to_leave_message = phone.ok_to_leave_message},
                  "phones[" + std::to_string(i) + "]", context, problems);
        add_phone(person, phone.number);
    }
    for (std::size_t i = 0; i < registration.identifiers.size(); ++i) {
        auto const& identifier = registration.identifiers[i];
        put_entry(tx,
                  ParticipantIdentifier{.id = ids.next_id<ParticipantIdentifier>(),
                                        .participant_id = participant.id,
                                        .system = identifier.system,
                                        .value = identifier.value},
                  "identifiers[" + std::to_string(i) + "]", context, problems);
        add_identifier(person, identifier.system, identifier.value);
    }
    return person;
}

}  // namespace

Result<Written> register_participant(Permit const& permit, Organization& organization, Registration const& registration,
                                     std::string key) {
    if (auto const allowed = permit.require(Permission::edit_participants); !allowed) return allowed.error();
    auto const program = organization.program();
    auto& ids = organization.ids();
    auto fresh = registration;
    if (fresh.id.is_nil()) fresh.id = ids.next_id<Participant>();
    fresh.registered_by = permit.actor();
    fresh.merged_into_id.reset();
    fresh.in_view_of.reset();
    auto const request = write_request(permit, "register_participant", std::move(key), to_json(registration),
                                       {stream_of(chart_stream_kind, fresh.id), registration_lock()},
                                       {{&record_type<Participant>(), to_string(fresh.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        if (tx.is_taken(fresh.id)) return id_taken(record_type<Participant>());
        Problems problems;
        auto const person = put_registered(tx, ids, fresh, check_context(tx, *program), problems);
        if (!problems.empty()) return invalid(std::move(problems));
        auto const settled = settle_duplicates(tx, permit, ids, person, fresh.not_same_as);
        if (!settled) return settled.error();
        return written_json(to_string(fresh.id), 1);
    });
}

Result<Written> register_participant(Permit const& permit, Organization& organization, Participant const& participant,
                                     std::string key) {
    return register_participant(permit, organization, Registration{participant}, std::move(key));
}

Result<Written> edit_participant(Permit const& permit, Organization& organization, Participant const& changed,
                                 std::string key) {
    WholeRecordCommand command{Permission::edit_participants, "edit_participant"};
    command.afterwards = [&](Tx& tx) { queue_duplicates(tx, organization.ids(), match_person(changed)); };
    return edit_whole(permit, organization, std::move(command), changed, std::move(key));
}

Importable participant_importable() {
    return {.type = record_type<Participant>(),
            .file = "participants",
            .required_columns = {"id"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Participant>};
}

}  // namespace cairn
