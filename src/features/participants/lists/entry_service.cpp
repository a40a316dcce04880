// One story for all seven lists: add or replace an entry, or remove it.
#include "base/text.hpp"
#include "features/duplicates/duplicate.hpp"
#include "features/participants/lists/entry.hpp"
#include "features/program/whole_record.hpp"

namespace cairn {
namespace {

template <class Entry>
WholeRecordCommand entry_command(std::string const& name, Entry const& entry) {
    Preload const participant{&record_type<Participant>(), to_string(entry.participant_id)};
    return {Permission::edit_participants, name, {}, {participant}};
}

// By a phone or an identifier somebody may turn out to be here already.
template <class Entry>
constexpr bool tells_who_it_is =
    std::is_same_v<Entry, ParticipantPhone> || std::is_same_v<Entry, ParticipantIdentifier>;

void add_point(MatchPerson& person, ParticipantPhone const& phone) { add_phone(person, phone.number); }
void add_point(MatchPerson& person, ParticipantIdentifier const& identifier) {
    add_identifier(person, identifier.system, identifier.value);
}

Problems check_reason(std::string const& reason) {
    if (trim(reason).empty()) return {{"reason", "required", "Say why the entry is removed."}};
    if (count_characters(reason) <= removal_reason_characters_max) return {};
    return {
        {"reason", "too_long", "At most " + std::to_string(removal_reason_characters_max) + " characters fit here."}};
}

}  // namespace

template <class Entry>
Result<Written> save_entry(Permit const& permit, Organization& organization, Entry const& entry, std::string key) {
    auto const name = "save_" + std::string(record_type<Entry>().name);
    auto saved = entry;
    saved.voided_at.reset();  // that is what remove_entry is for
    saved.void_reason.reset();
    auto command = entry_command(name, saved);
    if constexpr (tells_who_it_is<Entry>) {
        command.afterwards = [&](Tx& tx) {
            auto const participant = tx.get(saved.participant_id);
            if (!participant) return;
            auto person = match_person(*participant);
            add_point(person, saved);
            queue_duplicates(tx, organization.ids(), std::move(person));
        };
    }
    if (saved.version == 0) return register_whole(permit, organization, command, saved, std::move(key));
    return edit_whole(permit, organization, command, saved, std::move(key));
}

template <class Entry>
Result<Written> remove_entry(Permit const& permit, Organization& organization, RemoveEntry<Entry> const& removal,
                             std::string key) {
    auto const name = "remove_" + std::string(record_type<Entry>().name);
    if (auto const allowed = permit.require(Permission::edit_participants); !allowed) return allowed.error();
    auto const asked = to_string(removal.participant_id) + " " + written_json(removal) + " " + removal.reason;
    auto const request =
        write_request(permit, name, std::move(key), asked, {stream_of("participant", removal.participant_id)},
                      {{&record_type<Entry>(), to_string(removal.id)}});
    return organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        auto stored = get_seen(tx, removal.id, removal.version);
        if (!stored) return stored.error();
        if (stored->participant_id != removal.participant_id) return not_found(record_type<Entry>().name);
        auto problems = check_reason(removal.reason);
        if (stored->voided_at) problems.push_back({"", "removed", "This entry was removed before."});
        auto const reason = normalize_text(removal.reason);
        if (!reason) problems.push_back({"reason", "text", reason.error().message});
        if (!problems.empty()) return invalid(std::move(problems));
        stored->voided_at = tx.now();
        stored->void_reason = *reason;
        return put_changed(tx, std::move(*stored));
    });
}

// One line for each list.
#define CAIRN_ENTRY_SERVICES(Entry)                                                                                    \
    template Result<Written> save_entry(Permit const&, Organization&, Entry const&, std::string);                      \
    template Result<Written> remove_entry(Permit const&, Organization&, RemoveEntry<Entry> const&, std::string);

CAIRN_ENTRY_SERVICES(ParticipantPhone)
CAIRN_ENTRY_SERVICES(ParticipantIdentifier)
CAIRN_ENTRY_SERVICES(ParticipantCoverage)
CAIRN_ENTRY_SERVICES(ParticipantSubstance)
CAIRN_ENTRY_SERVICES(ParticipantMoud)
CAIRN_ENTRY_SERVICES(ParticipantDiagnosis)
CAIRN_ENTRY_SERVICES(ParticipantToxicology)
#undef CAIRN_ENTRY_SERVICES

}  // namespace cairn
