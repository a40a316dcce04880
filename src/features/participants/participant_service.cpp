#include "features/participants/participant.hpp"
#include "features/program/whole_record.hpp"

namespace cairn {

Result<Written> register_participant(Permit const& permit, Organization& organization, Participant const& participant,
                                     std::string key) {
    auto registered = participant;
    registered.registered_by = permit.actor();
    return register_whole(permit, organization, {Permission::edit_participants, "register_participant"},
                          std::move(registered), std::move(key));
}

Result<Written> edit_participant(Permit const& permit, Organization& organization, Participant const& changed,
                                 std::string key, std::vector<std::string_view> const& sealed_left_out) {
    auto const keep_sealed = [&](Participant& participant, Participant const& stored) {
        auto const& type = record_type<Participant>();
        for (auto const name : sealed_left_out) {
            auto const& field = type.fields[type.index_of(name)];
            field.set(&participant, field.get(&stored), field);
        }
    };
    return edit_whole<Participant>(permit, organization, {Permission::edit_participants, "edit_participant"}, changed,
                                   std::move(key), keep_sealed);
}

Importable participant_importable() {
    return {.type = record_type<Participant>(),
            .file = "participants",
            .required_columns = {"id"},
            .natural_key = {},
            .complete_and_check = complete_and_check_whole<Participant>};
}

}  // namespace cairn
